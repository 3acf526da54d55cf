/** Speeds that can be chosen. */
export const SPEEDS: readonly number[] = [0.5, 0.75, 1, 1.25, 1.5, 2];

/** What a key does. */
export interface KeyAction {
  /** Whether browsers' own controls take the key, too. */
  readonly native: boolean;
  run(media: HTMLMediaElement): void;
}

const NATIVE: Readonly<Record<string, (media: HTMLMediaElement) => void>> = {
  ' ': playOrPause,
  ArrowLeft: (media) => seekBy(media, -5),
  ArrowRight: (media) => seekBy(media, 5),
  ArrowUp: (media) => changeVolume(media, 0.1),
  ArrowDown: (media) => changeVolume(media, -0.1),
};

const OURS: Readonly<Record<string, (media: HTMLMediaElement) => void>> = {
  k: playOrPause,
  j: (media) => seekBy(media, -10),
  l: (media) => seekBy(media, 10),
  m: (media) => {
    media.muted = !media.muted;
  },
  f: fullScreen,
  '<': (media) => changeSpeed(media, -1),
  '>': (media) => changeSpeed(media, 1),
};

/** What a key (`KeyboardEvent.key`) does to the media; undefined when nothing. Spec: PAGE-KEYBOARD. */
export function playerKey(key: string): KeyAction | undefined {
  const name = key.length === 1 ? key.toLowerCase() : key;
  const native = NATIVE[name];
  if (native !== undefined) return { native: true, run: native };
  const ours = OURS[name];
  if (ours !== undefined) return { native: false, run: ours };
  if (!/^\d$/.test(name)) return undefined;
  return {
    native: false,
    run(media) {
      if (Number.isFinite(media.duration)) media.currentTime = (media.duration * Number(name)) / 10;
    },
  };
}

function playOrPause(media: HTMLMediaElement): void {
  // A source that cannot be played shows that itself.
  if (media.paused) media.play().catch(() => undefined);
  else media.pause();
}

function seekBy(media: HTMLMediaElement, seconds: number): void {
  const end = Number.isFinite(media.duration) ? media.duration : Number.POSITIVE_INFINITY;
  media.currentTime = Math.max(0, Math.min(end, media.currentTime + seconds));
}

function changeVolume(media: HTMLMediaElement, by: number): void {
  media.volume = Math.max(0, Math.min(1, media.volume + by));
  if (by > 0) media.muted = false;
}

function changeSpeed(media: HTMLMediaElement, steps: number): void {
  const at = SPEEDS.indexOf(media.playbackRate);
  media.playbackRate = SPEEDS[(at < 0 ? SPEEDS.indexOf(1) : at) + steps] ?? media.playbackRate;
}

function fullScreen(media: HTMLMediaElement): void {
  if (document.fullscreenElement !== null) void document.exitFullscreen();
  // A browser without it (an iPhone) has a button of its own.
  else media.requestFullscreen?.().catch(() => undefined);
}
