-- The storages' database, for MySQL 8.0.17 or newer and MariaDB 10.2 or newer.
-- Import it with `mysql < sql/storage.sql`, or with `source storage.sql` inside the client. It changes nothing that
-- is there already, so it can be imported again.
--
-- Ids and paths compare by their bytes, trailing spaces included: the two kinds of server call that collation by
-- different names, and each reads only its own of the two comments behind COLLATE.

CREATE DATABASE IF NOT EXISTS tnv_storagedb CHARACTER SET utf8mb4;
USE tnv_storagedb;

-- The files of a third of all users; a hash of the user id tells which third. `id` is the file id that the client
-- made, `status` is 0.
CREATE TABLE IF NOT EXISTS t_file_01 (
  id          VARCHAR(127)  NOT NULL,
  appid       VARCHAR(16)   NOT NULL,
  userid      VARCHAR(255)  NOT NULL,
  status      TINYINT       NOT NULL DEFAULT 0,
  file_path   VARCHAR(255)  NOT NULL,
  file_size   BIGINT        NOT NULL,
  create_time DATETIME(6)   NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  update_time DATETIME(6)   NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  PRIMARY KEY (id),
  KEY k_user_files (userid, appid, id),
  KEY k_file_path (file_path)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC
  CHARACTER SET utf8mb4 COLLATE /*M! utf8mb4_nopad_bin */ /*!80017 utf8mb4_0900_bin */;

CREATE TABLE IF NOT EXISTS t_file_02 LIKE t_file_01;
CREATE TABLE IF NOT EXISTS t_file_03 LIKE t_file_01;

-- What files are called and what they are, by their path, which is no other file's, ever. Storages work without this
-- table; then nothing has a name.
CREATE TABLE IF NOT EXISTS t_file_note (
  file_path   VARCHAR(255)  NOT NULL,
  file_name   VARCHAR(255)  NOT NULL,
  media_type  VARCHAR(127)  NOT NULL,
  create_time DATETIME(6)   NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  update_time DATETIME(6)   NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  PRIMARY KEY (file_path)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC
  CHARACTER SET utf8mb4 COLLATE /*M! utf8mb4_nopad_bin */ /*!80017 utf8mb4_0900_bin */;
