import type { Item, Timeline } from '../timeline.ts';

/** Where things are within their lanes, and their colours. Runs in the page: nothing is imported. */
export interface Look {
  /** Pixels from the top of the lane, and how high. */
  band(item: Item): readonly [top: number, height: number];
  colorOf(item: Item): string;
  /** Of the mark at an item's end, where that says more; of connections. */
  endColorOf(item: Item): string | undefined;
  /** Which kinds are switched off. */
  readonly hidden: Set<number>;
}

/** The look of a timeline. */
export function createLook({ texts }: Timeline, laneHeight: number): Look {
  const [FAULT, STATE, MESSAGE, OPERATION, VIOLATION, CONNECTION, PHASE] = [0, 1, 2, 3, 4, 6, 7];
  const ANSWERS = ['#8a8f98', '#3f7fbf', '#d79a2b', '#b04ab0'];
  const STATES = ['#8a8f98', '#8fbf8f', '#55585f', '#d8cf6a', '#4aa8b8'];
  const CONNECTION_ENDS = [undefined, undefined, '#d0402f', '#55585f'];
  const FAULTS = ['#e2725b', '#c08a2b', '#7a9a3a', '#3a9a8a', '#5b7de2', '#9a5be2', '#d05b9a'];
  const hidden = new Set<number>();
  const colorOfFault = (name: string): string => {
    let sum = 0;
    for (const letter of name.split(' ')[0] ?? '') sum = (sum * 31 + letter.charCodeAt(0)) >>> 0;
    return FAULTS[sum % FAULTS.length] ?? '#e2725b';
  };
  return {
    hidden,
    band(item) {
      switch (item.kind) {
        case FAULT:
          return [1, laneHeight - 2];
        case STATE:
          return [laneHeight - 6, 4];
        case CONNECTION:
          return [2 + item.row * 3, 2];
        case OPERATION:
          return [14 + (item.text % 3) * 7, 6];
        case MESSAGE:
          return [15 + (item.text % 2) * 10, 8];
        case PHASE:
          return [laneHeight - 18, 14];
        default:
          return [3, laneHeight - 8];
      }
    },
    colorOf(item) {
      if (item.kind === VIOLATION) return '#e00020';
      if (item.kind === PHASE) return '#7a7f88';
      if (item.kind === FAULT) return colorOfFault(texts[item.text] ?? '');
      if (item.kind === CONNECTION) return '#9aa6b2';
      return (item.kind === STATE ? STATES : ANSWERS)[item.outcome] ?? '#8a8f98';
    },
    endColorOf: (item) => (item.kind === CONNECTION ? CONNECTION_ENDS[item.outcome] : undefined),
  };
}
