import type { Probed } from '../load/messages.ts';
import { type Outage, outageOf } from './outage.ts';

/** What clients saw of one disaster. */
export interface Row {
  readonly story: string;
  readonly victim: string;
  /** By kind of operation. */
  readonly seen: ReadonlyMap<Kind, Seen>;
}

/** When it happened, and when what had gone came back. */
export interface Seen {
  readonly goes: Outage;
  readonly returns: Outage;
}

/** Kinds of operations, with the beginning of their probes' names. */
export const KINDS = ['upload', 'read', 'gateway'] as const;
export type Kind = (typeof KINDS)[number];

const TITLES: Readonly<Record<Kind, string>> = {
  upload: 'uploads',
  read: 'reads',
  gateway: 'gateway',
};

/** What probes saw of a disaster that began, was put right and was over at these moments. */
export function rowOf(
  what: Pick<Row, 'story' | 'victim'>,
  probed: readonly Probed[],
  { strikeMs, repairMs, overMs }: { readonly strikeMs: number; readonly repairMs: number; readonly overMs: number },
): Row {
  const worst = (kind: Kind, fromMs: number, toMs: number): Outage => {
    const probes = new Set(probed.map(({ probe }) => probe).filter((probe) => probe.split(' ')[0] === kind));
    const outages = [...probes].map((probe) => outageOf(probed, probe, fromMs, toMs));
    return {
      longestPauseMs: Math.max(0, ...outages.map(({ longestPauseMs }) => longestPauseMs)),
      errors: outages.reduce((sum, { errors }) => sum + errors, 0),
    };
  };
  const seen = KINDS.map((kind): [Kind, Seen] => [
    kind,
    { goes: worst(kind, strikeMs, repairMs), returns: worst(kind, repairMs, overMs) },
  ]);
  return { ...what, seen: new Map(seen) };
}

/** The table as Markdown, which is also how it is printed: columns of equal width. */
export function tableText(rows: readonly Row[]): string {
  const head = ['what happens', 'to', ...KINDS.map((kind) => `${TITLES[kind]} (s)`), 'errors'];
  const lines = rows.map(({ story, victim, seen }) => {
    const cells = KINDS.map((kind) => {
      const of = seen.get(kind);
      return of === undefined ? '' : `${seconds(of.goes)} / ${seconds(of.returns)}`;
    });
    const errors = [...seen.values()].reduce((sum, { goes, returns }) => sum + goes.errors + returns.errors, 0);
    return [story, victim, ...cells, String(errors)];
  });
  const widths = head.map((title, at) => Math.max(title.length, ...lines.map((line) => line[at]?.length ?? 0)));
  const row = (cells: readonly string[]): string =>
    `| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |\n`;
  return `${row(head)}${row(widths.map((width) => '-'.repeat(width)))}${lines.map(row).join('')}`;
}

function seconds({ longestPauseMs }: Outage): string {
  return (longestPauseMs / 1000).toFixed(1);
}
