/** How strictly a statement binds, as in RFC 2119. */
export type Level = 'MUST' | 'SHOULD' | 'MAY';

/** A part of a system that a statement can bind. */
export type Part = 'tracker' | 'id' | 'storage' | 'client' | 'gateway';

/** A normative sentence of the specification. */
export interface Statement {
  /** Never changes and is never given to another: `ID-UNIQUE`. */
  readonly id: string;
  readonly level: Level;
  readonly binds: readonly Part[];
  /** True where it is a choice of the reference implementation: nobody else is bound. */
  readonly ours: boolean;
  /** The file below `spec/` that states it. */
  readonly chapter: string;
  /** What must hold, in Markdown, on one line. */
  readonly text: string;
}

/** A chapter that does not state things as a chapter must. */
export class ChapterError extends Error {
  override readonly name = 'ChapterError';
}

/** Whom the words between the level and the text bind. */
const BOUND: Readonly<Record<string, readonly Part[]>> = {
  all: ['tracker', 'id', 'storage', 'client', 'gateway'],
  servers: ['tracker', 'id', 'storage'],
  daemons: ['tracker', 'id', 'storage', 'gateway'],
  storages: ['storage'],
  clients: ['client'],
  tracker: ['tracker'],
  'id server': ['id'],
  storage: ['storage'],
  client: ['client'],
  gateway: ['gateway'],
};

const STATEMENT = /^\*\*([A-Z][A-Z0-9]*(?:-[A-Z0-9]+)+)\*\* \((MUST|SHOULD|MAY); ([^)]+)\) (\S[\s\S]*)$/;
const FENCED = /^```[\s\S]*?^```$/gm;

/**
 * The statements of a chapter, in their order. A statement is a paragraph of its own; what stands in a fenced block is
 * an example and states nothing. Throws a `ChapterError` for a paragraph that looks like a statement and is not one.
 */
export function statementsOf(chapter: string, markdown: string): Statement[] {
  return markdown
    .replace(FENCED, '')
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.trim())
    .filter((paragraph) => /^\*\*[A-Z0-9-]+\*\*/.test(paragraph))
    .map((paragraph) => {
      const [, id, level, bound, text] = STATEMENT.exec(paragraph) ?? [];
      if (id === undefined || level === undefined || bound === undefined || text === undefined) {
        throw new ChapterError(`${chapter}: not "**ID** (LEVEL; whom it binds) text": ${paragraph.slice(0, 60)}`);
      }
      return { id, level: level as Level, ...boundBy(bound, `${chapter}: ${id}`), chapter, text: oneLine(text) };
    });
}

/** Reads `tracker, storage` or `servers of ours`. */
function boundBy(words: string, where: string): { binds: Part[]; ours: boolean } {
  const ours = words.endsWith(' of ours');
  const names = words.replace(/ of ours$/, '').split(', ');
  const binds = names.flatMap((name) => {
    const parts = BOUND[name];
    if (parts === undefined)
      throw new ChapterError(`${where} binds "${name}"; known: ${Object.keys(BOUND).join(', ')}`);
    return parts;
  });
  return { binds: [...new Set(binds)], ours };
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/** The text of `statements.json`, a statement after the other. Throws a `ChapterError` when two have one id. */
export function registryText(statements: readonly Statement[]): string {
  const seen = new Map<string, string>();
  for (const { id, chapter } of statements) {
    const first = seen.get(id);
    if (first !== undefined) throw new ChapterError(`${chapter} states ${id}, which ${first} states already`);
    seen.set(id, chapter);
  }
  const registry = { $schema: './statements.schema.json', version: 1, statements };
  // Short lists stand on one line, as the formatter wants them.
  const text = JSON.stringify(registry, null, 2).replace(
    /\[\n\s+("[a-z]+"(?:,\n\s+"[a-z]+")*)\n\s+\]/g,
    (_all, list) => {
      return `[${String(list).replace(/,\s+/g, ', ')}]`;
    },
  );
  return `${text}\n`;
}
