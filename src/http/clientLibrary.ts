import type { Client } from '../client/client.ts';
import { NotSupported as NotSupportedByStorages } from '../client/notSupported.ts';
import { type Library, type ListedFile, NotSupported } from './library.ts';

/** The client library, as the gateway uses it. */
export function clientLibrary(client: Client): Library {
  return {
    groups: () => client.groups(),
    filesize: (file, options) => client.filesize(file, options),
    download: (file, range, options) => client.download(file, range, options),
    upload: (file, source, options) => client.upload(file, source, options),
    delete: (file, options) => client.delete(file, options),
    async list({ appid, userid }, options) {
      const { files, more } = await client.list(appid, userid, options).catch(translate);
      const listed = files.map((file): ListedFile => ({ ...file, uploadedAt: seconds(file.uploadedAt) }));
      return { files: listed, more };
    },
    async describe(file, note, options) {
      await client.describe(file, note, options).catch(translate);
    },
  };
}

function translate(error: unknown): never {
  throw error instanceof NotSupportedByStorages ? new NotSupported(error.message, { cause: error }) : error;
}

function seconds(time: Date | undefined): number {
  return time === undefined ? 0 : Math.floor(time.getTime() / 1000);
}
