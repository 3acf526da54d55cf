import { downloads } from './parts/downloads.ts';
import { filesize } from './parts/filesize.ts';
import { http } from './parts/http.ts';
import { ids } from './parts/ids.ts';
import { large } from './parts/large.ts';
import { saddrs } from './parts/saddrs.ts';
import { uploads } from './parts/uploads.ts';

/** Everything that can be measured, in the order it is. */
export const PARTS = { ids, saddrs, filesize, uploads, downloads, large, http };

export type PartName = keyof typeof PARTS;
