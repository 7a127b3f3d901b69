import { isStatixError, StatixError, type VerifyReport } from '@statix/contract';
import { otherTools } from '@statix/evidence';
import {
  findBinaries,
  proveProgram,
  renderReport,
  renderVerdict,
  stepCommand,
  type EmulateProgram,
  type FoundBinary,
  type MachineFacts,
  type RunProgram,
} from '@statix/proof';
import { readContents } from '../../evidence/read-contents.js';
import {
  removeOldEvidence,
  writeChecksums,
  writeEvidence,
  writeMachineFacts,
} from '../../evidence/write-evidence.js';
import { printAnnotations } from '../../outcome/print-annotations.js';
import type { VerifyPlan } from './plan.js';
import { verificationFailed } from './verification-failed.js';

/** What verifying needs from outside. */
export interface Surroundings {
  readonly runProgram: RunProgram;
  /** Runs it on an emulated processor; nothing is emulated without. */
  readonly emulate?: EmulateProgram | undefined;
  /** Asked after a program was verified. */
  readonly machineFacts: () => Promise<MachineFacts>;
  readonly print: (text: string) => void;
  readonly verbose: boolean;
  readonly colour: boolean;
  readonly signal: AbortSignal;
}

/**
 * Verifies every binary of a plan and writes and prints the evidence, of those that fail as well. A
 * file that cannot be read does not keep the others from being verified.
 *
 * @throws StatixError STATIX_VERIFY_FAILED, STATIX_VERIFY_NO_BINARIES, STATIX_ELF_*,
 * STATIX_VERIFY_UNREADABLE for several files that cannot be read
 */
export async function performVerification(
  plan: VerifyPlan,
  surroundings: Surroundings,
): Promise<readonly VerifyReport[]> {
  const { print, runProgram, emulate, signal } = surroundings;
  print(`Verifying ${plan.project}, profile ${plan.profile}, ${plan.triple}\n`);
  await removeOldEvidence(plan.outputPath);
  const reports: VerifyReport[] = [];
  const unreadable: StatixError[] = [];
  for (const binary of await findBinaries(plan)) {
    signal.throwIfAborted();
    try {
      const { name, path, manifest } = binary;
      const { triple, profile } = plan;
      const built = { manifest, triple, profile };
      const { report } = await proveProgram({ name, path, built }, plan, runProgram, emulate);
      const notes = await writeAll(plan, binary, report);
      await writeMachineFacts(plan.environmentPath, name, await surroundings.machineFacts());
      print(renderReport(report, { ...surroundings, notes }));
      reports.push(report);
    } catch (error) {
      if (!isStatixError(error) || !error.code.startsWith('STATIX_ELF_')) throw error;
      unreadable.push(error);
    }
  }
  const { engine } = await surroundings.machineFacts();
  if (engine?.['limitsMemory'] === false) {
    const by = `${engine['name']} ${engine['version']}`;
    print(`${by} cannot limit the memory of a container here: memoryMegabytes was not tried.\n`);
  }
  if (reports.length > 0) await writeChecksums(plan.outputPath, reports);
  if (reports.length > 1) print(renderSummary(reports, surroundings));
  const unverified = unreadable.map((error) => ({ name: plan.project, error }));
  printAnnotations({ reports, unverified }, plan.annotations, print);
  throwUnlessPassed(plan, reports, unreadable);
  return reports;
}

/** @returns what is to be said besides the checks */
async function writeAll(
  plan: VerifyPlan,
  binary: FoundBinary,
  report: VerifyReport,
): Promise<string[]> {
  const { contents, missing } = await readContents(binary, report.binary.sha256, [
    { text: 'Build again:', snippet: `${stepCommand('build-static', plan)} --skip-nx-cache` },
  ]);
  const { path, manifest } = binary;
  await writeEvidence(plan.outputPath, { report, path, built: manifest, contents });
  return [
    `other tools: ${otherTools(report.linkage)}`,
    ...(missing === undefined ? [] : [`no bill of materials: ${missing}`]),
  ];
}

/** One line each, failures last: the end of a log is what is read first. */
function renderSummary(reports: readonly VerifyReport[], surroundings: Surroundings): string {
  const lines = (verdict: VerifyReport['verdict']) =>
    reports
      .filter((report) => report.verdict === verdict)
      .map((report) => `${renderVerdict(report, surroundings)}\n`);
  return `\n${[...lines('pass'), ...lines('fail')].join('')}`;
}

function throwUnlessPassed(
  plan: VerifyPlan,
  reports: readonly VerifyReport[],
  unreadable: readonly StatixError[],
): void {
  const [first, ...others] = unreadable;
  if (first !== undefined) {
    if (others.length === 0) throw first;
    throw new StatixError({
      code: 'STATIX_VERIFY_UNREADABLE',
      what: `${unreadable.length} programs of ${plan.project} cannot be read`,
      excerpt: unreadable.map(({ code, what }) => `${code}  ${what}`),
      remedies: first.remedies,
    });
  }
  if (reports.some(({ verdict }) => verdict === 'fail')) {
    throw verificationFailed(reports, plan);
  }
}
