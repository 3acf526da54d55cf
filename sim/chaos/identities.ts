import { Prng } from '../prng.ts';

const USERID_BYTES_MAX = 255;
const FILEID_BYTES_MAX = 127;
const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

/** How the names of a pair of users are made, so that whoever takes one for the other is found out. */
type Style = 'any text' | 'same letters, other case' | 'same cache key' | 'usual' | 'longest';

const STYLES: readonly Style[] = ['any text', 'same letters, other case', 'same cache key', 'usual', 'longest'];

/**
 * The names that the numbers of a plan stand for: any UTF-8 that fits, drawn from the plan's seed. Users 2n and
 * 2n + 1 are made alike on purpose in one of several ways; no two files have the same id.
 */
export class Identities {
  readonly #seed: number;
  readonly #userids = new Map<number, string>();
  readonly #fileids = new Map<string, string>();

  constructor(seed: number) {
    this.#seed = seed;
  }

  userid(user: number): string {
    const userid = this.#userids.get(user) ?? this.#makeUserid(user);
    this.#userids.set(user, userid);
    return userid;
  }

  fileid(user: number, file: number): string {
    const key = `${user} ${file}`;
    const fileid = this.#fileids.get(key) ?? this.#makeFileid(user, file);
    this.#fileids.set(key, fileid);
    return fileid;
  }

  #makeUserid(user: number): string {
    const { style, base, joint } = this.#pair(user);
    const odd = user % 2 === 1;
    const unique = user.toString(36);
    switch (style) {
      case 'any text':
        return `${this.#text(`user ${user}`, USERID_BYTES_MAX - 12)}${unique}`;
      case 'same letters, other case':
        return odd ? base.toUpperCase() : base;
      case 'same cache key':
        return odd ? `${base}:${joint}` : base;
      case 'usual':
        return `tnv${String(user).padStart(3, '0')}`;
      case 'longest':
        return `${base}${'u'.repeat(USERID_BYTES_MAX)}`.slice(0, USERID_BYTES_MAX - unique.length) + unique;
    }
  }

  #makeFileid(user: number, file: number): string {
    const { style, joint } = this.#pair(user);
    if (style === 'same cache key') {
      const common = `${user >> 1}.${file}.${this.#text(`joint ${user >> 1} ${file}`, 60)}`;
      return user % 2 === 1 ? common : `${joint}:${common}`;
    }
    // Two files whose ids differ only in the case of a letter.
    const unique = `${user}.${file >> 1}.${file % 2 === 1 ? 'F' : 'f'}`;
    const prng = this.#prng(`file ${user} ${file >> 1}`);
    switch (prng.below(3)) {
      case 0:
        return `${hex(prng)}${hex(prng)}${unique}`;
      case 1:
        return `${this.#text(`file ${user} ${file >> 1}`, FILEID_BYTES_MAX - 24)}${unique}`;
      default:
        return `${'x'.repeat(FILEID_BYTES_MAX)}`.slice(0, FILEID_BYTES_MAX - unique.length) + unique;
    }
  }

  #pair(user: number): { style: Style; base: string; joint: string } {
    const prng = this.#prng(`pair ${user >> 1}`);
    const style = STYLES[prng.below(STYLES.length)] ?? 'usual';
    const letters = (count: number): string =>
      Array.from({ length: count }, () => LETTERS[prng.below(LETTERS.length)]).join('');
    const base = `${letters(prng.between(1, 12))}${user >> 1}${letters(1)}`;
    return { style, base, joint: letters(prng.between(1, 4)) };
  }

  /** Text of any characters but NUL, at most `bytesMax` bytes. */
  #text(what: string, bytesMax: number): string {
    const prng = this.#prng(`text ${what}`);
    const shortMax = prng.chance(0.7) ? Math.min(24, bytesMax) : bytesMax;
    const wanted = prng.chance(0.2) ? bytesMax : prng.between(0, shortMax);
    let text = '';
    for (;;) {
      const more = text + String.fromCodePoint(codePoint(prng));
      if (Buffer.byteLength(more) > wanted) return text;
      text = more;
    }
  }

  /** A generator of its own for each purpose. */
  #prng(what: string): Prng {
    let hash = 0x811c9dc5 ^ this.#seed;
    for (let at = 0; at < what.length; at++) hash = Math.imul(hash ^ what.charCodeAt(at), 0x01000193);
    return new Prng(hash >>> 0);
  }
}

function hex(prng: Prng): string {
  return prng.next().toString(16).padStart(8, '0');
}

function codePoint(prng: Prng): number {
  switch (prng.below(6)) {
    case 0:
      return prng.between(1, 0x1f);
    case 1:
      return prng.between(0x80, 0x7ff);
    case 2:
      return prng.between(0x4e00, 0x9fff);
    case 3:
      return prng.between(0x1f300, 0x1faff);
    default:
      return prng.between(0x20, 0x7e);
  }
}
