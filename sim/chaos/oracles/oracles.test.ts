import { describe, expect, it } from 'vitest';
import { Command } from '../../../src/protocol/command.ts';
import { contentOf } from '../content.ts';
import type { Violation } from '../history.ts';
import { durability } from './durability.ts';
import { idsUnique } from './idsUnique.ts';
import { judge } from './index.ts';
import { leaks } from './leaks.ts';
import { liveness } from './liveness.ts';
import { ownership } from './ownership.ts';
import { refusals } from './refusals.ts';
import { routingStable } from './routingStable.ts';
import { attempt, entry, finalState, OK, observed, refused, row, wire } from './sampleObservations.ts';

const statements = (violations: readonly Violation[]): string[] => violations.map(({ statement }) => statement);
const FILE = { user: 0, file: 0 };

describe('the oracle of ids', () => {
  const id = (value: bigint, key = 'a'): Parameters<typeof answers>[0] => ({ key, id: value });
  const answers = ({ key, id: value }: { key: string; id: bigint }, server = 'id1') => ({
    ...{ key, id: value, server, client: 'g1s1', atMs: 5 },
  });

  it('lets an id be given once for each key', () => {
    const ids = [answers(id(0n)), answers(id(1n)), answers(id(0n, 'b'))];
    expect(idsUnique(observed({ wire: wire({ ids }) }))).toEqual([]);
  });

  it('complains of an id that two servers give, and names both', () => {
    const [violation] = idsUnique(observed({ wire: wire({ ids: [answers(id(3n)), answers(id(3n), 'id2')] }) }));
    expect(violation?.statement).toBe('ID-UNIQUE');
    expect(violation?.story).toMatch(/^id2 gave id 3 of key "a".*id1 had given it/);
  });

  it('complains of an id that the database will give away again', () => {
    const nextIds = new Map([['a', 3n]]);
    const look = (value: bigint) =>
      idsUnique(observed({ wire: wire({ ids: [answers(id(value))] }), final: { ...finalState([]), nextIds } }));
    expect(look(2n)).toEqual([]);
    expect(statements(look(3n))).toEqual(['ID-UNIQUE']);
  });

  it('finds doubles in what clients were told, too', () => {
    const ask = entry(0, { kind: 'ids', key: 1, count: 2 }, 0, 1, { outcome: 'ok', value: { ids: ['4', '4'] } });
    expect(statements(idsUnique(observed({ history: [ask] })))).toEqual(['ID-UNIQUE']);
  });
});

describe('the oracle of routes', () => {
  const route = (group: string, server = 'tracker1') => ({ userid: 'user', group, server, atMs: 3 });

  it('complains of a second group for one user', () => {
    expect(routingStable(observed({ wire: wire({ routes: [route('a'), route('a', 'tracker2')] }) }))).toEqual([]);
    const routes = [route('a'), route('b', 'tracker2')];
    expect(statements(routingStable(observed({ wire: wire({ routes }) })))).toEqual(['ROUTE-STABLE']);
  });

  it('complains when the database has another group at the end, or none', () => {
    const look = (inDatabase: [string, string][]) => {
      const final = { ...finalState([]), routes: new Map(inDatabase) };
      return statements(routingStable(observed({ wire: wire({ routes: [route('a')] }), final })));
    };
    expect(look([['user', 'a']])).toEqual([]);
    expect(look([['user', 'b']])).toEqual(['ROUTE-STABLE']);
    expect(look([])).toEqual(['ROUTE-STABLE']);
  });
});

describe('the oracle of ownership', () => {
  const what = { kind: 'trespass', as: 'user', ...FILE } as const;

  it('is content with refusals and complains of success', () => {
    expect(ownership(observed({ history: [entry(0, what, 0, 1, refused(404))] }))).toEqual([]);
    const found = entry(0, what, 0, 1, { outcome: 'ok', value: { text: 'filesize' } });
    expect(statements(ownership(observed({ history: [found] })))).toEqual(['READ-OWNER']);
  });

  it('believes in a delete only when a storage says that it did it', () => {
    const history = [entry(0, what, 0, 9, { outcome: 'ok', value: { text: 'delete' } })];
    const file = { appid: 'tnvideo', userid: 'somebody else', fileid: 'file' };
    const asked = attempt({ command: Command.delete, file, sentMs: 1, arrivedMs: 2 });
    expect(ownership(observed({ history, wire: wire({ attempts: [asked] }) }))).toEqual([]);
    expect(ownership(observed({ history, wire: undefined }))).toEqual([]);
    const done = { ...asked, status: 0 };
    expect(statements(ownership(observed({ history, wire: wire({ attempts: [done] }) })))).toEqual(['READ-OWNER']);
  });
});

describe('the oracle of refusals', () => {
  it('complains when a proper request is called malformed', () => {
    const ask = (errorNumber: number) => [entry(0, { kind: 'groups' }, 0, 1, refused(errorNumber))];
    expect(refusals(observed({ history: ask(503) }))).toEqual([]);
    expect(statements(refusals(observed({ history: ask(400) })))).toEqual(['ERR-DESERVED']);
  });
});

describe('the oracle of leaks', () => {
  const path = '/000/000/000/5F_000';

  it('is content when every row has its file and every file its row', () => {
    expect(leaks(observed({ final: finalState([row()], { [path]: Buffer.from('abc') }) }))).toEqual([]);
  });

  it('complains of what is left on a volume', () => {
    const look = (name: string) =>
      statements(leaks(observed({ final: finalState([], { [name]: Buffer.from('abc') }) })));
    expect(look(path)).toEqual(['UPLOAD-ALL-OR-NOTHING']);
    expect(look('/.tnv/g1s1_23000/000_000_000_5F_000')).toEqual(['STORE-STAGING']);
    expect(look('/000/probe')).toEqual(['STORE-PATH']);
  });

  it('complains of a row without its file, and of one with another size', () => {
    expect(statements(leaks(observed({ final: finalState([row()]) })))).toEqual(['DELETE-REAL']);
    const short = finalState([row()], { [path]: Buffer.from('ab') });
    expect(statements(leaks(observed({ final: short })))).toEqual(['UPLOAD-DURABLE']);
  });

  it('complains of what a stopped process has left open', () => {
    expect(statements(leaks(observed({ leaks: [{ machine: 'g1s1', what: 'timer for 3 ms' }] })))).toEqual([
      'CONN-STOP',
    ]);
  });
});

describe('the oracle of what is stored', () => {
  const path = '/000/000/000/5F_000';
  const history = [entry(0, { kind: 'upload', size: 3, content: 1, ...FILE }, 0, 1, OK)];

  it('complains of bytes that nobody uploaded, of a file nobody knows, and of two files at one path', () => {
    const look = (content: Uint8Array, rows = [row()]) =>
      statements(durability(observed({ history, final: finalState(rows, { [path]: content }) })));
    expect(look(contentOf(1, 3))).toEqual([]);
    expect(look(contentOf(2, 3))).toEqual(['UPLOAD-DURABLE']);
    expect(look(contentOf(1, 3), [row({ fileid: 'unknown' })])).toEqual(['UPLOAD-ALL-OR-NOTHING']);
    expect(look(contentOf(1, 3), [row(), row()])).toEqual(['ID-UNIQUE']);
  });
});

describe('the oracle of liveness', () => {
  const promise = { statement: 'TRACKER-RELEARN', what: 'all is well', sinceMs: 10, withinMs: 5 };

  it('complains of what was late or never came, unless it is excused', () => {
    const look = (parts: object) => liveness(observed({ promised: [{ ...promise, atMs: undefined, ...parts }] }));
    expect(look({ atMs: 15 })).toEqual([]);
    expect(look({ atMs: 16 })[0]).toMatchObject({ statement: 'TRACKER-RELEARN', kind: 'liveness' });
    expect(look({ instead: 'g1s1 is down' })[0]?.story).toContain('it never did (instead: g1s1 is down)');
    expect(look({ excuse: 'no room is left' })).toEqual([]);
  });
});

describe('all oracles together', () => {
  it('say what they found in the order of time', () => {
    const history = [
      entry(0, { kind: 'groups' }, 0, 8, refused(400)),
      entry(1, { kind: 'filesize', ...FILE }, 0, 3, { outcome: 'ok', value: { size: 3 } }),
    ];
    expect(judge(observed({ history })).violations.map(({ atMs }) => atMs)).toEqual([3, 8]);
    expect(judge(observed({}))).toEqual({ violations: [], files: 0, givenUp: 0 });
  });
});
