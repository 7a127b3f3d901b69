import { isStatixError, type StatixError, type VerifyReport } from '@statix/contract';
import { MANIFEST_CHECK_ID, proveProgram, type ProofPlan, type RunProgram } from '@statix/proof';
import { newCheck } from '@statix/elf';
import type { PassedOver, UnpackedProgram } from '../archives/unpack-archive.js';
import { withInput, type ArchiveFacts, type Input, type NamedPath } from './open-input.js';

/** What there is no verdict on. */
export interface Unverified {
  readonly name: string;
  readonly error: StatixError;
}

/** What became of everything that was to be verified. */
export interface Outcome {
  readonly reports: readonly VerifyReport[];
  readonly unverified: readonly Unverified[];
  readonly passedOver: readonly PassedOver[];
}

export interface InputSteps {
  /** Proves a program and does with the report what is to be done with it. */
  readonly prove: (
    program: UnpackedProgram,
    archive: ArchiveFacts | undefined,
  ) => Promise<VerifyReport>;
  /** Gets each archive before the programs in it are proven. */
  readonly onArchive: (input: Input) => void;
  /** Whether an error costs one file its verdict, and the others are verified nevertheless. */
  readonly isOfOneFile: (error: StatixError) => boolean;
  readonly signal: AbortSignal;
}

/**
 * Verifies files that were named, one after the other; of an archive every program in it.
 *
 * @throws what is not of one file, by `isOfOneFile`
 */
export async function verifyInputs(
  paths: readonly NamedPath[],
  steps: InputSteps,
): Promise<Outcome> {
  const reports: VerifyReport[] = [];
  const unverified: Unverified[] = [];
  const passedOver: PassedOver[] = [];
  const noting = async (name: string, work: () => Promise<void>): Promise<void> => {
    steps.signal.throwIfAborted();
    try {
      await work();
    } catch (error) {
      steps.signal.throwIfAborted();
      if (!isStatixError(error) || !steps.isOfOneFile(error)) throw error;
      unverified.push({ name, error });
    }
  };
  for (const path of paths) {
    await noting(path.name, () =>
      withInput(path, steps.signal, async (input) => {
        passedOver.push(...input.passedOver);
        if (input.archive !== undefined) steps.onArchive(input);
        for (const program of input.programs) {
          await noting(program.name, async () => {
            reports.push(await steps.prove(program, input.archive));
          });
        }
      }),
    );
  }
  return { reports, unverified, passedOver };
}

/** Errors of what is in a file, and not of the machine or the engine. */
const OF_ONE_FILE = /^STATIX_(?:ELF|ARCHIVE|INPUT)_/;

export function isOfOneFile({ code }: StatixError): boolean {
  return OF_ONE_FILE.test(code);
}

/**
 * Proves a program that was named, or that is in an archive that was: nothing says how it was built.
 *
 * @throws StatixError as `proveProgram`
 */
export async function proveNamed(
  { name, path }: UnpackedProgram,
  archive: ArchiveFacts | undefined,
  plan: ProofPlan,
  runProgram: RunProgram,
): Promise<VerifyReport> {
  const ownChecks = [
    newCheck(MANIFEST_CHECK_ID, 'not-applicable', 'Named by its path: built elsewhere', []),
  ];
  const { report } = await proveProgram({ name, path, ownChecks }, plan, runProgram);
  return archive === undefined ? report : { ...report, archive };
}
