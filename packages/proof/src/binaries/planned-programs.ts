import { resolve } from 'node:path';
import { outputFolder } from '@statix/contract';
import type { PlannedBinary } from '@statix/cargo/graph';
import * as z from 'zod';
import { DEFAULT_PROFILE, DEFAULT_TRIPLE } from './step-command.js';

/** As Nx gives an option to a task before it: from a file in its type, from a command line as it was typed. */
const list = z.preprocess(
  (value) => (typeof value === 'string' ? value.split(',') : value),
  z.array(z.string()),
);
const flag = z.preprocess(
  (value) => (value === 'true' ? true : value === 'false' ? false : value),
  z.boolean(),
);

const buildSchema = z.object({
  manifest: z.string(),
  triple: z.string().default(DEFAULT_TRIPLE),
  profile: z.string().default(DEFAULT_PROFILE),
  outputPath: z.string().optional(),
  bins: list.optional(),
  examples: z.union([flag, list]).optional(),
  features: list.default([]),
  allFeatures: flag.default(false),
  defaultFeatures: flag.default(true),
});

type BuildSelection = z.output<typeof buildSchema>;

/** A program that a build was to make; not `certain` where only cargo can tell whether it is made. */
export type PlannedProgram = Pick<PlannedBinary, 'name' | 'certain'>;

/**
 * The programs that a build of this run was to write into a folder, by its options and the manifest. What
 * lies in the folder may come from a cache that others can write to: it says nothing of what is missing.
 *
 * @param folder absolute
 * @param builds options of the builds that Nx ran before, or took from its cache
 * @returns undefined where it is not known: no such build writes there, or several do, or options and
 *   manifest are not as they were when it was planned
 */
export async function plannedPrograms(
  { workspaceRoot, project, folder }: { workspaceRoot: string; project: string; folder: string },
  builds: readonly Readonly<Record<string, unknown>>[],
): Promise<readonly PlannedProgram[] | undefined> {
  const parsed = builds.map((options) => buildSchema.safeParse(withCamelCase(options)));
  const writing = parsed.filter(
    ({ data }) => data === undefined || writesTo(data, workspaceRoot, project) === folder,
  );
  const [only, ...others] = writing;
  const build = only?.data;
  if (build === undefined || others.length > 0) return undefined;
  const { plannedBinaries, readRepository, repositoryFiles } = await import('@statix/cargo/graph');
  const { packages } = readRepository([build.manifest], repositoryFiles(workspaceRoot));
  const cargoPackage = packages.find(({ manifest }) => manifest === build.manifest);
  if (cargoPackage === undefined) return undefined;
  return plannedBinaries(cargoPackage, build);
}

function writesTo(build: BuildSelection, workspaceRoot: string, project: string): string {
  return resolve(workspaceRoot, build.outputPath ?? outputFolder('static', project, build));
}

/** `--all-features` is the option `allFeatures`. */
function withCamelCase(options: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(options).map(([name, value]) => [
      name.replaceAll(/-([a-z])/g, (_dash, letter: string) => letter.toUpperCase()),
      value,
    ]),
  );
}
