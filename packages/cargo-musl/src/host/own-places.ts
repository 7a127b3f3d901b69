import { randomUUID } from 'node:crypto';
import { constants, existsSync } from 'node:fs';
import { access, lstat, mkdir, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  errorMessage,
  isStatixError,
  machineFault,
  StatixError,
  type ImageContract,
} from '@statix/contract';
import * as z from 'zod';

/** The folders of the image that a build uses, claimed by one build after the other. */
export interface OwnPlaces {
  /** Another word each time that the target folder, or the store of crates, is made anew. */
  readonly born: { readonly target: string; readonly crates: string };
  /** Empties what a job finds empty. */
  readonly begin: () => Promise<void>;
  /** Leaves them as they were found, but for the target folder and the crates. */
  readonly end: () => Promise<void>;
}

/** In the target folder, and never cargo's. */
const OWN_FOLDER = '.statix';
const CRATES_FILE = '.statix-crates';

/** Where locks of the folders lie, and the home folder of jobs. */
export function ownFolder(target: string): string {
  return join(target, OWN_FOLDER);
}

export function ownHome(target: string): string {
  return join(target, OWN_FOLDER, 'home');
}

const ownerSchema = z.strictObject({ owner: z.string(), born: z.string() });

/** Cargo reads them in its home, and in all folders above the one that it is started in. */
const inHome = ['config.toml', 'config', 'credentials.toml', 'credentials'];
const inParents = ['.cargo/config.toml', '.cargo/config', 'Cargo.toml'];

/**
 * Claims the image's own folders for a build: at the same paths as in a container, because what is compiled
 * may hold them. Nothing there that is not Statix's is removed, and nothing that a container would not have
 * is left where cargo would read it. The caller holds the lock.
 *
 * @param owner of the target folder; it is emptied where it was another's
 * @throws StatixError STATIX_RUNNER_PLACE_TAKEN, STATIX_RUNNER_PLACE_UNUSABLE
 */
export async function claimPlaces(
  { workspace, cargoHome, target, home }: ImageContract['paths'],
  owner: string,
): Promise<OwnPlaces> {
  await requireFolders({ workspace, cargoHome, target });
  requireNoConfiguration(workspace, cargoHome);
  const began = join(ownFolder(target), 'began');
  const ownerFile = join(ownFolder(target), 'owner.json');
  return guarded(target, async () => {
    if (!existsSync(began) && (await readdir(workspace)).length > 0)
      throw taken(workspace, 'It is not empty.');
    const born = {
      target: await claimTarget(target, ownerFile, owner),
      crates: await birthOf(join(cargoHome, CRATES_FILE)),
    };
    const empty = async (): Promise<void> => {
      await requireFolders({ own: ownFolder(target) });
      await emptyFolder(workspace);
      await rm(home, { recursive: true, force: true });
    };
    return {
      born,
      begin: () =>
        guarded(workspace, async () => {
          await requireFolders({ own: ownFolder(target) });
          // Who is killed from now on has left there what is there.
          await writeFile(began, '');
          await empty();
          await mkdir(home, { mode: 0o755 });
        }),
      end: () =>
        guarded(workspace, async () => {
          await empty();
          await rm(began, { force: true });
        }),
    };
  });
}

/** What only Statix puts there is not looked at by others. */
async function claimTarget(target: string, ownerFile: string, owner: string): Promise<string> {
  const before = await readOwner(ownerFile);
  if (before?.owner === owner) return before.born;
  const others = (await readdir(target)).filter((name) => name !== OWN_FOLDER);
  if (before === undefined && others.length > 0)
    throw taken(target, `It holds ${others.slice(0, 3).join(', ')}.`);
  for (const name of others) await rm(join(target, name), { recursive: true, force: true });
  const born = randomUUID();
  await writeFile(ownerFile, JSON.stringify({ owner, born }));
  return born;
}

async function readOwner(path: string): Promise<z.infer<typeof ownerSchema> | undefined> {
  try {
    return ownerSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return undefined;
  }
}

async function birthOf(path: string): Promise<string> {
  const known = await readFile(path, 'utf8').catch(() => '');
  if (/^[\da-f-]{36}$/.test(known)) return known;
  const born = randomUUID();
  await writeFile(path, born);
  return born;
}

/** A build script may have put a link in its place, if it could: what that leads to is not emptied. */
async function emptyFolder(path: string): Promise<void> {
  await requireFolders({ path });
  for (const name of await readdir(path))
    await rm(join(path, name), { recursive: true, force: true });
}

/**
 * Makes the folder for the lock of the image's folders.
 *
 * @returns a state folder
 * @throws StatixError STATIX_MACHINE_NO_ACCESS where it is another user's
 */
export async function lockFolder(target: string): Promise<string> {
  const own = ownFolder(target);
  await requireFolders({ target });
  await guarded(own, async () => {
    await mkdir(own, { recursive: true, mode: 0o755 });
    await access(own, constants.W_OK);
  });
  await requireFolders({ own });
  return own;
}

/** @throws StatixError STATIX_RUNNER_PLACE_UNUSABLE for a link and whatever else is no folder */
export async function requireFolders(folders: Readonly<Record<string, string>>): Promise<void> {
  for (const path of Object.values(folders)) {
    await guarded(path, async () => {
      if (!(await lstat(path)).isDirectory() || (await realpath(path)) !== path)
        throw unusable(path, 'It is no folder of its own.');
    });
  }
}

function requireNoConfiguration(workspace: string, cargoHome: string): void {
  const above: string[] = [];
  for (let at = dirname(workspace); ; at = dirname(at)) {
    above.push(at);
    if (at === dirname(at)) break;
  }
  const found = [
    ...inHome.map((name) => join(cargoHome, name)),
    ...above.flatMap((folder) => inParents.map((name) => join(folder, name))),
  ].find((path) => existsSync(path));
  if (found === undefined) return;
  throw new StatixError({
    code: 'STATIX_RUNNER_PLACE_TAKEN',
    what: `${found} would decide how cargo builds, and is in no hash`,
    why: 'With the option `runsOn` = host cargo reads such files of the image that it runs in.',
    remedies: [`Remove ${found}, or put what it says into the repository’s .cargo/config.toml.`],
  });
}

function taken(path: string, why: string): StatixError {
  return new StatixError({
    code: 'STATIX_RUNNER_PLACE_TAKEN',
    what: `${path} is in use, and a build needs it for itself`,
    why: `${why} With the option \`runsOn\` = host a build puts its files where a container has them, so that it gives the same bytes.`,
    remedies: [
      `Have the repository elsewhere: in a Dockerfile \`WORKDIR /src\` before it is copied, in a container another folder.`,
      `Or empty ${path}.`,
    ],
  });
}

function unusable(path: string, why: string, cause?: unknown): StatixError {
  return new StatixError({
    code: 'STATIX_RUNNER_PLACE_UNUSABLE',
    what: `A build cannot use ${path}`,
    why,
    remedies: [
      'Run as the user who ran the builds before in this container, or as root.',
      'Or begin with a new container of the image.',
    ],
    cause,
  });
}

/** Does something with a folder of the image; faults of the disk are told as such. */
export async function guarded<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (isStatixError(cause)) throw cause;
    const fault = machineFault(cause, path);
    throw fault ?? unusable(path, errorMessage(cause), cause);
  }
}
