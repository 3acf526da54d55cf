/** What the page does with a file. */
export type MediaKind = 'video' | 'audio' | 'image' | 'other';

/** A file of unknown type is taken for a video until the browser says otherwise. */
export function mediaKind(type: string): MediaKind {
  const top = type.toLowerCase().split('/')[0];
  if (top === 'audio' || top === 'image') return top;
  return top === 'video' || type === '' ? 'video' : 'other';
}

/** The kind of file in a few letters: `MP4`, `WebM`; from the type, or else from the end of the name. */
export function typeLabel(type: string, name: string): string {
  const subtype = (type.split(';')[0] ?? '').split('/')[1]?.trim().toLowerCase();
  if (subtype !== undefined && subtype !== '' && subtype !== 'octet-stream') return LABELS[subtype] ?? short(subtype);
  const ending = /\.([A-Za-z0-9]{1,5})$/.exec(name)?.[1];
  return ending?.toUpperCase() ?? '';
}

const LABELS: Readonly<Record<string, string>> = {
  webm: 'WebM',
  quicktime: 'MOV',
  'x-matroska': 'MKV',
  'x-msvideo': 'AVI',
  mpeg: 'MPEG',
  'x-flv': 'FLV',
};

function short(subtype: string): string {
  return subtype.replace(/^x-/, '').slice(0, 8).toUpperCase();
}
