/// <reference lib="dom" />
import type { Item, Timeline } from '../timeline.ts';
import type { Look } from './look.ts';
import type { Search } from './search.ts';
import type { View } from './view.ts';

/** Draws the timeline. Runs in the page: nothing is imported. */
export interface Painter {
  draw(chosen: Item | undefined): void;
  /** What is drawn at a place of the canvas, what is on top first. */
  hit(x: number, y: number): Item | undefined;
}

/** What is drawn, and how. */
export interface Painted {
  readonly timeline: Timeline;
  readonly items: readonly (readonly Item[])[];
  readonly view: View;
  readonly look: Look;
  readonly search: Search;
}

/** Draws a timeline, as far as its view shows it, on a canvas. */
export function createPainter(context: CanvasRenderingContext2D, painted: Painted): Painter {
  const { timeline, items, view, look, search } = painted;
  const [FAULT, STATE, MESSAGE, OPERATION, VIOLATION, LOG, CONNECTION, PHASE] = [0, 1, 2, 3, 4, 5, 6, 7];
  const ORDER = [FAULT, PHASE, STATE, CONNECTION, MESSAGE, OPERATION, LOG, VIOLATION];
  /** So many messages at most have their ways drawn. */
  const WAYS_MAX = 600;
  const textOf = (item: Item): string => timeline.texts[item.text] ?? '';
  /** The items of a lane by kind, for what begins long before it is seen is of few kinds. */
  const sorted = items.map((lane) =>
    Array.from({ length: ORDER.length }, (_, kind) => {
      const those = lane.filter((item) => item.kind === kind);
      return { those, longestMs: those.reduce((most, item) => Math.max(most, item.untilMs - item.atMs), 0) };
    }),
  );

  /** Calls `see` with the items of a kind that are within view. */
  const visible = (lane: number, kind: number, see: (item: Item) => void): void => {
    const { those, longestMs } = sorted[lane]?.[kind] ?? { those: [], longestMs: 0 };
    const earliest = view.fromMs - longestMs;
    let low = 0;
    for (let high = those.length; low < high; ) {
      const middle = (low + high) >> 1;
      if ((those[middle]?.atMs ?? 0) < earliest) low = middle + 1;
      else high = middle;
    }
    for (let at = low; at < those.length; at++) {
      const item = those[at] as Item;
      if (item.atMs > view.toMs || look.hidden.has(kind)) return;
      if (item.untilMs >= view.fromMs) see(item);
    }
  };

  const drawKind = (kind: number, lane: number, ways: boolean, chosen: Item | undefined, text: string): void => {
    /** What falls onto the same half pixel as the item before in its row would not be seen. */
    const lastX: number[] = [];
    visible(lane, kind, (item) => {
      const x = Math.round(view.x(item.untilMs) * 2);
      const row = kind === MESSAGE ? item.text % 2 : kind === OPERATION ? item.text % 3 : item.row;
      if (x === lastX[row] && kind !== FAULT && kind !== VIOLATION && !search.isMatch(item)) return;
      lastX[row] = x;
      if (ways) drawWay(item);
      drawItem(item, item === chosen, text);
    });
  };

  const drawItem = (item: Item, chosen: boolean, text: string): void => {
    const [top, height] = look.band(item);
    // Whole pixels: what is thinner would be pale.
    const left = Math.round(Math.max(view.x(item.atMs), view.namesWidth));
    const least = item.kind === FAULT || item.kind === VIOLATION ? 3 : 1;
    const width = Math.round(Math.max(Math.min(view.x(item.untilMs), view.width + 2) - left, least));
    const dimmed = search.active && !search.isMatch(item);
    context.globalAlpha = (item.kind === FAULT ? 0.35 : 1) * (dimmed ? 0.15 : 1);
    context.fillStyle = look.colorOf(item);
    context.fillRect(left, view.laneTop(item.lane) + top, width, height);
    const endColor = look.endColorOf(item);
    if (endColor !== undefined && view.x(item.untilMs) <= view.width) {
      context.fillStyle = endColor;
      context.fillRect(left + width - 2, view.laneTop(item.lane) + top - 1, 4, height + 2);
    }
    context.globalAlpha = 1;
    if (item.kind !== STATE && item.kind !== CONNECTION && width > 60 && !dimmed) label(item, left, width, text);
    if (!chosen && !(search.active && !dimmed)) return;
    context.strokeStyle = chosen ? '#e00020' : '#d0a000';
    context.strokeRect(left - 1, view.laneTop(item.lane) + top - 1, width + 2, height + 2);
  };

  const label = (item: Item, left: number, width: number, text: string): void => {
    const [top, height] = look.band(item);
    context.save();
    context.beginPath();
    context.rect(left, view.laneTop(item.lane) + top, width, height);
    context.clip();
    context.font = height < 10 ? '8px system-ui' : '10px system-ui';
    context.fillStyle = item.kind === FAULT ? text : '#fff';
    context.fillText(textOf(item), left + 3, view.laneTop(item.lane) + top + Math.min(height - 1, 10));
    context.restore();
  };

  /** The way from the lane that a message came from, or to the other end of a connection. */
  const drawWay = (item: Item): void => {
    if (item.from < 0) return;
    context.strokeStyle = look.colorOf(item);
    context.globalAlpha = search.active && !search.isMatch(item) ? 0.06 : 0.5;
    context.beginPath();
    context.moveTo(view.x(item.atMs), view.laneTop(item.from) + view.laneHeight / 2);
    context.lineTo(view.x(item.atMs), view.laneTop(item.lane) + 8);
    context.stroke();
    context.globalAlpha = 1;
  };

  const drawAxis = (text: string, height: number): void => {
    const span = view.toMs - view.fromMs;
    const room = view.width - view.namesWidth;
    let step = 10 ** Math.ceil(Math.log10((span / room) * 90));
    if ((step / 5 / span) * room > 90) step /= 5;
    else if ((step / 2 / span) * room > 90) step /= 2;
    context.font = '11px system-ui';
    for (let ms = Math.ceil(Math.max(0, view.fromMs) / step) * step; ms <= view.toMs; ms += step) {
      const x = view.x(ms);
      if (x < view.namesWidth) continue;
      context.fillStyle = text;
      context.globalAlpha = 0.12;
      context.fillRect(x, view.axisHeight, 1, height);
      context.globalAlpha = 0.8;
      context.fillText(`${Math.round(ms * 1000) / 1_000_000} s`, x + 3, 16);
    }
    context.globalAlpha = 1;
  };

  const drawNames = (text: string, paper: string, height: number): void => {
    context.fillStyle = paper;
    context.fillRect(0, 0, view.namesWidth, height);
    context.font = '12px system-ui';
    for (const [lane, name] of timeline.lanes.entries()) {
      context.fillStyle = text;
      context.fillText(name, 8, view.laneTop(lane) + 24, view.namesWidth - 12);
      context.globalAlpha = 0.15;
      context.fillRect(0, view.laneTop(lane) + view.laneHeight - 1, view.width, 1);
      context.globalAlpha = 1;
    }
  };

  /** Violations and the beginnings of phases go through all lanes. */
  const drawRules = (height: number): void => {
    for (const item of items.slice(0, 2).flat()) {
      const x = view.x(item.atMs);
      if (x < view.namesWidth || x > view.width) continue;
      context.fillStyle = look.colorOf(item);
      context.globalAlpha = item.kind === VIOLATION ? 1 : 0.6;
      context.fillRect(x, view.axisHeight, item.kind === VIOLATION ? 1.5 : 1, height);
      context.globalAlpha = 1;
    }
  };

  return {
    draw(chosen) {
      const { color: text, backgroundColor: paper } = getComputedStyle(document.body);
      const height = view.laneTop(timeline.lanes.length);
      context.clearRect(0, 0, view.width, height + 20);
      drawAxis(text, height);
      const lanes = [...timeline.lanes.keys()];
      let messages = 0;
      for (const lane of lanes) visible(lane, MESSAGE, () => messages++);
      for (const kind of ORDER) {
        const ways = kind === MESSAGE && messages < WAYS_MAX;
        for (const lane of lanes) drawKind(kind, lane, ways, chosen, text);
      }
      drawRules(height);
      if (chosen !== undefined) drawWay(chosen);
      drawNames(text, paper, height + 20);
    },
    hit(x, y) {
      const lane = view.laneAt(y);
      const distance = (item: Item): number => {
        const [top, height] = look.band(item);
        const inside = y >= view.laneTop(lane) + top - 1 && y <= view.laneTop(lane) + top + height + 1;
        const away = Math.max(view.x(item.atMs) - x, x - view.x(item.untilMs), 0);
        return away + (inside ? 0 : 4) + (item.kind === FAULT ? 3 : 0);
      };
      let best: Item | undefined;
      let least = 8;
      for (const kind of ORDER) {
        visible(lane, kind, (item) => {
          const away = distance(item);
          if (away > least) return;
          least = away;
          best = item;
        });
      }
      return best;
    },
  };
}
