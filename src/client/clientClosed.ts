/** The client was closed before the operation was done. */
export class ClientClosed extends Error {
  override readonly name = 'ClientClosed';

  constructor() {
    super('the client is closed');
  }
}
