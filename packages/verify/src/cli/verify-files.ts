import { resolve } from 'node:path';
import { canonicalJson } from '@statix/contract';
import { otherTools } from '@statix/evidence';
import { planProof, renderReport, type RunProgram } from '@statix/proof';
import { proveNamed, verifyInputs, type Outcome } from '../inputs/verify-inputs.js';
import { namedFile, printAnnotations } from '../outcome/print-annotations.js';
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
  if (!options.json)
    printAnnotations(outcome, options.annotations, print, { env, fileOf: namedFile });
  return outcome;
}
