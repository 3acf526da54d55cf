/**
 * The tables of a site that other daemons made: the groups under the name that these use, no unique key on users, letters
 * compared without their case.
 */
export const DEPLOYED_TABLES = ['tnv_trackerdb', 'tnv_idsdb', 'tnv_storagedb']
  .map((database) => `CREATE DATABASE ${database} CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;`)
  .concat(
    `USE tnv_trackerdb;
     CREATE TABLE t_groups_info (id INT NOT NULL AUTO_INCREMENT, group_name VARCHAR(32) DEFAULT NULL,
       create_time TIMESTAMP NULL DEFAULT NULL, update_time TIMESTAMP NULL DEFAULT NULL, PRIMARY KEY (id));
     INSERT INTO t_groups_info (group_name, create_time, update_time) VALUES ('group001', now(), now());
     CREATE TABLE t_router (id INT NOT NULL AUTO_INCREMENT, appid VARCHAR(32) DEFAULT NULL,
       userid VARCHAR(128) DEFAULT NULL, group_name VARCHAR(32) DEFAULT NULL,
       create_time TIMESTAMP NULL DEFAULT NULL, update_time TIMESTAMP NULL DEFAULT NULL, PRIMARY KEY (id));
     USE tnv_idsdb;
     CREATE TABLE t_id_gen (id VARCHAR(64) NOT NULL, id_value BIGINT DEFAULT NULL,
       create_time TIMESTAMP NULL DEFAULT NULL, update_time TIMESTAMP NULL DEFAULT NULL, PRIMARY KEY (id));
     USE tnv_storagedb;
     CREATE TABLE t_file_01 (id VARCHAR(256) NOT NULL, appid VARCHAR(32) DEFAULT NULL, userid VARCHAR(128) DEFAULT NULL,
       status TINYINT DEFAULT NULL, file_path VARCHAR(512) DEFAULT NULL, file_size BIGINT DEFAULT NULL,
       create_time TIMESTAMP NULL DEFAULT NULL, update_time TIMESTAMP NULL DEFAULT NULL, PRIMARY KEY (id));
     CREATE TABLE t_file_02 LIKE t_file_01;
     CREATE TABLE t_file_03 LIKE t_file_01;`,
  )
  .join('\n');
