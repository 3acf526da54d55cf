-- The trackers' database, for MySQL 8.0.17 or newer and MariaDB 10.2 or newer.
-- Import it with `mysql < sql/tracker.sql`, or with `source tracker.sql` inside the client. It changes nothing that
-- is there already, so it can be imported again.
--
-- User ids and names compare by their bytes, trailing spaces included: the two kinds of server call that collation
-- by different names, and each reads only its own of the two comments behind COLLATE.

CREATE DATABASE IF NOT EXISTS tnv_trackerdb CHARACTER SET utf8mb4;
USE tnv_trackerdb;

-- The groups that users can be assigned to. A storage names one of them in its configuration (tnv_group_name).
CREATE TABLE IF NOT EXISTS t_group_info (
  id          INT UNSIGNED  NOT NULL AUTO_INCREMENT,
  group_name  VARCHAR(16)   NOT NULL,
  create_time DATETIME(6)   NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  update_time DATETIME(6)   NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  PRIMARY KEY (id),
  UNIQUE KEY u_group_name (group_name)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC
  CHARACTER SET utf8mb4 COLLATE /*M! utf8mb4_nopad_bin */ /*!80017 utf8mb4_0900_bin */;

INSERT INTO t_group_info (group_name)
  SELECT 'group001' FROM DUAL WHERE NOT EXISTS (SELECT 1 FROM t_group_info);

-- Which group a user belongs to: one group, forever. The unique key is what makes it one when two trackers meet a new
-- user at once. A table that another program made may lack it; this adds it (and fails while a user is there twice):
--   ALTER TABLE t_router ADD UNIQUE KEY u_userid (userid);
CREATE TABLE IF NOT EXISTS t_router (
  id          INT UNSIGNED  NOT NULL AUTO_INCREMENT,
  appid       VARCHAR(16)   NOT NULL,
  userid      VARCHAR(255)  NOT NULL,
  group_name  VARCHAR(16)   NOT NULL,
  create_time DATETIME(6)   NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  update_time DATETIME(6)   NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  PRIMARY KEY (id),
  UNIQUE KEY u_userid (userid)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC
  CHARACTER SET utf8mb4 COLLATE /*M! utf8mb4_nopad_bin */ /*!80017 utf8mb4_0900_bin */;

-- The same table under its other name, which deployed trackers use, also to write. Where t_groups_info is a table
-- already, this fails and is not needed: trackers ask for this name only.
CREATE OR REPLACE SQL SECURITY INVOKER VIEW t_groups_info AS
  SELECT id, group_name, create_time, update_time FROM t_group_info;
