import type { Client } from '../../../src/client/client.ts';
import type { FileAddress } from '../../../src/protocol/fileAddress.ts';
import type { SimHost } from '../../host/simHost.ts';
import type { Prng } from '../../prng.ts';
import type { OperationValue } from '../history.ts';
import type { Identities } from '../identities.ts';
import type { Operation } from '../plan.ts';
import type { Site } from '../site.ts';

/** What an operation is done with. */
export interface OperationContext {
  readonly site: Site;
  readonly identities: Identities;
  /** The process that does it. */
  readonly host: SimHost;
  readonly client: Client;
  readonly file: FileAddress;
  /** Whether the client may take its time. */
  readonly leisurely: boolean;
  /** Chance of this operation alone. */
  readonly prng: Prng;
}

/** Does one kind of operation; resolves to what was learned, rejects when it failed. */
export type Performer<Kind extends Operation['kind']> = (
  context: OperationContext,
  operation: Extract<Operation, { kind: Kind }>,
) => Promise<OperationValue>;
