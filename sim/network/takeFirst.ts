/** Takes the first one out, as `shift` does; that is slow for the usual list of one. */
export function takeFirst<T>(list: T[]): T | undefined {
  return list.length === 1 ? list.pop() : list.shift();
}
