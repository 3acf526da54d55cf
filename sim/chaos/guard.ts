import crypto from 'node:crypto';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import os from 'node:os';
import { sep } from 'node:path';

/** The project's folder, with the code that is to go through its Host. */
const PROJECT = new URL('../../', import.meta.url).pathname.replaceAll('/', sep);
const WATCHED = [`${PROJECT}src${sep}`, `${PROJECT}sim${sep}`];
const OWN_FILE = new URL(import.meta.url).pathname.replaceAll('/', sep);

/** What a date tells of the time zone and the language of the real machine. */
const LOCAL_TIME = Object.getOwnPropertyNames(Date.prototype).filter(
  (name) => /^to(Locale|String|DateString|TimeString)/.test(name) || /^[gs]et(?!UTC|Time$)/.test(name),
);

/** Whether the simulation is running right now. */
let running = false;
let installed = false;
let breaches: string[] = [];

/** Code of the simulation reached for the real world past its Host. */
export class RealWorldTouched extends Error {
  override readonly name = 'RealWorldTouched';
}

/** Says whether the simulation is running now: only then does touching the real world throw. */
export function guardTurn(simulationRuns: boolean): void {
  running = simulationRuns;
}

/** What was touched since this was asked last, with the place; what throws may be caught by whoever did it. */
export function takeBreaches(): string[] {
  const found = breaches;
  breaches = [];
  return found;
}

/**
 * From the first call on, real clocks, time zones, languages, timers, chance, files and sockets throw when code of the simulation touches
 * them while it runs. Others in this process (a test runner) are let through at all times.
 */
export function installGuard(): void {
  if (installed) return;
  installed = true;
  guardDate();
  guardFunctions(globalThis, 'globalThis', ['setTimeout', 'setInterval', 'setImmediate', 'fetch']);
  guardFunctions(Date.prototype, 'Date.prototype', LOCAL_TIME);
  guardFunctions(String.prototype, 'String.prototype', ['localeCompare', 'toLocaleLowerCase', 'toLocaleUpperCase']);
  guardFunctions(Number.prototype, 'Number.prototype', ['toLocaleString']);
  guardFunctions(Math, 'Math', ['random']);
  guardFunctions(performance, 'performance', ['now']);
  guardFunctions(AbortSignal, 'AbortSignal', ['timeout']);
  guardFunctions(process, 'process', ['hrtime', 'uptime', 'cwd', 'memoryUsage', 'cpuUsage']);
  guardFunctions(os, 'os', functionsOf(os));
  guardFunctions(crypto, 'crypto', ['randomBytes', 'randomInt', 'randomUUID', 'randomFill', 'randomFillSync']);
  guardFunctions(Crypto.prototype, 'crypto', ['randomUUID', 'getRandomValues']);
  guardFunctions(net, 'net', ['connect', 'createConnection', 'createServer']);
  guardFunctions(fs, 'fs', functionsOf(fs));
  guardFunctions(fs.promises, 'fs.promises', functionsOf(fs.promises));
  syncBuiltinESMExports();
}

/** Names of the functions of a module that do something, its classes aside. */
function functionsOf(module: object): string[] {
  return Object.keys(module).filter((name) => {
    const member: unknown = Reflect.get(module, name);
    return typeof member === 'function' && /^[a-z]/.test(name);
  });
}

function guardFunctions(owner: object, ownerName: string, names: readonly string[]): void {
  for (const name of names) {
    const real: unknown = Reflect.get(owner, name);
    const descriptor = Object.getOwnPropertyDescriptor(owner, name);
    if (typeof real !== 'function' || descriptor?.configurable === false) continue;
    const guarded = new Proxy(real, {
      apply(target, self, args) {
        if (running) refuse(`${ownerName}.${name}`);
        return Reflect.apply(target, self, args);
      },
    });
    Object.defineProperty(owner, name, { value: guarded, configurable: true, writable: true });
  }
}

/** A moment that is given stays a moment; only the present one is not to be had. */
function guardDate(): void {
  const RealDate = Date;
  const now = (): number => {
    if (running) refuse('Date.now');
    return RealDate.now();
  };
  globalThis.Date = new Proxy(RealDate, {
    construct(target, args, newTarget) {
      if (running && args.length === 0) refuse('new Date()');
      return Reflect.construct(target, args, newTarget === globalThis.Date ? target : newTarget);
    },
    apply(target) {
      if (running) refuse('Date()');
      return target();
    },
    get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
  });
}

/** Throws when code of the project is on the stack. */
function refuse(what: string): void {
  const frames = (new Error().stack ?? '').split('\n').slice(1);
  const place = frames.find(
    (frame) => WATCHED.some((folder) => frame.includes(folder)) && !frame.includes(OWN_FILE) && !isDriver(frame),
  );
  if (place === undefined) return;
  const breach = `${what} was touched by simulated code${place.replace(/^\s+at/, ' at')}`;
  breaches.push(breach);
  throw new RealWorldTouched(breach);
}

/** The kernel is below everything that a turn runs, also what others left to be run. */
function isDriver(frame: string): boolean {
  return frame.includes(`${sep}kernel.`) || frame.includes(`${sep}drain.`);
}
