/// <reference lib="dom" />
import type { Item, Timeline } from '../timeline.ts';
import type { Search } from './search.ts';
import type { View } from './view.ts';

/** Draws the timeline. Runs in the page: nothing is imported. */
export interface Painter {
  draw(chosen: Item | undefined, messages: boolean): void;
  /** What is drawn at a place of the canvas, what is on top first. */
  hit(x: number, y: number, messages: boolean): Item | undefined;
}

/** Draws `timeline`, as far as `view` shows it, on a canvas. */
export function createPainter(
  context: CanvasRenderingContext2D,
  timeline: Timeline,
  view: View,
  search: Search,
): Painter {
  const [FAULT, STATE, MESSAGE, OPERATION, VIOLATION] = [0, 1, 2, 3, 4];
  const OUTCOMES = ['#8a8f98', '#3f7fbf', '#d79a2b', '#b04ab0'];
  const FAULTS = ['#e2725b', '#c08a2b', '#7a9a3a', '#3a9a8a', '#5b7de2', '#9a5be2', '#d05b9a'];
  const longest = timeline.items.map((items) => items.reduce((most, item) => Math.max(most, item[2] - item[1]), 0));
  const colorOf = (name: string): string => {
    let sum = 0;
    for (const letter of name.split(' ')[0] ?? '') sum = (sum * 31 + letter.charCodeAt(0)) >>> 0;
    return FAULTS[sum % FAULTS.length] ?? '#e2725b';
  };

  /** Where an item of a kind is within its lane: from the top, and how high. */
  const band = (item: Item): readonly [number, number] => {
    switch (item[3]) {
      case FAULT:
        return [1, view.laneHeight - 2];
      case STATE:
        return [view.laneHeight - 6, 4];
      case OPERATION:
        return [3 + (item[4] % 3) * 8, 7];
      case MESSAGE:
        return [6 + (item[4] % 2) * 9, 8];
      default:
        return [3, view.laneHeight - 8];
    }
  };

  const visible = (lane: number): Item[] => {
    const items = timeline.items[lane] ?? [];
    const earliest = view.fromMs - (longest[lane] ?? 0);
    let low = 0;
    for (let high = items.length; low < high; ) {
      const middle = (low + high) >> 1;
      if ((items[middle]?.[1] ?? 0) < earliest) low = middle + 1;
      else high = middle;
    }
    const shown: Item[] = [];
    for (let at = low; at < items.length; at++) {
      const item = items[at] as Item;
      if (item[1] > view.toMs) break;
      if (item[2] >= view.fromMs) shown.push(item);
    }
    return shown;
  };

  const colorOfItem = (item: Item): string => {
    if (item[3] === VIOLATION) return '#e00020';
    if (item[3] === FAULT) return colorOf(timeline.texts[item[4]] ?? '');
    if (item[3] === STATE) return item[6] === 1 ? '#8fbf8f' : '#55585f';
    return OUTCOMES[item[6]] ?? '#8a8f98';
  };

  const drawItem = (item: Item, chosen: boolean): void => {
    const [top, height] = band(item);
    // Whole pixels: what is thinner would be pale.
    const left = Math.round(Math.max(view.x(item[1]), view.namesWidth));
    const width = Math.round(Math.max(view.x(item[2]) - left, item[3] === FAULT || item[3] === VIOLATION ? 3 : 1));
    const dimmed = search.active && !search.isMatch(item);
    context.globalAlpha = (item[3] === FAULT ? 0.35 : 1) * (dimmed ? 0.15 : 1);
    context.fillStyle = colorOfItem(item);
    context.fillRect(left, view.laneTop(item[0]) + top, width, height);
    context.globalAlpha = 1;
    if (item[3] !== STATE && width > 60) label(timeline.texts[item[4]] ?? '', left, item, width, dimmed);
    if (!chosen && !(search.active && search.isMatch(item))) return;
    context.strokeStyle = chosen ? '#e00020' : '#d0a000';
    context.strokeRect(left - 1, view.laneTop(item[0]) + top - 1, width + 2, height + 2);
  };

  const label = (text: string, left: number, item: Item, width: number, dimmed: boolean): void => {
    if (dimmed) return;
    const [top, height] = band(item);
    context.save();
    context.beginPath();
    context.rect(left, view.laneTop(item[0]) + top, width, height);
    context.clip();
    context.font = height < 10 ? '8px system-ui' : '10px system-ui';
    context.fillStyle = item[3] === FAULT ? getComputedStyle(document.body).color : '#fff';
    context.fillText(text, left + 3, view.laneTop(item[0]) + top + Math.min(height - 1, 10));
    context.restore();
  };

  /** A message's way from the lane it came from. */
  const drawWay = (item: Item): void => {
    if (item[5] < 0) return;
    context.strokeStyle = colorOfItem(item);
    context.globalAlpha = search.active && !search.isMatch(item) ? 0.06 : 0.5;
    context.beginPath();
    context.moveTo(view.x(item[1]), view.laneTop(item[5]) + view.laneHeight / 2);
    context.lineTo(view.x(item[1]), view.laneTop(item[0]) + 8);
    context.stroke();
    context.globalAlpha = 1;
  };

  const drawAxis = (text: string, height: number): void => {
    const span = view.toMs - view.fromMs;
    let step = 10 ** Math.ceil(Math.log10((span / (view.width - view.namesWidth)) * 90));
    if ((step / 5 / span) * (view.width - view.namesWidth) > 90) step /= 5;
    else if ((step / 2 / span) * (view.width - view.namesWidth) > 90) step /= 2;
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
      context.fillText(name, 8, view.laneTop(lane) + 20, view.namesWidth - 12);
      context.globalAlpha = 0.15;
      context.fillRect(0, view.laneTop(lane) + view.laneHeight - 1, view.width, 1);
      context.globalAlpha = 1;
    }
  };

  return {
    draw(chosen, messages) {
      const { color: text, backgroundColor: paper } = getComputedStyle(document.body);
      const height = view.laneTop(timeline.lanes.length);
      context.clearRect(0, 0, view.width, height + 20);
      drawAxis(text, height);
      const shown = timeline.lanes.map((_, lane) => visible(lane).filter((item) => messages || item[3] !== MESSAGE));
      const count = shown.reduce((sum, items) => sum + items.length, 0);
      for (const kind of [FAULT, STATE, MESSAGE, OPERATION, 5, VIOLATION]) {
        for (const items of shown) {
          let lastX = Number.NEGATIVE_INFINITY;
          for (const item of items) {
            if (item[3] !== kind) continue;
            const x = Math.round(view.x(item[2]) * 2);
            // What falls onto the same half pixel as the item before would not be seen.
            if (kind === MESSAGE && x === lastX && !search.isMatch(item)) continue;
            lastX = x;
            if (kind === MESSAGE && count < 600) drawWay(item);
            drawItem(item, item === chosen);
          }
        }
      }
      for (const item of shown[0] ?? []) {
        context.fillStyle = '#e00020';
        context.fillRect(view.x(item[1]), view.axisHeight, 1.5, height);
      }
      if (chosen !== undefined) drawWay(chosen);
      drawNames(text, paper, height + 20);
    },
    hit(x, y, messages) {
      const lane = view.laneAt(y);
      const candidates = visible(lane).filter((item) => messages || item[3] !== MESSAGE);
      const distance = (item: Item): number => {
        const [top, height] = band(item);
        const inside = y >= view.laneTop(lane) + top - 1 && y <= view.laneTop(lane) + top + height + 1;
        const away = Math.max(view.x(item[1]) - x, x - view.x(item[2]), 0);
        return away + (inside ? 0 : 4) + (item[3] === FAULT ? 3 : 0);
      };
      const [best] = candidates.sort((a, b) => distance(a) - distance(b));
      return best !== undefined && distance(best) <= 8 ? best : undefined;
    },
  };
}
