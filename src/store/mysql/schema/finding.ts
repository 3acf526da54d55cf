/** How something is: as it should be; not as it should be, but it works; so that something does not work. */
export type Level = 'ok' | 'warning' | 'problem';

/** One thing that was looked at. */
export interface Finding {
  readonly level: Level;
  /** Where: `tnv_trackerdb.t_router`. */
  readonly what: string;
  /** How it is, a short sentence. */
  readonly text: string;
  /** What to do about it. */
  readonly advice?: string;
  /** What brings it in order; undefined when there is nothing to do, or when somebody has to decide. */
  readonly repair?: Repair;
}

/** What brings a database in order and keeps its rows. */
export interface Repair {
  /** Clauses of an ALTER TABLE; those of one table are made one statement, so that it is copied once and all or nothing is done. */
  readonly alter?: { readonly table: string; readonly clauses: readonly string[] };
  /** Statements of their own. */
  readonly statements?: readonly string[];
  /** Rows that would be lost or changed, in words: while there are any the repair is refused. */
  readonly obstacles: readonly string[];
}
