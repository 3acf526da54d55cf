import type { Check, CitingFile, Found } from './check.ts';

/** The statements that the vectors of a JSON file name: every object in it with a list `statements`. */
export function vectorsIn({ path, text }: CitingFile): Found {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    return { checks: [], complaints: [`${path}: ${(error as Error).message}`] };
  }
  const checks: Check[] = [];
  visit(data, path);
  return { checks, complaints: [] };

  function visit(value: unknown, where: string): void {
    if (typeof value !== 'object' || value === null) return;
    const { statements, id, name } = value as Record<string, unknown>;
    const called = [id, name].find((text) => typeof text === 'string');
    const here = called === undefined ? where : `${path}: ${called}`;
    if (Array.isArray(statements)) {
      for (const statement of statements) {
        if (typeof statement === 'string') checks.push({ kind: 'vector', statement, where: here });
      }
    }
    for (const part of Object.values(value)) visit(part, here);
  }
}
