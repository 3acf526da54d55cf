import type { AclFile, Service, Setting } from './aclFile.ts';
import { atLine, ConfigError } from './configError.ts';
import type { ServiceKeys } from './key.ts';
import { nearestKey } from './nearestKey.ts';

/** What whoever starts a daemon should know of its file; a sentence each, with file and line. */
export interface Remarks {
  /** Something has no effect, and that may be a mistake. */
  readonly warnings: readonly string[];
  /** Something has no effect, and need not have. */
  readonly notes: readonly string[];
}

/** Keys of the ACL framework itself: of its master process and of its kinds of servers. */
const FRAMEWORK_KEY = /^(?:(?:master|ioctl|aio|proc|trigger|udp|fiber)_.*|service)$/;

/**
 * What a file (none: undefined) says to a service: the settings of the keys it has, and remarks on the others.
 * Throws a `ConfigError` when the file says nothing to it. Spec: CONFIG-UNKNOWN.
 */
export function serviceSettings(
  { service, keys }: ServiceKeys,
  file: AclFile | undefined,
  fileName: string,
): Remarks & { readonly known: ReadonlyMap<string, Setting> } {
  const names = Object.values(keys).map((key) => key.name);
  const known = new Map<string, Setting>();
  const warnings = [...(file?.warnings ?? [])];
  const framework = new Set<string>();
  for (const setting of file === undefined ? [] : settingsOf(service, file.services, fileName)) {
    const { key, line } = setting;
    if (names.includes(key)) {
      const before = known.get(key);
      if (before !== undefined) {
        warnings.push(
          atLine(fileName, line, `${key} stands in line ${before.line} already; this line, the last, counts`),
        );
      }
      known.set(key, setting);
    } else if (FRAMEWORK_KEY.test(key)) {
      framework.add(key);
    } else {
      const nearest = nearestKey(key, names);
      warnings.push(
        atLine(fileName, line, `unknown key "${key}" has no effect; the nearest known key is "${nearest}"`),
      );
    }
  }
  const note = `keys of the ACL framework have no effect: ${[...framework].join(', ')}`;
  return { known, warnings, notes: framework.size === 0 ? [] : [atLine(fileName, undefined, note)] };
}

/** The settings of the service's own blocks; those of the only block there is, whatever its name. */
function settingsOf(service: string, blocks: readonly Service[], fileName: string): readonly Setting[] {
  const own = blocks.filter((block) => block.name === service);
  if (own.length > 0) return own.flatMap((block) => block.settings);
  const [only, ...others] = blocks;
  if (only === undefined) throw new ConfigError(atLine(fileName, undefined, `there is no "service ${service} { … }"`));
  if (others.length > 0) {
    const names = blocks.map((block) => block.name).join(', ');
    throw new ConfigError(atLine(fileName, undefined, `there is no "service ${service}" among its services: ${names}`));
  }
  return only.settings;
}
