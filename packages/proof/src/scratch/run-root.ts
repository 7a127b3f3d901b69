import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { StatixError } from '@statix/contract';
import {
  currentOwner,
  ownerLabels,
  packArchive,
  randomRun,
  SCRATCH_PURPOSE,
  type ArchiveEntry,
  type Engine,
} from '@statix/engine';
import type { RunFile } from '../expectations/run-plan.js';
import { EMULATOR_PATH, STARTER_PATH } from '../starter/starter-command.js';
import { starterProgram } from '../starter/starter-program.js';
import { programPath } from './program-path.js';

export interface RunRoot {
  /** Path of the program on this machine. */
  readonly program: string;
  /** Its name in the container. */
  readonly name: string;
  readonly files?: readonly RunFile[] | undefined;
  /** What emulates a processor, and is put beside the program: a static program itself. */
  readonly emulator?: Buffer | undefined;
  /** `scratch`, or `image:` and an image that the engine has. */
  readonly root?: string | undefined;
  readonly env?: NodeJS.ProcessEnv | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What is made of a root: an image that lives as long as one run, and the image that it stands on. */
export interface MadeRoot {
  /** Who makes it removes it. */
  readonly imageId: string;
  /** Undefined for scratch. */
  readonly base?: { readonly reference: string; readonly id: string };
}

/**
 * Makes the root of a run: the program, the starter and the files that were asked for; from scratch nothing else, on
 * top of an image what that has. An image that the engine does not have is never pulled: which one a name leads to
 * is for the user to decide.
 *
 * @throws StatixError STATIX_ROOT_MISSING, STATIX_ROOT_UNUSABLE, and those of the engine
 */
export async function makeRoot(
  engine: Engine,
  { program, name, files = [], emulator, root = 'scratch', env = process.env, signal }: RunRoot,
): Promise<MadeRoot> {
  const { size } = await stat(program);
  const archive = packArchive([
    entry(programPath(name), { size, open: () => createReadStream(program) }, 0o755),
    entry(STARTER_PATH, starterProgram(), 0o755),
    ...(emulator === undefined ? [] : [entry(EMULATOR_PATH, emulator, 0o755)]),
    ...files.map(({ path, content }) => entry(path, loaded(path, content), 0o644)),
  ]);
  const labels = ownerLabels(await currentOwner(env), SCRATCH_PURPOSE, randomRun());
  if (root === 'scratch') {
    const command = [programPath(name)];
    return { imageId: await engine.importImage(archive, { command, labels, signal }) };
  }
  const base = await findBase(engine, root);
  return { imageId: await engine.deriveImage(base.id, archive, { labels, signal }), base };
}

function entry(path: string, content: ArchiveEntry['content'], mode: number): ArchiveEntry {
  return { path: path.slice(1), mode, content };
}

function loaded(path: string, content: RunFile['content']): Buffer {
  if (Buffer.isBuffer(content)) return content;
  throw new TypeError(`${path} is planned and was not read: withRunFiles does that`);
}

async function findBase(engine: Engine, root: string): Promise<{ reference: string; id: string }> {
  const reference = root.replace(/^image:/, '');
  const image = await engine.findImage(reference);
  if (image === undefined) throw missing(reference);
  const [volume] = image.volumes;
  if (volume !== undefined) throw unusable(reference, volume);
  return { reference, id: image.id };
}

function missing(reference: string): StatixError {
  return new StatixError({
    code: 'STATIX_ROOT_MISSING',
    what: `The container engine has no image ${reference}, in which a program is to be run`,
    why: 'The option `root` names it. Statix pulls none for that: which image a name leads to is for you to decide.',
    remedies: [
      { text: 'Pull it, best by its digest, or build it:', snippet: `docker pull ${reference}` },
      'Or run the program from scratch: leave out `root`.',
    ],
  });
}

/** The engine would make a volume there, and what is writable then is not what was declared. */
function unusable(reference: string, volume: string): StatixError {
  return new StatixError({
    code: 'STATIX_ROOT_UNUSABLE',
    what: `The image ${reference} is no root for a run: it has a volume at ${volume}`,
    why: 'Its Dockerfile says VOLUME, so that every container of it can write there.',
    remedies: ['Take another image, or build one without the VOLUME line.'],
  });
}
