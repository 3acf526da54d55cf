import { cutCable } from './cutCable.ts';
import { cutSilently } from './cutSilently.ts';
import type { Disaster } from './disaster.ts';
import { killBrick } from './killBrick.ts';
import { killGalera } from './killGalera.ts';
import { killGateway } from './killGateway.ts';
import { killIdServer } from './killIdServer.ts';
import { killKeepalived } from './killKeepalived.ts';
import { killRedis } from './killRedis.ts';
import { killStorage } from './killStorage.ts';
import { killTracker } from './killTracker.ts';
import { powerOffHost } from './powerOffHost.ts';
import { powerOffMaster } from './powerOffMaster.ts';

/** All disasters, in the order in which they happen to one site. */
export const DISASTERS: readonly Disaster[] = [
  killStorage,
  killBrick,
  killTracker,
  killGateway,
  killIdServer,
  killKeepalived,
  killGalera,
  killRedis,
  powerOffMaster,
  powerOffHost,
  cutCable,
  cutSilently,
];
