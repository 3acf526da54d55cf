import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, it } from 'vitest';
import { freePort, freePorts } from './freePort.ts';

const MODULE = join(import.meta.dirname, 'freePort.ts');

/** A process that asks for 800 ports, and what it was given. It keeps them until it is killed. */
async function another() {
  const ask = `
    const { freePort } = await import(${JSON.stringify(MODULE)});
    const ports = [];
    while (ports.length < 800) ports.push(await freePort());
    console.log(JSON.stringify(ports));
    setInterval(() => {}, 60_000);`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', ask], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  return { child, ports: JSON.parse(line) as number[] };
}

it.runIf(process.platform === 'linux')('a port is given to one process of the tests at a time', async () => {
  const others = await Promise.all([another(), another()]);
  expect(new Set(others.flatMap(({ ports }) => ports)).size).toBe(1_600);
  for (const { child } of others) child.kill('SIGKILL');
  await Promise.all(others.map(({ child }) => once(child, 'exit')));
});

it('ports in a row are all given to one', async () => {
  const first = await freePorts(7);
  const alone = await Promise.all(Array.from({ length: 300 }, freePort));
  expect(alone.filter((port) => port >= first && port < first + 7)).toEqual([]);
  expect(new Set(alone).size).toBe(300);
});
