import { hasExamples, parseLockfile } from '@statix/cargo';
import { errorMessage, StatixError } from '@statix/contract';
import { TarReader } from '../cache-folder/tar-entries.js';
import { allocatorLinkers } from '../cargo/allocator-linkers.js';
import { resolveArguments } from '../cargo/arguments.js';
import type { ProgramOptions } from '../cargo/cargo-options.js';
import { contentsJob } from '../jobs/contents-job.js';
import { LineReader } from '../output/line-reader.js';
import { TextTail } from '../output/text-tail.js';
import type { CargoPlan } from '../plan/cargo-plan.js';
import type { CargoRun } from '../run/cargo-run.js';
import { compileRequest } from '../run/compile-request.js';
import { versionHeaders } from './native-sources.js';
import { ProgramContents } from './program-contents.js';

type ProgramPlan = CargoPlan & { readonly options: ProgramOptions };

/** In bytes, of all that is asked for: cargo's words and licence texts of a thousand crates are below 64 MB. */
const LARGEST_ARCHIVE = 256 * 1024 * 1024;

/**
 * Asks the image's cargo what a build resolves to, and gets the licence texts of it.
 *
 * @throws StatixError STATIX_CONTENTS_UNKNOWN, those of engine and image
 */
export async function resolveContents(run: CargoRun<ProgramPlan>): Promise<ProgramContents> {
  const { plan, bench, materials } = run;
  const { contract } = bench;
  const { allocator, examples } = plan.options;
  const request = compileRequest(run, () => []);
  const files = new Map<string, Buffer>();
  let length = 0;
  const reader = new TarReader((entry) => {
    if (entry.type === 'file') files.set(entry.path, entry.content);
  });
  const said = new TextTail(2000);
  const lines = new LineReader((line) => {
    said.push(line);
  });
  const job = await contentsJob(bench, {
    ...request,
    files: materials.staged,
    colour: false,
    onOutput: {
      stdout: (chunk) => {
        length += chunk.byteLength;
        // The rest is thrown away as it comes.
        return length > LARGEST_ARCHIVE ? undefined : reader.push(chunk);
      },
      stderr: (chunk) => {
        lines.push(chunk);
      },
    },
    resolveArguments: resolveArguments(plan, contract.paths, {
      linkers: allocatorLinkers(contract, allocator),
      registryIndexes: request.registryIndexes,
    }),
    includeDev: hasExamples(examples),
    headers: versionHeaders,
    texts: [...new Set(contract.components.map(({ notices }) => notices))].sort(),
  });
  const { value, result } = await bench.run(job);
  lines.end();
  const broken = await reader.end().then(
    () => undefined,
    (error: unknown) => errorMessage(error),
  );
  if (length > LARGEST_ARCHIVE) throw tooLarge();
  if (value !== true)
    throw unknown(result.startError ?? `It ended with exit code ${result.exitCode}.`, said.lines);
  if (broken !== undefined) throw unknown(broken, said.lines);
  const textOf = (name: string): string | undefined => files.get(name)?.toString('utf8');
  return new ProgramContents(
    {
      metadata: textOf('metadata.json') ?? '',
      linked: textOf('linked') ?? '',
      linkedWithDev: textOf('linked-with-dev'),
      files,
    },
    parseLockfile(plan.lock.content, plan.lock.path),
    contract,
    allocator,
  );
}

function unknown(why: string, lines: readonly string[]): StatixError {
  return new StatixError({
    code: 'STATIX_CONTENTS_UNKNOWN',
    what: 'Cargo could not tell which crates are in the program',
    why,
    excerpt: lines,
    remedies: [
      'See what cargo says above. `cargo tree` and `cargo metadata` in `shell-static` ask it the same.',
    ],
  });
}

function tooLarge(): StatixError {
  return new StatixError({
    code: 'STATIX_NOTICES_TOO_LARGE',
    what: `The licence texts in the sources have more than ${LARGEST_ARCHIVE} bytes together`,
    remedies: ['Look for a crate with files named LICENSE* or NOTICE* that are none.'],
  });
}
