/** Whose database: each kind of daemon that has one has its own. */
export type DatabaseKind = 'tracker' | 'id' | 'storage';

/** What daemons of ours need of a column. */
export interface WantedColumn {
  readonly name: string;
  /** `text` compares by bytes; `long` holds 64 bits; `any` need only be there. */
  readonly kind: 'text' | 'long' | 'any';
  /** Characters of a text that must fit: the protocol allows them. */
  readonly charsMin: number;
  /** What makes it in a table whose rows lack it; undefined when nobody can know its values. */
  readonly definition?: string;
}

/** What daemons of ours need of a table. Spec: DB-BYTES, DB-ROUTER, DB-ID-GEN, DB-USER-TABLE. */
export interface WantedTable {
  readonly name: string;
  readonly columns: readonly WantedColumn[];
  /** The column that no two rows share. */
  readonly unique: string;
  /** What two rows of one value would do. */
  readonly whyUnique: string;
  /** Keys that make questions quick. */
  readonly indexes: readonly { readonly name: string; readonly columns: readonly string[] }[];
  /** What daemons lack without the table, where they work all the same. */
  readonly optional?: string;
}

/** A database of the site. */
export interface WantedDatabase {
  readonly kind: DatabaseKind;
  readonly name: string;
  /** The file below `sql/` that makes it. */
  readonly sqlFile: string;
  readonly tables: readonly WantedTable[];
  /** What its daemons do with its tables. */
  readonly rights: readonly string[];
}

const text = (name: string, charsMin: number): WantedColumn => ({ name, kind: 'text', charsMin });
const long = (name: string): WantedColumn => ({ name, kind: 'long', charsMin: 0 });
const any = (name: string, definition?: string): WantedColumn => ({
  name,
  kind: 'any',
  charsMin: 0,
  ...(definition === undefined ? {} : { definition }),
});

const TIMES = [
  any('create_time', 'DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6)'),
  any('update_time', 'DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6)'),
];

/** A store path of 64 bytes and what follows it: three folders, a time and a number. */
const PATH_CHARS_MIN = 97;

const FILES = {
  columns: [
    text('id', 127),
    text('appid', 15),
    text('userid', 255),
    any('status', 'TINYINT NOT NULL DEFAULT 0'),
    text('file_path', PATH_CHARS_MIN),
    long('file_size'),
    ...TIMES,
  ],
  unique: 'id',
  whyUnique: 'a file could be there twice',
  indexes: [
    { name: 'k_user_files', columns: ['userid', 'appid', 'id'] },
    { name: 'k_file_path', columns: ['file_path'] },
  ],
} as const;

/** The table of descriptions, which storages can do without. Spec: DB-FILE-NOTE, LIST-OLD-SCHEMA. */
const NOTES: WantedTable = {
  name: 't_file_note',
  columns: [text('file_path', PATH_CHARS_MIN), text('file_name', 255), text('media_type', 127), ...TIMES],
  unique: 'file_path',
  whyUnique: 'a file could be described twice',
  indexes: [],
  optional: 'files have no names and types',
};

/** The table of groups, under whichever of its two names it is a table. */
export const GROUP_TABLE: Omit<WantedTable, 'name'> = {
  columns: [text('group_name', 16)],
  unique: 'group_name',
  whyUnique: 'a group could be there twice',
  indexes: [],
};

/** The databases of a site, one a kind of daemon. */
export const DATABASES: Readonly<Record<DatabaseKind, WantedDatabase>> = {
  tracker: {
    kind: 'tracker',
    name: 'tnv_trackerdb',
    sqlFile: 'tracker.sql',
    rights: ['SELECT', 'INSERT'],
    tables: [
      {
        name: 't_router',
        columns: [
          any('id', 'INT UNSIGNED NOT NULL AUTO_INCREMENT, ADD UNIQUE KEY u_id (id)'),
          text('appid', 15),
          text('userid', 255),
          text('group_name', 16),
          ...TIMES,
        ],
        unique: 'userid',
        whyUnique: 'two trackers may give a new user two groups',
        indexes: [],
      },
    ],
  },
  id: {
    kind: 'id',
    name: 'tnv_idsdb',
    sqlFile: 'id.sql',
    rights: ['SELECT', 'INSERT', 'UPDATE'],
    tables: [
      {
        name: 't_id_gen',
        columns: [text('id', 64), long('id_value'), ...TIMES],
        unique: 'id',
        whyUnique: 'an id could be given twice',
        indexes: [],
      },
    ],
  },
  storage: {
    kind: 'storage',
    name: 'tnv_storagedb',
    sqlFile: 'storage.sql',
    rights: ['SELECT', 'INSERT', 'DELETE'],
    tables: [...['t_file_01', 't_file_02', 't_file_03'].map((name) => ({ name, ...FILES })), NOTES],
  },
};
