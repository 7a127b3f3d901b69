/**
 * The second route of Diesel with PostgreSQL: libpq and OpenSSL compiled by the crates. Both are
 * named although Diesel brings pq-sys already, because only who names a crate can choose its features.
 */
export const dieselBundledLines = [
  'pq-sys = { version = "0.7", features = ["bundled"] }',
  'openssl-sys = { version = "0.9", features = ["vendored"] }',
].join('\n');

/** The first: the image's libpq, of which Cargo.toml says nothing. */
export const dieselImageLines = 'diesel = { version = "2", features = ["postgres"] }';
