import { Cluster, type ClusterPlan } from '../cluster/cluster.ts';
import type { FileIds } from '../cluster/library.ts';
import { failureOf, faultKey, faultsOf } from '../cluster/requestFaults.ts';
import type { PlayKit } from '../runner/case.ts';
import { CaseFailure } from '../runner/failure.ts';
import type { Baseline, Baselines } from './baseline.ts';
import { type ClientRun, runClient } from './clientRun.ts';
import { type CommandForms, OPERATIONS, type Operation } from './commandForms.ts';

/** What of a task a case says; the rest is as usual. */
export interface Wish extends Partial<FileIds> {
  readonly content?: Uint8Array;
  readonly offset?: number;
  readonly size?: number;
  /** Addresses of trackers in place of those of the cluster. */
  readonly taddrs?: string;
}

/** What the clients of all cases of a run have in common. */
export interface ClientUnderTest {
  readonly forms: CommandForms;
  /** How long the client may take for anything: longer means that it does not end. */
  readonly patienceMs: number;
  readonly baselines: Baselines;
}

/** Where one case plays: a cluster that the client under test is pointed at. */
export class ClientStage {
  readonly kit: PlayKit;
  readonly cluster: Cluster;
  /** A file of a user nobody else has. */
  readonly file: FileIds;
  readonly #client: ClientUnderTest;

  private constructor(kit: PlayKit, client: ClientUnderTest, cluster: Cluster) {
    this.kit = kit;
    this.cluster = cluster;
    this.#client = client;
    this.file = { appid: kit.target.appid, userid: kit.user(), fileid: kit.fileId() };
  }

  /** A stage with a cluster of its own, which is gone after the case. */
  static async open(kit: PlayKit, client: ClientUnderTest, plan: ClusterPlan = {}): Promise<ClientStage> {
    const cluster = await Cluster.start({ group: kit.target.group, ...plan });
    kit.later(() => cluster.stop());
    return new ClientStage(kit, client, cluster);
  }

  /** Random bytes. */
  content(size: number): Buffer {
    return this.kit.random.bytes(size);
  }

  /** Puts the stage's file into the cluster; gives its content. */
  stored(size: number): Buffer {
    const content = this.content(size);
    this.cluster.library.add(this.file, content);
    return content;
  }

  /** What the client has command lines for. */
  get operations(): readonly Operation[] {
    return OPERATIONS.filter((operation) => this.#client.forms.has(operation));
  }

  /** What the client does when all is well; shared by all cases of a run. */
  baseline(operation: Operation): Promise<Baseline> {
    if (!this.#client.forms.has(operation)) {
      const why = `needs --client with a command line for ${operation}`;
      if (operation === 'list') this.kit.notApplicable(`${why}: the listing extension is optional`);
      this.kit.skip(why);
    }
    return this.#client.baselines.of(operation, this.kit, this.#client);
  }

  /** Skips the case when the client cannot do this even when all is well: that is for another case to say. */
  async needs(...operations: readonly Operation[]): Promise<void> {
    for (const operation of operations) {
      const { blocked } = await this.baseline(operation);
      if (blocked !== undefined) this.kit.skip(blocked);
    }
  }

  /** Skips the case when the client's command line has no place for this. */
  needsPlaceholder(operation: Operation, placeholder: 'fileid' | 'offset' | 'size'): void {
    if (this.#client.forms.takes(operation, placeholder)) return;
    this.kit.skip(`the command line for ${operation} has no {${placeholder}}`);
  }

  /** Whether the client's command line for uploads says which id the file gets. */
  get choosesFileId(): boolean {
    return this.#client.forms.takes('upload', 'fileid');
  }

  /** Runs the client to its end. A CaseFailure when it does not end in time. */
  async run(operation: Operation, wish: Wish = {}): Promise<ClientRun> {
    const { patienceMs: withinMs, forms } = this.#client;
    const file = { ...this.file, ...wish };
    const outputName = operation === 'download' ? (await this.baseline('download')).outputNameOf?.(file) : undefined;
    const task = { taddrs: this.cluster.taddrs, ...file, operation, withinMs, outputName };
    const run = await runClient(forms, task);
    this.kit.looked.said = true;
    this.kit.looked.ended = true;
    if (run.tooLong) {
      throw new CaseFailure({
        axis: 'ended',
        statement: 'CLIENT-BOUNDED',
        message: `the client did not end within ${withinMs / 1000} s and was killed: ${run.words.join(' ')}`,
      });
    }
    return run;
  }

  /**
   * A CaseFailure for what is wrong with a request, unless the client's requests are like that when all is well;
   * whether it waits for replies is for a case of its own.
   */
  async checkRequests(): Promise<void> {
    const known = await this.#client.baselines.knownFaults();
    const fault = faultsOf(this.cluster).find((each) => each.kind !== 'pipelining' && !known.has(faultKey(each)));
    if (fault !== undefined) throw failureOf(fault);
  }
}
