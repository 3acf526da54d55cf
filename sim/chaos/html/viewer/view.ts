/** Which part of the time is shown, and where things are on the canvas. Runs in the page: nothing is imported. */
export interface View {
  fromMs: number;
  toMs: number;
  /** Width of the canvas and of the column of names, in pixels. */
  width: number;
  readonly namesWidth: number;
  readonly laneHeight: number;
  readonly axisHeight: number;
  x(ms: number): number;
  msAt(x: number): number;
  laneTop(lane: number): number;
  laneAt(y: number): number;
  zoom(factor: number, aroundX: number): void;
  move(pixels: number): void;
  show(fromMs: number, toMs: number): void;
}

/** A view of everything from 0 to `endMs`. */
export function createView(endMs: number): View {
  const SPAN_MIN_MS = 0.5;
  const namesWidth = 130;
  const laneHeight = 42;
  const axisHeight = 26;
  const clamp = (view: View, fromMs: number, span: number): void => {
    const length = Math.min(Math.max(span, SPAN_MIN_MS), endMs * 1.02);
    view.fromMs = Math.min(Math.max(fromMs, -endMs * 0.01), endMs * 1.01 - length);
    view.toMs = view.fromMs + length;
  };
  const view: View = {
    fromMs: 0,
    toMs: endMs,
    width: 1000,
    namesWidth,
    laneHeight,
    axisHeight,
    x: (ms) => namesWidth + ((ms - view.fromMs) / (view.toMs - view.fromMs)) * (view.width - namesWidth),
    msAt: (x) => view.fromMs + ((x - namesWidth) / (view.width - namesWidth)) * (view.toMs - view.fromMs),
    laneTop: (lane) => axisHeight + lane * laneHeight,
    laneAt: (y) => Math.floor((y - axisHeight) / laneHeight),
    zoom(factor, aroundX) {
      const aroundMs = view.msAt(Math.max(aroundX, namesWidth));
      clamp(view, aroundMs - (aroundMs - view.fromMs) * factor, (view.toMs - view.fromMs) * factor);
    },
    move(pixels) {
      const span = view.toMs - view.fromMs;
      clamp(view, view.fromMs + (pixels / (view.width - namesWidth)) * span, span);
    },
    show: (fromMs, toMs) => clamp(view, fromMs, toMs - fromMs),
  };
  return view;
}
