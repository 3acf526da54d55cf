import { type ClientRequest, type IncomingMessage, request } from 'node:http';

/** An upload that is under way, sent piece by piece. */
export class Sending {
  readonly #request: ClientRequest;
  readonly #answer: Promise<IncomingMessage>;

  /** Begins to send `size` bytes to `url`. */
  constructor(url: string, size: number, headers: Record<string, string> = {}) {
    this.#request = request(url, { method: 'POST', headers: { ...headers, 'content-length': size }, agent: false });
    this.#answer = new Promise((resolve, reject) => {
      this.#request.once('response', resolve);
      this.#request.on('error', reject);
    });
    this.#answer.catch(() => undefined);
  }

  /** Bytes that the system has taken. */
  get taken(): number {
    return this.#request.socket === null ? 0 : this.#request.socket.bytesWritten;
  }

  /** Sends a piece; resolves when more may be sent. */
  async send(piece: Buffer): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#request.write(piece, (error) => (error ? reject(error) : resolve()));
    });
  }

  /** Breaks off. */
  cut(): void {
    this.#request.destroy();
  }

  /** Ends the request if that was not done, and reads the answer. */
  async answered(): Promise<{ status: number; json: Record<string, unknown> }> {
    this.#request.end();
    const response = await this.#answer;
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    return { status: response.statusCode ?? 0, json: text === '' ? {} : JSON.parse(text) };
  }
}
