import { join } from 'node:path';
import { newFileId } from '../client/fileId.ts';
import { fileSource } from '../client/sources/fileSource.ts';
import type { Host } from '../host/host.ts';
import type { Site } from './site.ts';
import { PACKAGE_FOLDER } from './version.ts';

/** How many files of the library are named at most. */
const NAMED_MAX = 5;

/** The ids of the newest files of the site's user; the sample clip is uploaded first when there are none. */
export async function libraryOrSample(site: Site, host: Host): Promise<string[]> {
  const rows = await site.files.page({ appid: site.appid, userid: site.userid, after: '', limit: NAMED_MAX });
  if (rows.length > 0) return rows.map((row) => row.fileid);
  await site.joined;
  const fileid = newFileId(host, site.userid);
  const clip = await fileSource(host.disk, join(PACKAGE_FOLDER, 'fixtures', 'sample.mp4'));
  const file = { appid: site.appid, userid: site.userid, fileid };
  await site.client.upload(file, clip);
  await site.client.describe(file, { name: 'sample.mp4', type: 'video/mp4' });
  return [fileid];
}
