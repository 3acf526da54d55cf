import { availableParallelism } from 'node:os';
import { type Row, tableText } from './table.ts';

/** The page of the specification that shows the table, whole. */
export function pageText(rows: readonly Row[], seed: number): string {
  return `# How long clients wait

What the users of a site of six hosts saw while parts of it were killed, lost their power or were cut off, measured; what each engine
promises stands in [engines.md](engines.md). This page binds nobody. \`npm run lab -- test --seed ${seed} --table spec/failover.md\` makes it
anew, and exits with 1 when something acknowledged was lost, something deleted came back, an id came twice or the site did not recover.

Two groups of three storages, each group on a GlusterFS volume of three copies; two hosts with a tracker, a gateway and an id server each,
behind an address that Keepalived moves; Galera on three hosts, Redis Cluster on the other three. The hosts are namespaces of one machine
with ${availableParallelism()} processors, which also did the clients' work; whatever else it did meanwhile is in the figures. The engines have the settings of [etc/](../etc); daemons beat
every 2 s and give a database server 5 s to answer.

Three kinds of small operations were done over and over, each beginning 50 ms after the last one had ended: an upload of 4 KiB and
a read for a user of each group by the client library, and a read of a whole file from the gateway, given up after 10 s. A figure is the longest time
between two successes in seconds: first from when it happened until the site was well again by itself, then while what was gone came
back. Errors are operations that failed although the client had tried what it could. A power failure is one: nobody hears a good-bye; but
the kernel that all hosts share keeps what was written, so the loss of unwritten data is not in these figures.

${tableText(rows)}`;
}
