import type { PackageSettings } from '../../settings/plugin-options.js';
import { workspaceFile } from './inputs-of.js';

type Files = NonNullable<PackageSettings['verify-static']['files']>;
interface Runs {
  readonly files?: Files | undefined;
  readonly runs?: readonly { readonly files?: Files | undefined }[] | undefined;
}
interface Proof extends Runs {
  readonly perBinary?: Readonly<Record<string, Runs>> | undefined;
}

/**
 * The files of the workspace that the runs of a proof are given, as inputs of Nx.
 *
 * @param proofs settings of a step, and of those whose settings hold for it too
 */
export function runFileInputs(...proofs: readonly Proof[]): string[] {
  const runs = proofs.flatMap((proof) => [
    ...withFurther(proof),
    ...Object.values(proof.perBinary ?? {}).flatMap(withFurther),
  ]);
  const paths = runs.flatMap(({ files = {} }) =>
    Object.values(files).flatMap((content) => (typeof content === 'string' ? [] : [content.file])),
  );
  return [...new Set(paths)].sort().map(workspaceFile);
}

function withFurther(runs: Runs): Runs[] {
  return [runs, ...(runs.runs ?? [])];
}
