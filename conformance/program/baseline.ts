import { Cluster } from '../cluster/cluster.ts';
import type { RequestFault } from '../cluster/inspectRequest.ts';
import type { FileIds } from '../cluster/library.ts';
import { faultKey, faultsOf } from '../cluster/requestFaults.ts';
import type { SeenRequest } from '../cluster/seenRequest.ts';
import type { Kit } from '../runner/case.ts';
import { type ClientRun, runClient } from './clientRun.ts';
import type { ClientUnderTest } from './clientStage.ts';
import type { Operation } from './commandForms.ts';

/** What a client does with an honest cluster. */
export interface Baseline {
  readonly run: ClientRun;
  readonly file: FileIds;
  /** What was to be uploaded, or is in the cluster. */
  readonly content: Buffer;
  readonly requests: readonly SeenRequest[];
  readonly faults: readonly RequestFault[];
  /** What the cluster has under the file's ids now; for an upload, under the ids the client gave it. */
  readonly stored: Buffer | undefined;
  /** Why nothing more can be judged by this operation: it does not even work when all is well. */
  readonly blocked: string | undefined;
  /** The name a client gives to a downloaded file without being told one. */
  readonly outputNameOf: ((file: FileIds) => string) | undefined;
}

const CONTENT_BYTES = 1_000;

/** What a client under test does when all is well, found out once for each operation. */
export class Baselines {
  readonly #known = new Map<Operation, Promise<Baseline>>();

  of(operation: Operation, kit: Kit, client: ClientUnderTest): Promise<Baseline> {
    const known = this.#known.get(operation);
    if (known !== undefined) return known;
    const finding = find(operation, kit, client);
    this.#known.set(operation, finding);
    return finding;
  }

  /** What is wrong with the client's requests even when all is well, as far as it is known. */
  async knownFaults(): Promise<Set<string>> {
    const known = await Promise.all(this.#known.values());
    return new Set(known.flatMap((each) => each.faults.map(faultKey)));
  }
}

async function find(operation: Operation, kit: Kit, client: ClientUnderTest): Promise<Baseline> {
  const cluster = await Cluster.start({ group: kit.target.group });
  try {
    const file = { appid: kit.target.appid, userid: kit.user(), fileid: kit.fileId() };
    const content = kit.random.bytes(CONTENT_BYTES);
    if (operation !== 'upload') cluster.library.add(file, content);
    const { forms, patienceMs } = client;
    const run = await runClient(forms, {
      operation,
      taddrs: cluster.taddrs,
      ...file,
      content,
      withinMs: patienceMs,
    });
    const { requests } = cluster;
    const upload = requests.find((request) => request.name === 'UPLOAD');
    const stored = upload === undefined ? cluster.library.get(file) : cluster.library.find(upload);
    const faults = faultsOf(cluster);
    const unreadable = faults.some(({ kind }) => kind === 'layout')
      ? 'its requests are not as they should be'
      : undefined;
    const wrong = unreadable ?? whatIsWrong(operation, run, content, stored);
    return {
      run,
      file,
      content,
      requests,
      faults,
      stored,
      blocked: wrong && `blocked: ${wrong}; see client/${operation}/honest and client/requests`,
      outputNameOf: outputNaming(run, file),
    };
  } finally {
    cluster.stop();
  }
}

/** Why an operation does not work; undefined when it does. */
function whatIsWrong(
  operation: Operation,
  run: ClientRun,
  content: Buffer,
  stored: Buffer | undefined,
): string | undefined {
  if (run.tooLong) return `an honest ${operation} does not end`;
  if (run.exitCode !== 0) return `an honest ${operation} ends with exit code ${run.exitCode}`;
  if (operation === 'upload' && !stored?.equals(content)) return 'an honest upload stores nothing, or wrong bytes';
  if (operation === 'download' && !run.output?.bytes.equals(content)) return 'an honest download gives no right file';
  if (operation === 'delete' && stored !== undefined) return 'an honest delete deletes nothing';
  return undefined;
}

/** A client names a downloaded file after its id, or has one name for all. */
function outputNaming({ output }: ClientRun, { fileid }: FileIds): Baseline['outputNameOf'] {
  if (output === undefined) return undefined;
  return (file) => output.name.replaceAll(fileid, file.fileid);
}
