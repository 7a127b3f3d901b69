/** A finding that an edit of features mends. Only edits that take nothing away that works. */
export interface KnownFix {
  readonly code: string;
  readonly crate: string;
  /** The crates that can be told, the one that users name first. */
  readonly at: readonly string[];
  readonly add?: readonly string[];
  readonly remove?: readonly string[];
  /** Dependencies to add where none of `at` is declared, and this crate is. */
  readonly otherwise?: {
    readonly beside: string;
    readonly crates: readonly (readonly [string, string])[];
  };
}

const missing = 'library-not-in-image';
const backgroundThreads = ['background_threads', 'background_threads_runtime_support'];

export const knownFixes: readonly KnownFix[] = [
  {
    code: 'rdkafka-without-cmake',
    crate: 'rdkafka-sys',
    at: ['rdkafka', 'rdkafka-sys'],
    add: ['cmake-build'],
  },
  {
    code: 'rdkafka-links-shared',
    crate: 'rdkafka-sys',
    at: ['rdkafka', 'rdkafka-sys'],
    add: ['cmake-build'],
    remove: ['dynamic-linking', 'dynamic_linking'],
  },
  {
    code: missing,
    crate: 'libsqlite3-sys',
    at: ['rusqlite', 'libsqlite3-sys'],
    add: ['bundled'],
    otherwise: { beside: 'diesel', crates: [['libsqlite3-sys', 'bundled']] },
  },
  {
    code: missing,
    crate: 'pq-sys',
    at: ['pq-sys'],
    add: ['bundled'],
    otherwise: {
      beside: 'diesel',
      crates: [
        ['pq-sys', 'bundled'],
        ['openssl-sys', 'vendored'],
      ],
    },
  },
  { code: missing, crate: 'mysqlclient-sys', at: ['mysqlclient-sys'], add: ['bundled'] },
  { code: missing, crate: 'libduckdb-sys', at: ['duckdb', 'libduckdb-sys'], add: ['bundled'] },
  { code: missing, crate: 'mlua-sys', at: ['mlua'], add: ['vendored'] },
  { code: missing, crate: 'z3-sys', at: ['z3', 'z3-sys'], add: ['bundled'] },
  { code: missing, crate: 'libdbus-sys', at: ['dbus', 'libdbus-sys'], add: ['vendored'] },
  { code: missing, crate: 'sdl2-sys', at: ['sdl2', 'sdl2-sys'], add: ['bundled'] },
  { code: missing, crate: 'geos-sys', at: ['geos', 'geos-sys'], add: ['static'] },
  { code: missing, crate: 'hdf5-sys', at: ['hdf5-sys'], add: ['static'] },
  { code: missing, crate: 'hdf5-metno-sys', at: ['hdf5-metno', 'hdf5-metno-sys'], add: ['static'] },
  {
    code: 'pq-bundled-with-bindgen',
    crate: 'pq-sys',
    at: ['pq-sys'],
    remove: ['buildtime_bindgen'],
  },
  {
    code: 'jemalloc-background-threads',
    crate: 'tikv-jemalloc-sys',
    at: ['tikv-jemallocator', 'tikv-jemalloc-sys'],
    remove: backgroundThreads,
  },
  {
    code: 'jemalloc-background-threads',
    crate: 'jemalloc-sys',
    at: ['jemallocator', 'jemalloc-sys'],
    remove: backgroundThreads,
  },
  {
    code: 'downloads-while-building',
    crate: 'utoipa-swagger-ui',
    at: ['utoipa-swagger-ui'],
    add: ['vendored'],
  },
];

/** Versions of the crates that a fix adds, where the lock file has none. */
export const currentVersions: Readonly<Record<string, string>> = {
  'libsqlite3-sys': '0.35',
  'openssl-sys': '0.9',
  'pq-sys': '0.7',
};
