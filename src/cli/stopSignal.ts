import { ExitCode } from './exitCode.ts';

/**
 * Resolves at the first SIGINT or SIGTERM. From then on another one ends the process at once, for whoever does not
 * want to wait for an orderly stop.
 */
export function stopSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let asked = false;
    const onSignal = (signal: NodeJS.Signals): void => {
      if (asked) process.exit(ExitCode.interrupted);
      asked = true;
      resolve(signal);
    };
    process.on('SIGINT', onSignal);
    process.on('SIGTERM', onSignal);
  });
}
