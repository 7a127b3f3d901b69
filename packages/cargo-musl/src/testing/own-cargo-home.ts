import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const variables = [
  ...['CARGO_HOME', 'CARGO_REGISTRIES_CORP_INDEX', 'CARGO_REGISTRIES_CORP_TOKEN'],
  'CARGO_REGISTRY_GLOBAL_CREDENTIAL_PROVIDERS',
  ...['NO_PROXY', 'no_proxy', 'http_proxy', 'https_proxy', 'HTTPS_PROXY'],
  ...['NX_DAEMON', 'STATIX_FETCH'],
];

/** A CARGO_HOME of a test's own, in an environment that knows of no registry and no proxy. */
export class OwnCargoHome {
  readonly folder = mkdtempSync(join(tmpdir(), 'statix-own-cargo-'));
  readonly #before = variables.map((name) => [name, process.env[name]] as const);

  constructor() {
    for (const name of variables) Reflect.deleteProperty(process.env, name);
    process.env['NX_DAEMON'] = 'false';
    // A proxy of this machine would be asked for the server of the test.
    process.env['NO_PROXY'] = process.env['no_proxy'] = '*';
    process.env['CARGO_HOME'] = this.folder;
  }

  /** @returns path of the file, which can be run */
  write(name: string, text: string): string {
    const path = join(this.folder, name);
    writeFileSync(path, text, { mode: 0o700 });
    return path;
  }

  /** The environment is as it was before. */
  remove(): void {
    for (const [name, value] of this.#before)
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    rmSync(this.folder, { recursive: true });
  }
}
