-- The id servers' database, for MySQL 8.0.17 or newer and MariaDB 10.2 or newer.
-- Import it with `mysql < sql/id.sql`, or with `source id.sql` inside the client. It changes nothing that is there
-- already, so it can be imported again.
--
-- Keys compare by their bytes, trailing spaces included: the two kinds of server call that collation by different
-- names, and each reads only its own of the two comments behind COLLATE.

CREATE DATABASE IF NOT EXISTS tnv_idsdb CHARACTER SET utf8mb4;
USE tnv_idsdb;

-- The next free id of every key (a store path).
CREATE TABLE IF NOT EXISTS t_id_gen (
  id          VARCHAR(64)   NOT NULL,
  id_value    BIGINT        NOT NULL DEFAULT 0,
  create_time DATETIME(6)   NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  update_time DATETIME(6)   NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  PRIMARY KEY (id)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC
  CHARACTER SET utf8mb4 COLLATE /*M! utf8mb4_nopad_bin */ /*!80017 utf8mb4_0900_bin */;
