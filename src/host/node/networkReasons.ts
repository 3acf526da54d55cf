import { type Address, formatAddress } from '../address.ts';
import { ConnectionLost, ListenError } from '../networkErrors.ts';

const LOSSES: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'refused',
  ECONNRESET: 'was reset by the peer',
  EPIPE: 'was closed by the peer',
  ETIMEDOUT: 'timed out',
  ENOTFOUND: 'no such host',
  EAI_AGAIN: 'the host name cannot be looked up now',
  EHOSTUNREACH: 'no way to the host',
  ENETUNREACH: 'no way to the network',
  EADDRNOTAVAIL: 'the address to connect from is none of this machine',
  EMFILE: 'too many files are open in this process',
  ENFILE: 'too many files are open on this machine',
};

const LISTEN_FAILURES: Readonly<Record<string, string>> = {
  EADDRINUSE: 'the port is in use; stop what listens there or choose another one',
  EACCES: 'not permitted; choose a port above 1023 or run with the right to use this one',
  EADDRNOTAVAIL: 'this is no address of this machine; choose one of its own or 0.0.0.0',
  ENOTFOUND: 'no such host; choose an address of this machine or 0.0.0.0',
};

/** The code of a system error; of the first one where several were tried in turn. */
function codeOf(error: unknown): string | undefined {
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

function inWords(error: unknown, words: Readonly<Record<string, string>>): string {
  return words[codeOf(error) ?? ''] ?? (error instanceof Error ? error.message : String(error));
}

/** A connection that could not be made. */
export function connectFailure(address: Address, error: unknown): ConnectionLost {
  return new ConnectionLost(`cannot connect to ${formatAddress(address)}: ${inWords(error, LOSSES)}`, { cause: error });
}

/** A connection that broke. */
export function connectionFailure(peer: Address, error: unknown): ConnectionLost {
  return new ConnectionLost(`the connection with ${formatAddress(peer)} ${inWords(error, LOSSES)}`, { cause: error });
}

/** An address that cannot be listened at. */
export function listenFailure(address: Address, error: unknown): ListenError {
  return new ListenError(`cannot listen at ${formatAddress(address)}: ${inWords(error, LISTEN_FAILURES)}`, {
    cause: error,
  });
}
