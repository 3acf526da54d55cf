import { atLine, ConfigError } from './configError.ts';

/** `key = value` on a line of its own. */
export interface Setting {
  /** In lower case: `MYSQL_ADDRS` is `mysql_addrs`. */
  readonly key: string;
  /** Without the blanks around it; never empty. */
  readonly value: string;
  /** From 1. */
  readonly line: number;
}

/** `service NAME { … }`. */
export interface Service {
  readonly name: string;
  readonly settings: readonly Setting[];
}

/** What a file says. */
export interface AclFile {
  /** In the order of the file; a name may come more than once. */
  readonly services: readonly Service[];
  /** Lines that may not mean what their writer thinks. */
  readonly warnings: readonly string[];
}

/** What one line is. */
type Line =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'open' }
  | { readonly kind: 'close' }
  | { readonly kind: 'service'; readonly name: string; readonly opens: boolean }
  | { readonly kind: 'setting'; readonly key: string; readonly value: string; readonly cut: boolean }
  | { readonly kind: 'wrong'; readonly problem: string };

/**
 * Reads a file as the ACL framework does: `service NAME {`, lines `key = value`, `}`. A `#` begins a comment
 * wherever it stands, also in the middle of a value; a key without a value is as good as none; keys are the same
 * in capitals. Unlike ACL it says so when a line is none of these. `fileName` is for the messages.
 * Throws a `ConfigError` that names the line. Spec: CONFIG-FORMAT.
 */
export function parseAclFile(text: string, fileName: string): AclFile {
  const services: { name: string; settings: Setting[] }[] = [];
  const warnings: string[] = [];
  /** The service whose `}` has not come yet, and whether its `{` has. */
  let open: { readonly settings: Setting[]; readonly line: number; begun: boolean } | undefined;

  for (const [index, raw] of text.split(/\r\n|\r|\n/).entries()) {
    const number = index + 1;
    const refuse = (problem: string): ConfigError => new ConfigError(atLine(fileName, number, problem));
    const line = readLine(raw);
    if (line.kind === 'wrong') throw refuse(line.problem);
    if (line.kind === 'nothing') continue;
    if (open?.begun === false && line.kind !== 'open') {
      throw refuse(`the "{" of the service in line ${open.line} should come first`);
    }
    if (line.kind === 'service') {
      if (open !== undefined) throw refuse(`the service that began in line ${open.line} has no "}" before this one`);
      const settings: Setting[] = [];
      services.push({ name: line.name, settings });
      open = { settings, line: number, begun: line.opens };
      continue;
    }
    if (open === undefined) throw refuse('no service is open here: keys stand in "service NAME { … }"');
    if (line.kind === 'open') {
      if (open.begun) throw refuse(`the service that began in line ${open.line} has its "{" already`);
      open.begun = true;
    } else if (line.kind === 'close') {
      open = undefined;
    } else {
      if (line.cut)
        warnings.push(atLine(fileName, number, `the value of ${line.key} ends at its "#": a comment begins`));
      if (line.value !== '') open.settings.push({ key: line.key, value: line.value, line: number });
    }
  }
  if (open !== undefined) throw new ConfigError(atLine(fileName, open.line, 'the service that begins here has no "}"'));
  return { services, warnings };
}

const SERVICE = /^service[ \t]+([^\s{}=]+)[ \t]*(\{?)$/;
const SETTING = /^([^\s={}]+)[ \t]*=(.*)$/s;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\u0000-\u0008\u000a-\u001f\u007f]/;

function readLine(raw: string): Line {
  const hash = raw.indexOf('#');
  const content = hash < 0 ? raw : raw.slice(0, hash);
  // Drops a byte order mark too.
  const text = content.trim();
  if (text === '') return { kind: 'nothing' };
  if (CONTROL.test(text)) return { kind: 'wrong', problem: 'there is a control character in this line' };
  if (text === '{') return { kind: 'open' };
  if (text === '}') return { kind: 'close' };
  const [, name, brace] = SERVICE.exec(text) ?? [];
  if (name !== undefined) return { kind: 'service', name, opens: brace === '{' };
  const [, key, value] = SETTING.exec(text) ?? [];
  if (key === undefined || value === undefined) return { kind: 'wrong', problem: `"${text}" is not "key = value"` };
  const cut = hash >= 0 && /[^\s=]$/.test(content);
  return { kind: 'setting', key: key.toLowerCase(), value: value.trim(), cut };
}
