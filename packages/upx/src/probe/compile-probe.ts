import { join } from 'node:path';
import { StatixError } from '@statix/contract';
import { runInImage, unusualEnd, type ImageTools } from '../run-in-image.js';

const SOURCE = join(__dirname, '../../container/probe.c');

/** It has 30 KB. */
const MOST_BYTES = 1024 * 1024;

/**
 * Compiles `container/probe.c` in the image, to a static program that runs where there is nothing else.
 * Each time anew: it takes half a second, and what is kept could be changed.
 *
 * @param path where to put it
 * @throws StatixError STATIX_UPX_PROBE_FAILED with the compiler's last lines
 */
export async function compileProbe(tools: ImageTools, path: string): Promise<void> {
  const { triple, environment } = tools.contract;
  // By the name that the `cc` crate has for the target's compiler.
  const variable = `CC_${triple.replaceAll('-', '_')}`;
  const compiler = environment[variable];
  if (compiler === undefined) throw failed(`The image's contract has no ${variable}.`, '');
  const { result, printed } = await runInImage(tools, {
    command: [compiler, '-std=c11', '-O2', '-s', '-o', 'output', 'probe.c'],
    purpose: 'upx-probe',
    input: { path: SOURCE, name: 'probe.c' },
    output: { path, maxBytes: MOST_BYTES },
  });
  if (result.exitCode === 0 && !result.timedOut) return;
  throw failed(unusualEnd(result) ?? 'The compiler says:', printed);
}

function failed(why: string, printed: string): StatixError {
  return new StatixError({
    code: 'STATIX_UPX_PROBE_FAILED',
    what: 'The program that compares a packed program in memory with its original could not be compiled',
    why,
    excerpt: printed.trim().split('\n').slice(-15),
    remedies: [
      { text: 'See what the image lacks:', snippet: 'npx nx run statix-image:image-check' },
    ],
  });
}
