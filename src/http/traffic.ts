/** What a gateway has had to do since it began: requests, and bytes of files' content. */
export class Traffic {
  requests = 0;
  bytesIn = 0;
  bytesOut = 0;

  /** The same chunks, counted as they are taken. */
  counted(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
    return {
      [Symbol.asyncIterator]: () => {
        const iterator = chunks[Symbol.asyncIterator]();
        return {
          next: async () => {
            const result = await iterator.next();
            if (!result.done) this.bytesIn += result.value.length;
            return result;
          },
          return: async () => (await iterator.return?.()) ?? { done: true, value: undefined },
        };
      },
    };
  }
}
