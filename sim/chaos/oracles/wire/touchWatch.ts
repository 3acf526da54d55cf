import { Command } from '../../../../src/protocol/command.ts';
import { STATUS_OK } from '../../../../src/protocol/head.ts';
import { fileOf } from './attemptWatch.ts';
import type { Exchange, ExchangeWatch } from './exchange.ts';

/** A change of a file that a storage has made, or a question about it that it has answered. */
export interface Touch {
  readonly client: string;
  readonly storage: string;
  /** Whether it changed the file; otherwise it read it. */
  readonly changes: boolean;
  /** User and file id. */
  readonly file: string;
  /** When it was sent, and when its reply was written. */
  readonly sentMs: number;
  readonly repliedMs: number;
}

const CHANGES: ReadonlySet<number> = new Set([Command.upload, Command.delete]);
const READS: ReadonlySet<number> = new Set([Command.filesize, Command.download]);

/** Notes which storage did what for whom on which file. A read that is refused counts: that is an answer too. */
export class TouchWatch implements ExchangeWatch {
  readonly touches: Touch[] = [];

  replied({ sides, request, reply, body, sentMs, repliedMs }: Exchange): void {
    const changes = CHANGES.has(request.command);
    if (sides.serverKind !== 'storage' || repliedMs === undefined || !(changes || READS.has(request.command))) return;
    if (changes && reply?.status !== STATUS_OK) return;
    const file = fileOf(body);
    if (file === undefined) return;
    this.touches.push({
      ...{ client: sides.client.name, storage: sides.server.name, changes, sentMs, repliedMs },
      file: `${file.userid}\0${file.fileid}`,
    });
  }
}
