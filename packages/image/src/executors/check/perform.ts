import { StatixError } from '@statix/contract';
import { connectEngine } from '@statix/engine';
import { ensureImage, readImageContract } from '@statix/toolchain';
import { identify } from '../identify/perform.js';
import type { ImageContext } from '../image-options.js';
import { readCheckLines, renderCheckLine } from './check-lines.js';

const CHECK_PROGRAM = '/opt/statix/bin/statix-check';
const OUTPUT_LIMIT = 4 * 1024 * 1024;

/**
 * Runs the image's own check in it: without network, without root, as a build would run.
 *
 * @throws StatixError STATIX_IMAGE_CHECK_FAILED naming each failed check
 */
export async function check(
  workspaceRoot: string,
  options: { definition: string; identity: string; channel?: string | undefined },
  {
    signal,
    report,
    commands,
    dotenvFolders,
  }: Pick<ImageContext, 'signal' | 'report' | 'commands' | 'dotenvFolders'>,
): Promise<void> {
  const identity = await identify(workspaceRoot, options);
  const engine = await connectEngine({ signal, dotenvFolders });
  const { imageId, reference } = await ensureImage(engine, {
    workspaceRoot,
    identity,
    signal,
    report,
    commands,
  });
  const contract = await readImageContract(engine, imageId, { workspaceRoot, identity });

  let output = '';
  let errors = '';
  const { result } = await engine.runContainer(
    {
      image: imageId,
      command: [CHECK_PROGRAM],
      environment: {},
      workingDirectory: contract.paths.workspace,
      user: '65534:65534',
      purpose: 'image-check',
      network: 'none',
      limits: { pids: 4096 },
    },
    {
      stdout: (chunk) => {
        output = (output + chunk.toString('utf8')).slice(-OUTPUT_LIMIT);
      },
      stderr: (chunk) => {
        errors = (errors + chunk.toString('utf8')).slice(-OUTPUT_LIMIT);
      },
      signal,
    },
  );

  const lines = readCheckLines(output);
  for (const line of lines) report(renderCheckLine(line));
  const failed = lines.filter((line) => line.status === 'fail');
  if (result.exitCode === 0 && failed.length === 0 && lines.length > 0) {
    report(`${lines.length} checks passed in ${reference}`);
    return;
  }
  throw new StatixError({
    code: 'STATIX_IMAGE_CHECK_FAILED',
    what: `${failed.length} of ${lines.length} checks failed in ${reference} (exit code ${result.exitCode})`,
    why: result.startError ?? 'The image is not what its contract says.',
    excerpt: [
      ...failed.map((line) => `${line.check}: ${line.detail}`),
      ...errors.split('\n').slice(-20),
    ],
    remedies: [
      {
        text: 'Remove the image and build it again:',
        snippet: `docker image rm ${reference}`,
      },
    ],
  });
}
