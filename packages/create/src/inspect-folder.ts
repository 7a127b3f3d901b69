import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** What of a folder decides how Nx comes into it. */
export interface FolderFacts {
  readonly cargoToml: boolean;
  readonly packageJson: boolean;
  /** `dot-nx`: Nx keeps itself in .nx/installation, as nx.json says. */
  readonly nx: 'none' | 'dot-nx' | 'package';
}

const nxJsonSchema = z.looseObject({ installation: z.unknown().optional() });

export function inspectFolder(folder: string): FolderFacts {
  const has = (name: string): boolean => existsSync(join(folder, name));
  return {
    cargoToml: has('Cargo.toml'),
    packageJson: has('package.json'),
    nx: !has('nx.json') ? 'none' : installsItself(join(folder, 'nx.json')) ? 'dot-nx' : 'package',
  };
}

/** An nx.json that cannot be read is for Nx to complain of. */
function installsItself(nxJson: string): boolean {
  try {
    const parsed = nxJsonSchema.safeParse(JSON.parse(readFileSync(nxJson, 'utf8')));
    return parsed.data?.installation !== undefined;
  } catch {
    return false;
  }
}
