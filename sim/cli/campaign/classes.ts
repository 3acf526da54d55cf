/** Classes of numbers: the highest number of each and its name, from low to high; the last one has no end. */
export type Bounds = readonly [first: readonly [number, string], ...more: (readonly [max: number, name: string])[]];

/** The name of the class that a number is in. */
export function classOf(bounds: Bounds, number: number): string {
  const [, name] = bounds.find(([max]) => number <= max) ?? bounds.at(-1) ?? bounds[0];
  return name;
}
