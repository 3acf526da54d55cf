import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { blocksOf } from './blocks.ts';
import { leaveOut, packagesOf } from './leaveOut.ts';
import { PAGE_PACKAGES } from './page.ts';

const ROOT = join(import.meta.dirname, '../..');
const HOSTS = ['host1', 'host2', 'host3', 'host4', 'host5', 'host6'];
const PAGE = readFileSync(join(ROOT, 'etc/FROM-ONE-TO-SIX.md'), 'utf8');
/** What runs the laboratory itself. */
const OF_THE_LABORATORY = ['nodejs', 'npm'];

it('names the packages that the laboratory installs before', () => {
  const named = blocksOf(PAGE, HOSTS, []).flatMap(({ commands }) => packagesOf(commands));
  const known = [...PAGE_PACKAGES.map(({ debian }) => debian), ...OF_THE_LABORATORY];
  expect(named.length).toBeGreaterThan(5);
  expect(named.filter((name) => !known.includes(name))).toEqual([]);
});

it('copies files that there are, and says in front of each block where it is for', () => {
  const copied = [...PAGE.matchAll(/"\$etc\/([^"*]+)"/g)].map(([, path]) => path ?? '');
  expect(copied.length).toBeGreaterThan(5);
  expect(copied.filter((path) => !existsSync(join(ROOT, 'etc', path)))).toEqual([]);
  expect(PAGE.match(/^```sh /gm)).toHaveLength(
    PAGE.match(/^\*(?:every host|host\d(?:, host\d)*)\*\n\n```sh /gm)?.length ?? 0,
  );
});

it('leaves out what hosts without a way out cannot do, and nothing else', () => {
  expect(leaveOut('apt-get update\n./install.sh --prefix /a\nsystemctl start a\n')).toBe('systemctl start a\n');
});
