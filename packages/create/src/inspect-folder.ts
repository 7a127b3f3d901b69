import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

/** What of a folder decides how Nx comes into it. */
export interface FolderFacts {
  readonly cargoToml: boolean;
  readonly packageJson: boolean;
  /** `dot-nx`: Nx keeps itself in .nx/installation, as nx.json says. */
  readonly nx: 'none' | 'dot-nx' | 'package';
  /** Version of @statix/nx that nx.json has in that installation. */
  readonly plugin: string | undefined;
}

const nxJsonSchema = z.looseObject({ installation: z.unknown().optional() });
const installationSchema = z.looseObject({ plugins: z.looseObject({ '@statix/nx': z.string() }) });

export function inspectFolder(folder: string): FolderFacts {
  const has = (name: string): boolean => existsSync(join(folder, name));
  const installation = readInstallation(join(folder, 'nx.json'));
  return {
    cargoToml: has('Cargo.toml'),
    packageJson: has('package.json'),
    nx: !has('nx.json') ? 'none' : installation === undefined ? 'package' : 'dot-nx',
    plugin: installationSchema.safeParse(installation).data?.plugins['@statix/nx'],
  };
}

/** An nx.json that cannot be read is for Nx to complain of. */
function readInstallation(nxJson: string): unknown {
  try {
    return nxJsonSchema.safeParse(JSON.parse(readFileSync(nxJson, 'utf8'))).data?.installation;
  } catch {
    return undefined;
  }
}
