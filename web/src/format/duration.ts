/** A place in a video or its length, `0:07`, `1:02:03`; seconds are cut, not rounded, as players show them. */
export function formatDuration(seconds: number): string {
  const whole = Number.isFinite(seconds) ? Math.max(0, Math.floor(seconds)) : 0;
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (value: number): string => String(value).padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/** A length for a screen reader, in words of its language: `1 hour 2 minutes 3 seconds`. */
export function spokenDuration(seconds: number, languageTag: string): string {
  const whole = Number.isFinite(seconds) ? Math.max(0, Math.floor(seconds)) : 0;
  const parts: readonly (readonly [value: number, unit: 'hour' | 'minute' | 'second'])[] = [
    [Math.floor(whole / 3600), 'hour'],
    [Math.floor(whole / 60) % 60, 'minute'],
    [whole % 60, 'second'],
  ];
  const named = parts.filter(([value], at) => value > 0 || (whole === 0 && at === 2));
  return named
    .map(([value, unit]) =>
      new Intl.NumberFormat(languageTag, { style: 'unit', unit, unitDisplay: 'long' }).format(value),
    )
    .join(' ');
}
