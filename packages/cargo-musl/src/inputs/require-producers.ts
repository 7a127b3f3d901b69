import { StatixError } from '@statix/contract';
import { selectInputs, type InputSet } from '@statix/cargo';

export interface Producers {
  /** The option `generatedInputs`: globs by task. */
  readonly declared: Readonly<Record<string, readonly string[]>>;
  readonly projectName: string;
  readonly targetName: string;
  /** The target's `inputs`, as Nx has them. */
  readonly inputs: readonly unknown[] | undefined;
  /** Outputs of the tasks that ran before, by `project:target`. */
  readonly upstream: ReadonlyMap<string, readonly string[]>;
}

/**
 * Makes sure that what other tasks write is hashed after they have run: each named task is one that
 * this one depends on, and the target's inputs name what it writes.
 *
 * @throws StatixError STATIX_PRODUCER_NOT_RUN, STATIX_INPUT_NOT_HASHED
 */
export function requireProducers(
  { declared, projectName, targetName, inputs = [], upstream }: Producers,
  { globs }: InputSet['generated'],
): void {
  for (const task of Object.keys(declared)) {
    if (upstream.has(taskId(task, projectName))) continue;
    throw new StatixError({
      code: 'STATIX_PRODUCER_NOT_RUN',
      what: `${projectName}:${targetName} builds what ${task} writes, and does not depend on it`,
      why: '`dependsOn` of the target was replaced in project.json or targetDefaults, the run excludes dependencies, or there is no such task. The files may be older than what they are made of.',
      remedies: [
        {
          text: 'Begin `dependsOn` of the target with "...", which keeps the inferred ones, or name the task there:',
          snippet: JSON.stringify({ targets: { [targetName]: { dependsOn: ['...'] } } }),
        },
        `If the task has another name, say so in \`generatedInputs\`: \`npx nx show project ${taskId(task, projectName).split(':')[0] ?? ''}\` lists them.`,
      ],
    });
  }
  const hashed = new Set(inputs.map((input) => JSON.stringify(input)));
  const missing = globs.find(
    (glob) => !hashed.has(JSON.stringify({ dependentTasksOutputFiles: glob })),
  );
  if (missing === undefined) return;
  throw new StatixError({
    code: 'STATIX_INPUT_NOT_HASHED',
    what: `The build would see ${missing}, written by another task, which is not in the hash of the task`,
    why: '`generatedInputs` was given on the command line, in project.json or in targetDefaults, or the target’s `inputs` were replaced there.',
    remedies: [
      {
        text: 'Say it in the package’s Cargo.toml, where the plugin sees it:',
        snippet: `[package.metadata.statix.build-static]\ngeneratedInputs = { ${Object.entries(
          declared,
        )
          .map(([task, paths]) => `${JSON.stringify(task)} = ${JSON.stringify(paths)}`)
          .join(', ')} }`,
      },
      'In project.json, begin `inputs` of an inferred target with "...", which keeps those that are inferred.',
    ],
  });
}

/**
 * Makes sure that what is there of generated inputs is what Nx has hashed: Nx hashes the outputs that
 * the tasks declare, and other files beside them would be seen by the build alone.
 *
 * @param files found on disk
 * @throws StatixError STATIX_GENERATED_INPUT_MISSING, STATIX_GENERATED_INPUT_UNDECLARED
 */
export function requireDeclaredByProducers(
  files: readonly string[],
  { declared, projectName, upstream }: Pick<Producers, 'declared' | 'projectName' | 'upstream'>,
): void {
  for (const [task, patterns] of Object.entries(declared)) {
    const globs = patterns.flatMap((pattern) => [pattern, `${pattern}/**/*`]);
    const own = selectInputs({ sources: globs, files: [] }, files);
    if (own.length === 0) {
      throw new StatixError({
        code: 'STATIX_GENERATED_INPUT_MISSING',
        what: `${task} ran, and there is nothing at ${patterns.join(', ')}`,
        remedies: [
          'Correct the paths in `generatedInputs`: they count from the workspace root.',
          'If the task was read from the cache, its `outputs` do not name what it writes.',
        ],
      });
    }
    const outputs = upstream.get(taskId(task, projectName)) ?? [];
    const sources = outputs.flatMap((output) => [output, `${output}/**/*`]);
    const known = new Set(selectInputs({ sources, files: [] }, own));
    const undeclared = own.find((path) => !known.has(path));
    if (undeclared === undefined) continue;
    throw new StatixError({
      code: 'STATIX_GENERATED_INPUT_UNDECLARED',
      what: `${undeclared} is no output of ${task}`,
      why: 'Nx hashes what the task’s `outputs` name, and nothing beside it.',
      remedies: [
        `Name it in the \`outputs\` of ${task}.`,
        'Or leave it out of `generatedInputs`, or remove it if it is left from before.',
      ],
    });
  }
}

function taskId(task: string, projectName: string): string {
  return task.includes(':') ? task : `${projectName}:${task}`;
}
