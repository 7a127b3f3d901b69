import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  compressManifestSchema,
  errorCode,
  outputFolder,
  readDocument,
  StatixError,
  type OutputStep,
} from '@statix/contract';
import { ranSteps, type NxContext, type RanStep, type Step } from '@statix/task';

/** A program that the steps of this run have made, or that Nx has brought from its cache. */
export interface StaticResult {
  /** Relative to the workspace root. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  readonly profile: string;
  /** The steps that were done for it, first to last. */
  readonly steps: readonly Step[];
  /** That it was to be packed, and is the original: packing makes it no smaller, or was switched off. */
  readonly isOriginal?: true;
}

/** The document that lies beside each program of a step. */
const documents: Readonly<Partial<Record<Step, { folder: OutputStep; suffix: string }>>> = {
  build: { folder: 'static', suffix: '.build.json' },
  stamp: { folder: 'stamped', suffix: '.stamp.json' },
  compress: { folder: 'upx', suffix: '.compress.json' },
};

/**
 * What has come of the steps that this task depends on; of the stamped or packed programs where there are any.
 *
 * @throws StatixError STATIX_TARGET_MISSING when it depends on none, so that nothing was done
 */
export async function resultsOf(context: NxContext): Promise<StaticResult[]> {
  const ran = ranSteps(context);
  const build = ran.find(({ step }) => step === 'build');
  if (build === undefined) throw nothingRan(context);
  const steps = ran.map(({ step }) => step);
  // What the last step that writes programs has made of them.
  const last = ran.findLast(({ step }) => documents[step] !== undefined);
  return programsOf(last ?? build, context, steps);
}

async function programsOf(
  { step, options }: RanStep,
  { root, projectName = '' }: NxContext,
  steps: readonly Step[],
): Promise<StaticResult[]> {
  const document = documents[step];
  const { profile, triple, outputPath } = options;
  if (document === undefined || typeof profile !== 'string' || typeof triple !== 'string')
    return [];
  const folder =
    typeof outputPath === 'string'
      ? outputPath
      : outputFolder(document.folder, projectName, { triple, profile });
  const names = (await listed(join(root, folder)))
    .filter((name) => name.endsWith(document.suffix))
    .map((name) => name.slice(0, -document.suffix.length));
  return Promise.all(
    names.sort().map(async (name) => {
      const path = `${folder}/${name}`;
      const { size } = await stat(join(root, path));
      if (step !== 'compress' || (await isPacked(join(root, path)))) {
        return { path, size, profile, steps };
      }
      const others = steps.filter((one) => one !== 'compress');
      return { path, size, profile, steps: others, isOriginal: true };
    }),
  );
}

async function isPacked(path: string): Promise<boolean> {
  const file = `${path}.compress.json`;
  const { delivered } = await readDocument(file, compressManifestSchema, [
    'Run the compress step again, with --skip-nx-cache.',
  ]);
  return delivered === 'packed';
}

async function listed(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}

function nothingRan({ projectName = '', targetName = '' }: NxContext): StatixError {
  return new StatixError({
    code: 'STATIX_TARGET_MISSING',
    what: `${projectName}:${targetName} depends on no build, so nothing was built`,
    why: 'Its `dependsOn` was replaced in project.json or nx.json, or it was run without the tasks that it depends on.',
    remedies: [
      'Take `dependsOn` out there, or keep what the plugin has inferred with the entry "...".',
    ],
  });
}
