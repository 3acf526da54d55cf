import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, watch, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { ensureBinary } from '../services/binary.ts';
import { run } from './program.ts';
import { temporaryFolder } from './temporaryFolder.ts';
import { startUp } from './up.ts';

const DISSECTOR = join(import.meta.dirname, '../../conformance/wireshark/tnv.lua');
/** In the failure that a storage sends for a file it does not have. */
const NO_SUCH_FILE = 'there is no file';
const COLUMNS = [
  '_ws.col.Info',
  'tnv.command',
  'tnv.status',
  'tnv.answers',
  'tnv.userid',
  'tnv.size',
  'tnv.errorNumber',
];

const missing = (await ensureBinary('tshark', 'tshark')) ?? (await mayCapture());
if (missing !== undefined) process.stderr.write(`tnv tests: SKIPPING the dissector: ${missing}\n`);

/** Why this user may not capture; undefined when it may. */
async function mayCapture(): Promise<string | undefined> {
  const interfaces = await promisify(execFile)('dumpcap', ['-D']).catch((error: Error) => ({ stdout: error.message }));
  return /\blo\b/.test(interfaces.stdout) ? undefined : `no right to capture: ${interfaces.stdout}`;
}

/** Captures what passes through these ports while `body` runs, up to a packet that holds `last`. */
async function capture(ports: readonly string[], file: string, last: string, body: () => Promise<void>): Promise<void> {
  const filter = ports.map((port) => `tcp port ${port}`).join(' or ');
  const dumpcap = spawn('dumpcap', ['-q', '-i', 'lo', '-B', '64', '-w', file, '-f', filter], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = once(dumpcap, 'close');
  const lines = createInterface({ input: dumpcap.stderr });
  const ready = new Promise<void>((resolve) => lines.on('line', (line) => line.startsWith('File:') && resolve()));
  await Promise.race([ready, ended]);
  try {
    await body();
    // What dumpcap has not fetched from the system when it is told to end is lost.
    const changes = watch(file)[Symbol.asyncIterator]();
    while (!(await readFile(file)).includes(last)) await changes.next();
    await changes.return?.();
  } finally {
    dumpcap.kill('SIGINT');
    await ended;
  }
}

/** What tshark shows of each TNV packet: the columns, or one of its failures. */
async function dissected(file: string, ports: readonly string[], bodyMax: number): Promise<string[][]> {
  const fields = COLUMNS.flatMap((column) => ['-e', column]);
  const options = [
    '-X',
    `lua_script:${DISSECTOR}`,
    '-o',
    `tnv.ports:${ports.join(',')}`,
    '-o',
    `tnv.body_max:${bodyMax}`,
  ];
  const { stdout } = await promisify(execFile)(
    'tshark',
    [...options, '-r', file, '-Y', 'tnv', '-T', 'fields', ...fields],
    {
      maxBuffer: 64 * 1024 * 1024,
    },
  );
  return stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => line.split('\t'));
}

describe.skipIf(missing !== undefined)('the Wireshark dissector on the packets of a whole system', () => {
  it('names every request, matches replies with requests and shows their fields', async () => {
    await using folder = await temporaryFolder();
    const up = await startUp(join(folder.path, 'data'));
    const ports = [up.tracker, up.id, ...up.storages].map((address) => address.split(':').at(-1) ?? '');
    const file = join(folder.path, 'file.bin');
    const captured = join(folder.path, 'capture.pcapng');
    await writeFile(file, Buffer.alloc(300_000, 'content'));
    await capture(ports, captured, NO_SUCH_FILE, async () => {
      const client = (...args: string[]) => run(['client', up.tracker, ...args]);
      expect((await client('upload', 'tnvideo', '张三', file, 'one')).code).toBe(0);
      expect((await client('filesize', 'tnvideo', '张三', 'one')).code).toBe(0);
      expect((await client('download', 'tnvideo', '张三', 'one', '0', '0', join(folder.path, 'out.bin'))).code).toBe(0);
      expect((await client('groups')).code).toBe(0);
      expect((await client('list', 'tnvideo', '张三')).code).toBe(0);
      expect((await client('delete', 'tnvideo', '张三', 'one')).code).toBe(0);
      expect((await client('filesize', 'tnvideo', '张三', 'one')).code).toBe(1);
    });
    await up.program.interrupt();

    const rows = await dissected(captured, ports, 16_777_216);
    expect(rows.every(([info]) => !/Malformed|command \d/.test(info ?? ''))).toBe(true);
    const find = (...wanted: (string | RegExp)[]) =>
      rows.filter((row) =>
        wanted.every((one, at) => (one instanceof RegExp ? one.test(row[at] ?? '') : row[at] === one)),
      );
    expect(find(/^SADDRS: tnvideo 张三 /, '12', '0', '', '张三').length).toBeGreaterThan(0);
    expect(find(/^SADDRS reply: group001 127/, '100', '0', 'SADDRS').length).toBeGreaterThan(0);
    expect(find(/^ID_GET: /, '40')).toHaveLength(1);
    expect(find(/^ID_GET reply: \d+$/, '101', '0', 'ID_GET')).toHaveLength(1);
    expect(find(/^UPLOAD: tnvideo 张三 one 300000 300000 bytes/, '70', '0', '', '张三', '300000')).toHaveLength(1);
    expect(find('UPLOAD reply', '102', '0', 'UPLOAD')).toHaveLength(1);
    expect(find(/^FILESIZE reply: 300000/, '102', '0', 'FILESIZE', '', '300000').length).toBeGreaterThan(0);
    expect(find(/^DOWNLOAD reply: 300000 bytes/, '102', '0', 'DOWNLOAD')).toHaveLength(1);
    expect(find(/^GROUPS reply: COUNT OF GROUPS: 1/, '100', '0', 'GROUPS')).toHaveLength(1);
    expect(find(/^DESCRIBE: tnvideo 张三 one file.bin/, '75', '0', '', '张三')).toHaveLength(1);
    expect(find('DESCRIBE reply', '102', '0', 'DESCRIBE')).toHaveLength(1);
    expect(find(/^LIST: tnvideo 张三 +500/, '74', '0', '', '张三')).toHaveLength(1);
    expect(find('LIST reply: 0 1 files', '102', '0', 'LIST', '', '300000')).toHaveLength(1);
    expect(find('DELETE reply', '102', '0', 'DELETE')).toHaveLength(1);
    expect(
      find(/^FILESIZE reply: failure 404 \[storage\d\]/, '102', '-3', 'FILESIZE', '', '', '404').length,
    ).toBeGreaterThan(0);

    // A content longer than the limit is counted, and what follows on its connection is understood.
    const limited = await dissected(captured, ports, 65_536);
    expect(limited.some(([info]) => /bytes of content/.test(info ?? ''))).toBe(true);
    expect(limited.filter(([info]) => info?.endsWith('UPLOAD reply'))).toHaveLength(1);
    expect(limited.every(([info]) => !/Malformed|command \d/.test(info ?? ''))).toBe(true);
  });
});
