import type { AnyCase, Part } from '../runner/case.ts';
import type { Target } from '../runner/target.ts';

/** True when a case's id fits one of the globs (`*` any characters, `?` one), or when there are none. */
export function fits(id: string, globs: readonly string[]): boolean {
  return globs.length === 0 || globs.some((glob) => pattern(glob).test(id));
}

function pattern(glob: string): RegExp {
  const source = glob
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`);
}

/** Where a part is, in words; undefined when the user did not give it. */
export function whereIs(part: Part, target: Target): string | undefined {
  const at = ({ host, port }: { host: string; port: number }) => `${host}:${port}`;
  switch (part) {
    case 'http':
      return target.http;
    case 'client':
      return target.client?.join('  |  ');
    case 'joins':
      return target.joins && `a storage that joins at ${target.joins.trackers.map(at).join(', ')}`;
    default:
      return target[part].length === 0 ? undefined : target[part].map(at).join(', ');
  }
}

/** The cases that are wanted and whose part is given. */
export function selected(cases: readonly AnyCase[], globs: readonly string[], target: Target): AnyCase[] {
  return cases.filter((each) => fits(each.id, globs) && whereIs(each.part, target) !== undefined);
}
