import type { Client } from '../client/client.ts';
import { type Library, NotSupported } from './library.ts';

/** The client library, as the gateway uses it. */
export function clientLibrary(client: Client): Library {
  return {
    groups: () => client.groups(),
    filesize: (file, options) => client.filesize(file, options),
    download: (file, range, options) => client.download(file, range, options),
    upload: (file, source, options) => client.upload(file, source, options),
    delete: (file, options) => client.delete(file, options),
    list: () => Promise.reject(new NotSupported('listing')),
    describe: () => Promise.reject(new NotSupported('describing')),
  };
}
