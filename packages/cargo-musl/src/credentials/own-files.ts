import { readFileSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, isAbsolute, join, relative } from 'node:path';
import { errorCode, errorMessage, isStatixError, StatixError } from '@statix/contract';
import { ancestorsOf, parseToml, type ConfigText } from '@statix/cargo';
import { ownEnvironment, type OwnEnvironment } from '@statix/engine';

/**
 * What is of this machine, as opposed to the repository that is built on it: a file counts as the
 * machine's only if it is not in the workspace, wherever links lead.
 */
export interface OwnFiles {
  /** @returns undefined where there is none, and for one in the workspace */
  readonly read: (path: string) => string | undefined;
  /** The folders of PATH without those of the workspace: npx puts one of the repository first. */
  readonly searchPath: string;
  readonly home: string;
  readonly cargoHome: string;
  /** Whether CARGO_HOME is in the workspace, so that the repository could have written it. */
  readonly cargoHomeInWorkspace: boolean;
}

/** @throws StatixError STATIX_CREDENTIALS_UNREADABLE when a file is there and cannot be read */
export function ownFiles(env: NodeJS.ProcessEnv, workspaceRoot: string): OwnFiles {
  const root = realPath(workspaceRoot) ?? workspaceRoot;
  const isOwn = (path: string): boolean => {
    const real = realPath(path);
    return isAbsolute(path) && (real === undefined || !isBelow(real, root));
  };
  const home = filled(env['HOME']) ?? homedir();
  const cargoHome = filled(env['CARGO_HOME']) ?? join(home, '.cargo');
  return {
    read: (path) => (isOwn(path) ? readText(path) : undefined),
    searchPath: (env['PATH'] ?? '')
      .split(delimiter)
      .filter((folder) => folder !== '' && isOwn(folder))
      .join(delimiter),
    home,
    cargoHome,
    cargoHomeInWorkspace: !isOwn(cargoHome),
  };
}

/** The same for a package: without what the `.env` files of the workspace say that Nx loads for its tasks. */
export function ownFilesFor(
  environment: NodeJS.ProcessEnv,
  workspaceRoot: string,
  packageRoot: string,
): OwnEnvironment & { readonly own: OwnFiles } {
  const folders = ['', ...ancestorsOf(packageRoot), packageRoot];
  const { env, dropped } = ownEnvironment(
    environment,
    [...new Set(folders)].map((folder) => join(workspaceRoot, folder)),
  );
  return { env, dropped, own: ownFiles(env, workspaceRoot) };
}

/**
 * The user's own Cargo configuration, credentials first: the two are merged by Cargo in this order. Its
 * older names end without `.toml`, and win where both are there.
 *
 * @throws StatixError STATIX_CREDENTIALS_UNREADABLE; it never shows a line of the file
 */
export function ownCargoConfigs(own: OwnFiles): ConfigText[] {
  return (['credentials', 'config'] as const).flatMap((name) => ownCargoConfig(own, name));
}

/**
 * One of the two.
 *
 * @throws StatixError STATIX_CREDENTIALS_UNREADABLE; it never shows a line of the file
 */
export function ownCargoConfig(
  { read, cargoHome }: Pick<OwnFiles, 'read' | 'cargoHome'>,
  name: 'credentials' | 'config',
): ConfigText[] {
  for (const path of [join(cargoHome, name), join(cargoHome, `${name}.toml`)]) {
    const text = read(path);
    if (text !== undefined) return [{ path, text: requireToml(text, path) }];
  }
  return [];
}

/** An error of the parser shows the lines around it, and one of them may be a token. */
function requireToml(text: string, path: string): string {
  try {
    parseToml(text, path, 'STATIX_CARGO_CONFIG_INVALID');
    return text;
  } catch (error) {
    if (!isStatixError(error)) throw error;
    const [at = path] = /^.*?:\d+:\d+/s.exec(error.what) ?? [];
    throw unreadable(path, `It is not valid TOML at ${at}.`);
  }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(errorCode(error) ?? '')) return undefined;
    throw unreadable(path, errorMessage(error));
  }
}

function unreadable(path: string, why: string): StatixError {
  return new StatixError({
    code: 'STATIX_CREDENTIALS_UNREADABLE',
    what: `${path} cannot be read`,
    why: `${why} Registries and their credentials are looked for in it.`,
    remedies: [`Correct ${path}, or make it readable for the user who builds.`],
  });
}

function realPath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

function isBelow(path: string, root: string): boolean {
  const way = relative(root, path);
  return way === '' || (!way.startsWith('..') && !isAbsolute(way));
}

function filled(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}
