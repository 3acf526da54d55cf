/// <reference lib="dom" />
import type { Item, Timeline } from '../timeline.ts';
import type { createLook } from './look.ts';
import type { createPainter } from './painter.ts';
import type { createSearch } from './search.ts';
import type { unpack } from './unpack.ts';
import type { createView } from './view.ts';

/** What the viewer is made of; given to it, as it can import nothing in the page. */
export interface ViewerParts {
  readonly unpack: typeof unpack;
  readonly createView: typeof createView;
  readonly createLook: typeof createLook;
  readonly createPainter: typeof createPainter;
  readonly createSearch: typeof createSearch;
}

/** Shows a timeline in the page and follows mouse and keys. Runs in the page: nothing is imported. */
export function startViewer(timeline: Timeline, parts: ViewerParts): void {
  const element = <T extends HTMLElement>(id: string): T => document.getElementById(id) as T;
  const canvas = element<HTMLCanvasElement>('canvas');
  const stage = element('stage');
  const tip = element('tip');
  const words = element<HTMLInputElement>('search');
  const context = canvas.getContext('2d');
  if (context === null) return;
  const view = parts.createView(Math.max(1, timeline.endMs));
  const items = parts.unpack(timeline);
  const look = parts.createLook(timeline, view.laneHeight);
  const search = parts.createSearch(timeline, items);
  const painter = parts.createPainter(context, { timeline, items, view, look, search });
  let pinned: Item | undefined;
  let hovered: Item | undefined;
  let drawing = false;

  const redraw = (): void => {
    if (drawing) return;
    drawing = true;
    requestAnimationFrame(() => {
      drawing = false;
      painter.draw(pinned ?? hovered);
    });
  };

  const resize = (): void => {
    const ratio = window.devicePixelRatio;
    view.width = stage.clientWidth;
    const height = view.laneTop(timeline.lanes.length) + 20;
    canvas.width = view.width * ratio;
    canvas.height = height * ratio;
    canvas.style.height = `${height}px`;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    redraw();
  };

  const tell = (item: Item | undefined, x: number, y: number): void => {
    tip.hidden = item === undefined;
    if (item === undefined) return;
    const lasts = item.untilMs > item.atMs ? `, ${Math.round((item.untilMs - item.atMs) * 100) / 100} ms` : '';
    tip.textContent = `${(item.atMs / 1000).toFixed(4)} s${lasts}\n${timeline.lanes[item.lane]}: ${timeline.texts[item.text]}`;
    tip.style.left = `${Math.max(0, Math.min(x + 12, view.width - tip.offsetWidth - 8))}px`;
    tip.style.top = `${y + 16}px`;
  };

  const jump = (by: number): void => {
    const item = search.step(by);
    element('matches').textContent = search.active ? `${search.at + 1} of ${search.count}` : '';
    if (item === undefined) return;
    pinned = item;
    const span = view.toMs - view.fromMs;
    const middle = (item.atMs + Math.min(item.untilMs, item.atMs + span)) / 2;
    view.show(middle - span / 2, middle + span / 2);
    const top = view.laneTop(item.lane);
    if (top < stage.scrollTop || top > stage.scrollTop + stage.clientHeight - 60) stage.scrollTop = top - 80;
    tell(item, view.x(item.atMs), top + 20);
    redraw();
  };

  words.addEventListener('input', () => {
    search.find(words.value);
    pinned = undefined;
    element('matches').textContent = search.active ? `${search.count} found` : '';
    redraw();
  });
  words.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') jump(event.shiftKey ? -1 : 1);
    event.stopPropagation();
  });
  /** Around what is pinned, if that is in sight. */
  const zoom = (factor: number): void => {
    const pinnedX = pinned === undefined ? 0 : view.x(pinned.atMs);
    const inSight = pinnedX >= view.namesWidth && pinnedX <= view.width;
    view.zoom(factor, inSight ? pinnedX : (view.width + view.namesWidth) / 2);
    if (pinned !== undefined) tell(pinned, view.x(pinned.atMs), view.laneTop(pinned.lane) + 20);
    redraw();
  };
  const all = (): void => {
    view.show(0, timeline.endMs);
    redraw();
  };
  element('next').addEventListener('click', () => jump(1));
  element('previous').addEventListener('click', () => jump(-1));
  element('in').addEventListener('click', () => zoom(0.5));
  element('out').addEventListener('click', () => zoom(2));
  element('all').addEventListener('click', all);
  for (const box of document.querySelectorAll<HTMLInputElement>('input[data-kind]')) {
    box.addEventListener('change', () => {
      const kind = Number(box.dataset.kind);
      if (box.checked) look.hidden.delete(kind);
      else look.hidden.add(kind);
      redraw();
    });
  }
  window.addEventListener('resize', resize);
  window.addEventListener('keydown', (event) => {
    if (event.key === '+' || event.key === '=') zoom(0.5);
    else if (event.key === '-') zoom(2);
    else if (event.key === '0') all();
    else if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') view.move(event.key === 'ArrowLeft' ? -120 : 120);
    else if (event.key === '/') words.focus();
    else return;
    event.preventDefault();
    redraw();
  });
  canvas.addEventListener(
    'wheel',
    (event) => {
      if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) view.move(event.deltaX || event.deltaY);
      else view.zoom(1.0015 ** event.deltaY, event.offsetX);
      event.preventDefault();
      redraw();
    },
    { passive: false },
  );
  let drag: { x: number; moved: boolean } | undefined;
  canvas.addEventListener('pointerdown', (event) => {
    drag = { x: event.offsetX, moved: false };
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener('pointermove', (event) => {
    if (drag !== undefined) {
      const by = drag.x - event.offsetX;
      if (Math.abs(by) > 2 || drag.moved) {
        view.move(by);
        drag = { x: event.offsetX, moved: true };
      }
    }
    hovered = painter.hit(event.offsetX, event.offsetY);
    if (pinned === undefined) tell(hovered, event.offsetX, event.offsetY);
    redraw();
  });
  canvas.addEventListener('pointerup', (event) => {
    if (drag?.moved === false) {
      pinned = painter.hit(event.offsetX, event.offsetY);
      tell(pinned, event.offsetX, event.offsetY);
    }
    drag = undefined;
    redraw();
  });
  resize();
}
