import type { Command } from '../../../../src/protocol/command.ts';
import type { FileAddress } from '../../../../src/protocol/fileAddress.ts';

/** One request about a file, as it was sent to one storage. */
export interface Attempt {
  readonly client: string;
  readonly server: string;
  readonly command: Command;
  readonly file: FileAddress;
  /** First byte of a download. */
  readonly offset: number;
  /** Bytes of content that an upload announces, else 0. */
  readonly size: number;
  /** The name that a description gives. */
  readonly note?: string | undefined;
  /** When its first byte was written. */
  readonly sentMs: number;
  /** When its last byte had arrived at the storage; undefined when that never was. */
  arrivedMs: number | undefined;
  /** When the storage wrote the head of the reply. */
  repliedMs: number | undefined;
  /** 0 for success. */
  status: number | undefined;
  errorNumber: number | undefined;
}
