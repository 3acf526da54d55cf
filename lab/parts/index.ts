import { site } from '../site/site.ts';
import { daemons } from './daemons.ts';
import { galera } from './galera.ts';
import { glusterfs } from './glusterfs.ts';
import { keepalived } from './keepalived.ts';
import type { Part } from './part.ts';
import { redisCluster } from './redisCluster.ts';

/** All parts, by name; each can be brought up alone. */
export const PARTS: readonly Part[] = [glusterfs, keepalived, galera, redisCluster, daemons, site];
