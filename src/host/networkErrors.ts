/** A connection could not be made, broke, timed out or was aborted. */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost';
}

/** An address cannot be listened at: taken, or not ours. */
export class ListenError extends Error {
  override readonly name = 'ListenError';
}
