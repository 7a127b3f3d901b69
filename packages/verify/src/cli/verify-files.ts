import { resolve } from 'node:path';
import { canonicalJson, StatixError, type Remedy } from '@statix/contract';
import { otherTools } from '@statix/evidence';
import { planProof, renderReport, type RunProgram } from '@statix/proof';
import { githubCommandLine } from '@statix/task';
import { proveNamed, verifyInputs, type Outcome } from '../inputs/verify-inputs.js';
import { annotationsOf, areWanted } from '../outcome/annotations.js';
import { renderArchive, renderOutcome } from '../outcome/render-outcome.js';
import { verificationOf } from '../outcome/verdict.js';
import type { CliOptions } from './schema.js';

/** What verifying needs from outside. */
export interface CliSurroundings {
  readonly folder: string;
  readonly runProgram: RunProgram;
  /** For standard output. */
  readonly print: (text: string) => void;
  readonly colour: boolean;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
}

/**
 * Verifies files that were named on the command line, and prints the outcome. Each file costs its own verdict only.
 *
 * @param paths as they were typed
 */
export async function verifyFiles(
  paths: readonly string[],
  options: CliOptions,
  { folder, runProgram, print, colour, env, signal }: CliSurroundings,
): Promise<Outcome> {
  const plan = planProof({ ...options, run: options.run ? 'required' : 'never' });
  const show = options.json ? () => undefined : print;
  const rendering = { colour, verbose: options.verbose };
  const notRun = options.run ? [] : ['not run: --run runs it, alone in an empty container'];
  const named = paths.map((name) => ({ name, path: resolve(folder, name) }));
  const outcome = await verifyInputs(named, {
    async prove(program, archive) {
      const report = await proveNamed(program, archive, plan, runProgram);
      const notes = [`other tools: ${otherTools(report.linkage)}`, ...notRun];
      show(renderReport(report, { ...rendering, notes }));
      return report;
    },
    onArchive: (input) => {
      show(renderArchive(input));
    },
    // Without an engine, what fails by its bytes alone still does.
    isOfOneFile: () => true,
    signal,
  });
  if (options.json) print(canonicalJson(verificationOf(outcome)));
  else if (outcome.reports.length + outcome.unverified.length > 1) {
    show(renderOutcome(outcome, rendering));
  }
  // A document is one, and nothing else is printed with it.
  if (!options.json && areWanted(options.annotations, env)) {
    annotationsOf(outcome, (name) => name.split('!')[0]).forEach((command) => {
      print(githubCommandLine(command));
    });
  }
  return outcome;
}

/** The one error for all that has no verdict; undefined where everything has one. */
export function withoutVerdict({
  unverified,
}: Pick<Outcome, 'unverified'>): StatixError | undefined {
  const [first, ...others] = unverified;
  if (first === undefined) return undefined;
  if (others.length === 0) return asOfAFile(first.error);
  const errors = unverified.map(({ error }) => asOfAFile(error));
  return new StatixError({
    code: 'STATIX_VERIFY_UNREADABLE',
    what: `${unverified.length} files have no verdict`,
    excerpt: [...new Set(errors.map(({ code, what }) => `${code}  ${what}`))],
    remedies: distinct(errors.flatMap(({ remedies }) => remedies)),
  });
}

/** What is advised elsewhere is how a workspace builds the program, and here is none. */
function asOfAFile(error: StatixError): StatixError {
  const { code, what, why, excerpt, cause } = error;
  const said = { code, what, excerpt, cause, ...(why === undefined ? {} : { why }) };
  if (code.startsWith('STATIX_ELF_')) {
    const remedy =
      'Name a program, or an archive of programs, that is whole and that you may read.';
    return new StatixError({ ...said, remedies: [remedy] });
  }
  if (!code.startsWith('STATIX_ENGINE_')) return error;
  const remedy = 'Leave out --run: what the bytes of a program say needs no engine.';
  return new StatixError({ ...said, remedies: [remedy, ...error.remedies] });
}

function distinct(remedies: readonly Remedy[]): Remedy[] {
  const byText = new Map(remedies.map((remedy) => [JSON.stringify(remedy), remedy]));
  return [...byText.values()];
}
