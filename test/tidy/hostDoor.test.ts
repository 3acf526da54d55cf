import { describe, expect, it } from 'vitest';
import { isTest, type SourceFile, sourceFile, sourceFiles } from './sourceFiles.ts';

/** Code that is the outside world's own side of the door. */
const OUTSIDE = ['src/host/node/', 'src/store/mysql/', 'src/store/sqlite/', 'src/cache/redis/', 'src/cli/'];

/** What is banned behind the door, and what to use instead. */
const BANNED_CODE: readonly (readonly [pattern: RegExp, instead: string])[] = [
  [/\bDate\.now\b|\bnew Date\(\s*\)|\bDate\(\s*\)/, 'host.clock.wallMs(), or monotonicMs() for durations'],
  [
    /\.(?:getTimezoneOffset|[gs]et(?:FullYear|Month|Date|Day|Hours|Minutes)|toLocale\w*String)\(/,
    'UTC, or host.clock.utcOffsetMs()',
  ],
  [/\bperformance\./, 'host.clock.monotonicMs()'],
  [/\bprocess\.(?:hrtime|uptime|nextTick|env|pid|exit|argv|on|cwd)\b/, 'what the caller passes in: host, config'],
  [/\bMath\.random\b|\bcrypto\.(?:randomUUID|getRandomValues)\b/, 'host.random'],
  [/\b(?:setTimeout|setInterval|setImmediate|queueMicrotask)\(/, 'host.timers.after or sleep(host.timers, …)'],
  [/\bconsole\./, 'host.log'],
  [/\bfetch\(/, 'host.network'],
  [/\bAbortSignal\.timeout\b/, 'host.timers and an AbortController'],
];

const BANNED_IMPORTS: readonly (readonly [pattern: RegExp, instead: string])[] = [
  [/^(?:node:)?fs(?:\/promises)?$/, 'host.disk'],
  [/^(?:node:)?(?:net|tls|dgram|dns)(?:\/promises)?$/, 'host.network'],
  [/^(?:node:)?https?2?$/, 'host.http'],
  [/^(?:node:)?timers(?:\/promises)?$/, 'host.timers'],
  [/^(?:node:)?(?:os|process|child_process|worker_threads|cluster|perf_hooks|readline)$/, 'host, or src/cli'],
  [/^(?:node:sqlite|mysql2(?:\/promise)?|ioredis)$/, 'the interfaces in src/store and src/cache'],
  [/^prom-client$/, 'host.meter'],
  [/^pino(?:-pretty)?$/, 'host.log'],
];

/** What a file reaches for past the door, a sentence each. */
function breaches(file: SourceFile): string[] {
  const found: string[] = [];
  file.code.split('\n').forEach((line, index) => {
    for (const [pattern, instead] of BANNED_CODE) {
      const match = pattern.exec(line);
      if (match !== null) found.push(`${file.path}:${index + 1}: ${match[0]} is banned here, use ${instead}`);
    }
  });
  for (const specifier of file.imports) {
    for (const [pattern, instead] of BANNED_IMPORTS) {
      if (pattern.test(specifier)) found.push(`${file.path}: import of ${specifier} is banned here, use ${instead}`);
    }
  }
  if (/\brandom(?:Bytes|Int|UUID|FillSync|Fill)\b/.test(file.code)) {
    found.push(`${file.path}: randomness of node:crypto is banned here, use host.random`);
  }
  return found;
}

describe('the door to the outside world', () => {
  it('is the Host, for everything but the Host itself, the drivers and the command line', () => {
    const inside = sourceFiles('src').filter(
      (file) => !isTest(file.path) && !OUTSIDE.some((folder) => file.path.startsWith(folder)),
    );
    expect(inside.length).toBeGreaterThan(40);
    expect(inside.flatMap(breaches)).toEqual([]);
  });

  it.each([
    'const t = Date.now();',
    'const d = new Date();',
    'const hour = date.getHours();',
    'const text = date.toLocaleString();',
    'setTimeout(go, 5);',
    'const r = Math.random();',
    "import { readFile } from 'node:fs/promises';",
    "import net from 'net';",
    "import { randomBytes } from 'node:crypto';",
    "import { Redis } from 'ioredis';",
    "const os = await import('node:os');",
  ])('is not passed by: %s', (text) => {
    expect(breaches(sourceFile('src/tracker/x.ts', text)).length).toBeGreaterThan(0);
  });

  it('lets comments and texts speak of what is banned', () => {
    expect(breaches(sourceFile('src/tracker/x.ts', "// not Date.now()\nconst a = 'setTimeout(';"))).toEqual([]);
  });
});
