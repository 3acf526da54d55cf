import type { OperationValue } from '../history.ts';
import { describedName } from '../names.ts';
import type { Performer } from './operationContext.ts';

/** Says what a file is called. */
export const describe: Performer<'describe'> = async ({ client, file }, { name }) => {
  await client.describe(file, { name: describedName(name), type: 'video/mp4' });
  return {};
};

/** Goes through all files of a user, page by page. */
export const list: Performer<'list'> = async ({ client, file: { appid, userid } }, { limit }) => {
  const listed: NonNullable<OperationValue['listed']>[number][] = [];
  for (let more = true; more; ) {
    const page = await client.list(appid, userid, { after: listed.at(-1)?.fileid ?? '', limit });
    listed.push(...page.files.map(({ fileid, size, name }) => ({ fileid, size, name })));
    more = page.more;
  }
  return { listed };
};
