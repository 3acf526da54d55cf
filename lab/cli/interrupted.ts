/** Whatever `work` resolves to; rejects as soon as `interrupt` is aborted. */
export async function interrupted<T>(work: Promise<T>, interrupt: AbortSignal): Promise<T> {
  const stop = Promise.withResolvers<never>();
  const onAbort = (): void => stop.reject(interrupt.reason);
  interrupt.addEventListener('abort', onAbort, { once: true });
  if (interrupt.aborted) onAbort();
  try {
    return await Promise.race([work, stop.promise]);
  } finally {
    interrupt.removeEventListener('abort', onAbort);
    // It ends with the hosts; what it then complains of is nobody's business.
    if (interrupt.aborted) work.catch(() => undefined);
  }
}
