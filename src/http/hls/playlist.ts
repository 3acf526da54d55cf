/**
 * The playlist of a whole movie. `durationsS` are the seconds of its segments; `query` is carried on to every address in it,
 * so that a signed link opens them, too. Spec: HTTP-HLS-PLAYLIST.
 */
export function playlist(durationsS: Iterable<number>, query: string): string {
  const durations = [...durationsS];
  const longest = durations.reduce((most, duration) => Math.max(most, duration), 1);
  const lines = [
    '#EXTM3U',
    '#EXT-X-VERSION:7',
    `#EXT-X-TARGETDURATION:${Math.ceil(longest)}`,
    '#EXT-X-MEDIA-SEQUENCE:0',
    '#EXT-X-PLAYLIST-TYPE:VOD',
    '#EXT-X-INDEPENDENT-SEGMENTS',
    `#EXT-X-MAP:URI="init.mp4${query}"`,
    ...durations.map((duration, index) => `#EXTINF:${duration.toFixed(6)},\n${index}.m4s${query}`),
    '#EXT-X-ENDLIST',
  ];
  return `${lines.join('\n')}\n`;
}
