import type { Connection } from '../host/connection.ts';
import type { Content } from './content.ts';

/** What a command knows of the request beside its body. */
export interface Exchange {
  /** The connection it came on: a key for what belongs to the connection. Commands do not read from it. */
  readonly connection: Connection;
  /** `ip:port` of the other side. */
  readonly peer: string;
}

/** A success reply whose content is sent piece by piece. */
export interface ContentReply {
  /** Bytes behind the head of the reply. */
  readonly contentSize: number;
  /**
   * Sends the head and exactly `contentSize` bytes and releases what it holds. Rejects when it cannot; the
   * connection is cut then. Called once.
   */
  send(connection: Connection): Promise<void>;
}

/** A request whose whole body is small and comes at once. */
export interface SmallCommand {
  readonly kind: 'small';
  /** As in the specification: `JOIN`. */
  readonly name: string;
  /** The command byte. */
  readonly code: number;
  /** Bytes a body has at least and at most; others are refused as malformed without being read. */
  readonly bodySizes: readonly [min: number, max: number];
  /** Comes all the time, and changes and carries nothing: its success is logged at level debug. */
  readonly routine?: boolean;
  /** The whole success reply. Throws a `TnvError`, a `StoreError` or a `DiskError` to refuse. */
  answer(body: Buffer, exchange: Exchange): Buffer | ContentReply | Promise<Buffer | ContentReply>;
}

/** A request that carries content of any length behind a prefix of fixed size. */
export interface ContentCommand {
  readonly kind: 'content';
  readonly name: string;
  readonly code: number;
  /** Bytes before the content. */
  readonly prefixSize: number;
  /** The whole success reply. Throws like `SmallCommand.answer`; content it did not take is discarded. */
  receive(prefix: Buffer, content: Content, exchange: Exchange): Promise<Buffer>;
}

/** One wire command of a daemon. */
export type ServerCommand = SmallCommand | ContentCommand;
