import type { Bug } from './bug.ts';
import { CONNECTION_BUGS } from './catalogue/connections.ts';
import { DELETE_BUGS } from './catalogue/deletes.ts';
import { ID_BUGS } from './catalogue/ids.ts';
import { LIFECYCLE_BUGS } from './catalogue/lifecycle.ts';
import { LISTING_BUGS } from './catalogue/listings.ts';
import { READ_BUGS } from './catalogue/reads.ts';
import { TRACKER_BUGS } from './catalogue/trackers.ts';
import { UNAIMED_BUGS } from './catalogue/unaimed.ts';
import { UPLOAD_BUGS } from './catalogue/uploads.ts';

/** The bug that must be caught with the first seed. */
export const CANARY = 'canary';

/** All bugs that can be planted, the canary first. */
export const BUGS: readonly Bug[] = [
  ...READ_BUGS,
  ...UPLOAD_BUGS,
  ...DELETE_BUGS,
  ...LISTING_BUGS,
  ...ID_BUGS,
  ...TRACKER_BUGS,
  ...LIFECYCLE_BUGS,
  ...CONNECTION_BUGS,
  ...UNAIMED_BUGS,
];
