import type { Trial } from './trial.ts';

const BYTES = 300_000;

/** What one storage of a group has acknowledged, each other one has at once. Rejects when one does not. */
export async function readAcross({ site, load, say }: Trial): Promise<void> {
  for (const volume of site.glusterfs.volumes) {
    const addresses = volume.hosts.map((host) => site.daemons.on(host, 'storage').address);
    for (const upload of addresses) {
      const readers = addresses.filter((address) => address !== upload);
      const ms = await load.ask({ ask: 'across', upload, readers, bytes: BYTES });
      say(
        `read-across (${volume.name}): acknowledged by ${upload}, read from the others in ${Math.max(...ms).toFixed(0)} ms`,
      );
    }
  }
}
