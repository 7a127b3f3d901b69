import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execaSync } from 'execa';

/** This machine's cargo, as a person types it. */
export function cargo(
  folder: string,
  args: readonly string[],
  { env = {}, input = '' }: { env?: Readonly<Record<string, string>>; input?: string } = {},
): void {
  execaSync('cargo', args, { cwd: folder, env, input });
}

/** Publishes a library to the registry `corp`. */
export function publish(
  name: string,
  library: string,
  env: Readonly<Record<string, string>>,
): void {
  const folder = mkdtempSync(join(tmpdir(), 'statix-publish-'));
  try {
    const manifest = `[package]\nname = "${name}"\nversion = "1.0.0"\nedition = "2021"\ndescription = "of a test"\nlicense = "MIT"\n`;
    writeFileSync(join(folder, 'Cargo.toml'), manifest);
    mkdirSync(join(folder, 'src'));
    writeFileSync(join(folder, 'src/lib.rs'), library);
    cargo(folder, ['publish', '--registry', 'corp', '--no-verify'], { env });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
