import type { Performer } from './operationContext.ts';

/** Asks for the size of a file. */
export const filesize: Performer<'filesize'> = async ({ client, file }) => ({ size: await client.filesize(file) });

/** Deletes a file. */
export const deleteFile: Performer<'delete'> = async ({ client, file }) => {
  await client.delete(file);
  return {};
};

/** Asks which storages serve a user. */
export const locate: Performer<'locate'> = async ({ client, file }) => {
  const { group, addresses } = await client.locate(file);
  return { group, addresses };
};

/** Asks for the list of groups. */
export const groups: Performer<'groups'> = async ({ client }) => ({ text: await client.groups() });
