import { failedChecks, nameOfCheck, StatixError, type VerifyReport } from '@statix/contract';
import { otherTools } from '@statix/evidence';
import { renderReport } from '@statix/proof';
import { evidenceName } from '../../evidence/evidence-name.js';
import {
  removeOldEvidence,
  writeChecksums,
  writeEvidence,
  writeMachineFacts,
} from '../../evidence/write-evidence.js';
import { isOfOneFile, proveNamed, verifyInputs } from '../../inputs/verify-inputs.js';
import { namedFile, printAnnotations } from '../../outcome/print-annotations.js';
import { renderArchive, renderOutcome } from '../../outcome/render-outcome.js';
import { withoutVerdict } from '../../outcome/without-verdict.js';
import type { Surroundings } from './perform.js';
import type { VerifyPlan } from './plan.js';

/**
 * Verifies files that somebody else built, and writes and prints the evidence. Each file that cannot be read costs its
 * own verdict only.
 *
 * @throws StatixError STATIX_VERIFY_FAILED, STATIX_ELF_*, STATIX_ARCHIVE_*, STATIX_INPUT_*,
 * STATIX_VERIFY_UNREADABLE for several files without a verdict
 */
export async function performPaths(
  plan: VerifyPlan,
  surroundings: Surroundings,
): Promise<readonly VerifyReport[]> {
  const { print, runProgram, machineFacts, signal } = surroundings;
  print(`Verifying files that ${plan.project} names: ${plan.paths.length}\n`);
  await removeOldEvidence(plan.outputPath);
  const outcome = await verifyInputs(plan.paths, {
    async prove(program, archive) {
      const report = await proveNamed(program, archive, plan, runProgram);
      const name = evidenceName(program.name);
      const evidence = { report, path: program.path, built: undefined, contents: undefined };
      await writeEvidence(plan.outputPath, evidence, name);
      await writeMachineFacts(plan.environmentPath, name, await machineFacts());
      const notes = [`other tools: ${otherTools(report.linkage)}`];
      print(renderReport(report, { ...surroundings, notes }));
      return report;
    },
    onArchive: (input) => {
      print(renderArchive(input));
    },
    isOfOneFile,
    signal,
  });
  const { reports, unverified } = outcome;
  await writeChecksums(
    plan.outputPath,
    reports,
    unverified.map(({ name }) => namedFile(name)),
  );
  if (reports.length + unverified.length > 1) print(renderOutcome(outcome, surroundings));
  printAnnotations(outcome, plan.annotations, print, { fileOf: namedFile });
  const error = withoutVerdict(outcome, 'Set the option run to never.');
  if (error !== undefined) throw error;
  if (reports.some(({ verdict }) => verdict === 'fail')) throw failed(reports, plan);
  return reports;
}

function failed(
  reports: readonly VerifyReport[],
  { project, outputPath }: Pick<VerifyPlan, 'project' | 'outputPath'>,
): StatixError {
  const those = reports.filter(({ verdict }) => verdict === 'fail');
  return new StatixError({
    code: 'STATIX_VERIFY_FAILED',
    what: `${those.length} of ${reports.length} programs that ${project} names did not pass verification`,
    excerpt: those.map(
      (report) => `${report.binary.name}: ${failedChecks(report).map(nameOfCheck).join(', ')}`,
    ),
    remedies: [
      'Use others, or tell whoever built them what failed.',
      'Where a failure is meant, judge its check by the option `overrides`, with the reason.',
      `The evidence is in ${outputPath}.`,
    ],
  });
}
