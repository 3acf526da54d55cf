import { Program, type ProgramOptions } from './program.ts';

/** A whole system that runs as `tnv up` on free ports. */
export interface Up {
  readonly program: Program;
  readonly tracker: string;
  readonly id: string;
  readonly storages: readonly string[];
  /** `http://host:port` */
  readonly http: string;
  /** Of metrics and health. */
  readonly watch: string;
  /** Ids of the library's newest files. */
  readonly files: readonly string[];
}

/** Starts `tnv up` on a data folder and waits until it says that it is ready. */
export async function startUp(dataFolder: string, options: ProgramOptions = {}): Promise<Up> {
  const ports = ['--tracker-port', '0', '--id-port', '0', '--storage-port', '0', '--http-port', '0'];
  const program = new Program(['up', '--data', dataFolder, ...ports, '--json'], options);
  const ready = await program.jsonLine((line) => line.event === 'ready');
  return { program, ...(ready as unknown as Omit<Up, 'program'>) };
}
