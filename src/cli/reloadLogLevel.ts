import type { LogLevel, NodeLog } from '../host/node/log.ts';

/**
 * At every SIGHUP takes the log level that `read` gives from then on; what it rejects with is logged, and the level stays.
 * The returned function ends that. Spec: OPS-RELOAD.
 */
export function reloadLogLevel(log: NodeLog, read: () => Promise<LogLevel>): () => void {
  const reload = async (): Promise<void> => {
    try {
      const level = await read();
      log.setLevel(level);
      log.info('log level', { now: level });
    } catch (error) {
      log.error('log level stays', { error: error instanceof Error ? error : new Error(String(error)) });
    }
  };
  const onSignal = (): void => void reload();
  process.on('SIGHUP', onSignal);
  return () => void process.off('SIGHUP', onSignal);
}
