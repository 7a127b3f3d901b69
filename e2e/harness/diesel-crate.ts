import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { succeed } from './command';
import { repositoryRoot } from './repository';

/** What {@link writeDieselCrate}'s program says when it is started without a database. */
export const dieselCrateSays = /^OpenSSL 3\.\d+\.\d+ .*, libpq 17\d{4}\n$/;

/**
 * A crate `app` with Diesel's PostgreSQL and with OpenSSL, as somebody has it who has never heard of
 * Nx, with its Cargo.lock.
 *
 * @param folder does not exist yet
 */
export async function writeDieselCrate(folder: string): Promise<void> {
  cpSync(join(repositoryRoot, 'packages/nx/src/generators/new/files/postgres'), folder, {
    recursive: true,
  });
  writeFileSync(
    join(folder, 'Cargo.toml'),
    `[package]
name = "app"
version = "0.1.0"
edition = "2021"

[dependencies]
diesel = { version = "2.3", default-features = false, features = ["postgres"] }
diesel_migrations = { version = "2.3", features = ["postgres"] }
openssl = "0.10"
pq-sys = "0.7"
`,
  );
  const main = join(folder, 'src/main.rs');
  const text = readFileSync(main, 'utf8');
  const edited = text.replace(
    'println!("libpq {}; set DATABASE_URL to use it", unsafe {',
    'println!("{}, libpq {}", openssl::version::version(), unsafe {',
  );
  if (edited === text) throw new Error('the template of `new` is another one now');
  writeFileSync(main, edited);
  await succeed('cargo', ['generate-lockfile'], { cwd: folder });
}
