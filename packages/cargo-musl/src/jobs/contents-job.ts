import type { StagedFile } from '../staging/staged-file.js';
import type { CargoJob, Workbench } from '../workbench/workbench.js';
import { compileJob, type CompileRequest } from './compile-job.js';
import { containerScript } from './container-script.js';

export interface ContentsRequest extends Omit<CompileRequest, 'argumentsOf' | 'times' | 'outputs'> {
  readonly files: readonly StagedFile[];
  /** What the commands of cargo have in common that resolve the package; see `resolveArguments`. */
  readonly resolveArguments: readonly string[];
  /** Whether dev-dependencies are asked for as well. */
  readonly includeDev: boolean;
  /** Headers that tell versions, relative to a package's folder. */
  readonly headers: readonly string[];
  /** Absolute paths of texts of the image. */
  readonly texts: readonly string[];
}

/**
 * Writes to its standard output, as an archive, what cargo resolves for a package and the licence texts in the
 * sources. It sees the files of the build and can only read crates: no code of one runs in it.
 */
export async function contentsJob(
  bench: Pick<Workbench, 'contract'>,
  { resolveArguments, includeDev, headers, texts, ...request }: ContentsRequest,
): Promise<CargoJob<boolean>> {
  const script = await containerScript('contents.sh');
  const { paths } = bench.contract;
  const job = compileJob(bench, { ...request, argumentsOf: () => [], times: {}, outputs: [] }, () =>
    Promise.resolve(true),
  );
  return {
    ...job,
    purpose: 'contents',
    argv: [
      ...['/bin/sh', '-c', script.content.toString('utf8'), 'sh'],
      ...[request.options.triple, includeDev ? 'yes' : '', headers.join('\n'), texts.join('\n')],
      ...[paths.cargoHome, paths.workspace, ...resolveArguments],
    ],
    watched: [],
    folders: [],
    access: 'give-crates',
    network: false,
    after: ({ exitCode }) => Promise.resolve(exitCode === 0),
  };
}
