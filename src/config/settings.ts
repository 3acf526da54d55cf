import type { Address } from '../host/address.ts';
import type { LogSettings } from './serverKeys.ts';
import type { Remarks } from './serviceSettings.ts';

/** What every daemon is told, beside its own configuration. */
export interface DaemonSettings<Config> extends Remarks {
  readonly config: Config;
  /** undefined: the machine's own name. */
  readonly hostname: string | undefined;
  readonly log: LogSettings;
  /** What connections share beyond what each has for itself. */
  readonly bufferBytes: number;
  /** Where metrics and health are served; undefined: nowhere. */
  readonly watch: Address | undefined;
}

/** What the values of `DAEMON_KEYS` and the remarks come to, for any daemon. */
export function daemonSettings(
  reading: Remarks & {
    readonly values: {
      readonly hostname: string | undefined;
      readonly bufferBytes: number;
      readonly logLevel: LogSettings['level'];
      readonly watchAddress: Address | undefined;
    };
  },
): Omit<DaemonSettings<never>, 'config'> {
  const { values, warnings, notes } = reading;
  const { hostname, bufferBytes, logLevel, watchAddress } = values;
  return { hostname, log: { level: logLevel }, bufferBytes, watch: watchAddress, warnings, notes };
}
