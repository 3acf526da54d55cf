import { type Address, parseAddress } from '../../host/address.ts';
import { CommandFailed, ExitCode } from '../exitCode.ts';

/**
 * The trackers of `host:port;host:port`. Throws a `CommandFailed` for wrong usage that quotes what is no address.
 */
export function trackerAddresses(text: string): Address[] {
  const parts = text
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const addresses = parts.map((part) => {
    const address = parseAddress(part);
    if (address === undefined || address.port === 0) {
      throw new CommandFailed(ExitCode.usage, `"${part}" is no tracker address; expected host:port;host:port`);
    }
    return address;
  });
  if (addresses.length === 0) throw new CommandFailed(ExitCode.usage, 'expected a tracker address, host:port');
  return addresses;
}
