import { type Detector, FileTypeParser } from 'file-type';

/** What a file is. */
export interface ContentType {
  readonly mime: string;
  /** The usual end of a file name of this kind, with its dot; empty when the kind is unknown. */
  readonly extension: string;
}

export const UNKNOWN_TYPE: ContentType = { mime: 'application/octet-stream', extension: '' };

/** How many bytes of a file's start are enough to recognize it. */
export const RECOGNIZABLE_SIZE = 4100;

/** Only what a browser plays or shows, and never runs, is named; a page or a vector drawing stays plain bytes. */
const SHOWN = /^(?:video|audio|image)\/(?!svg)|^application\/(?:ogg|mxf)$|^text\/vtt$/i;

/** Comes first, so that nobody's archive is unpacked to see what it holds. */
const PACKED: Detector = {
  id: 'packed',
  async detect(tokenizer) {
    const start = Buffer.alloc(2);
    await tokenizer.peekBuffer(start, { length: start.length, mayBeLess: true });
    const packed = start.equals(GZIP) || start.equals(ZIP);
    return packed ? { ext: '', mime: UNKNOWN_TYPE.mime } : undefined;
  },
};

const GZIP = Buffer.from([0x1f, 0x8b]);
const ZIP = Buffer.from('PK');

/** What a file is that starts with `prefix`. Waits for nothing but promises. Spec: HTTP-TYPE. */
export async function recognize(prefix: Buffer): Promise<ContentType> {
  const found = await new FileTypeParser({ customDetectors: [PACKED] }).fromBuffer(prefix);
  if (found === undefined || !SHOWN.test(found.mime)) return UNKNOWN_TYPE;
  return { mime: found.mime, extension: `.${found.ext}` };
}
