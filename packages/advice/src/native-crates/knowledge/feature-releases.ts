import type { VersionRange } from '../version-range.js';

/**
 * The releases that have a feature which lines of Cargo.toml here name, by crate and feature; a
 * feature that is not here is in all of them. `tools/remedies/features.mjs` asks the registry's index.
 */
export const featureReleases: Readonly<Record<string, VersionRange>> = {
  'bindgen/static': { from: '0.14.0' },
  'botan/vendored': { from: '0.7.0' },
  'dbus/vendored': { from: '0.9.7' },
  'duckdb/json': { from: '0.8.0' },
  'duckdb/parquet': { from: '0.8.0' },
  'gdal-sys/bundled': { from: '0.11.0' },
  'geos/static': { from: '8.0.5' },
  'gmp-mpfr-sys/force-cross': { from: '1.2.3' },
  'hdf5-sys/static': { from: '0.7.0' },
  'hidapi/linux-native-basic-udev': { from: '2.6.4' },
  'libbpf-sys/vendored': { from: '1.2.1' },
  'libsqlite3-sys/bundled': { from: '0.6.0' },
  'mlua/vendored': { from: '0.2.2' },
  'mysqlclient-sys/bundled': { from: '0.3.0' },
  'netcdf/static': { from: '0.5.0' },
  'openssl-sys/vendored': { from: '0.9.35' },
  'openssl/vendored': { from: '0.10.11' },
  'pq-sys/bundled': { from: '0.5.0' },
  'rdkafka/cmake-build': { from: '0.22.0' },
  'rdkafka/gssapi-vendored': { from: '0.24.0' },
  'rdkafka/ssl-vendored': { from: '0.22.0' },
  'rdkafka/tokio': { from: '0.24.0' },
  'reqwest/rustls-tls': { from: '0.9.6', before: '0.13.0' },
  'rusqlite/bundled': { from: '0.8.0' },
  'sdl2/bundled': { from: '0.32.0' },
  'utoipa-swagger-ui/vendored': { from: '7.1.0' },
  'z3/bundled': { from: '0.13.0' },
};
