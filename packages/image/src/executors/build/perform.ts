import type { ImageIdentity } from '@statix/contract';
import { connectEngine } from '@statix/engine';
import { ensureImage, planImage, type ImageSource } from '@statix/toolchain';
import { identify } from '../identify/perform.js';
import type { ImageContext } from '../image-options.js';
import type { BuildOptions } from './schema.js';

/** Makes the image exist and says which it is; quick when it is there already. */
export async function build(options: BuildOptions, context: ImageContext): Promise<void> {
  const { report, signal, dotenvFolders } = context;
  const identity = await identify(context.workspaceRoot, options);
  const engine = await connectEngine({ signal, dotenvFolders });
  const { noCache, inlineCache, cacheFrom } = options;
  const request = { ...context, identity, noCache, inlineCache, cacheFrom };
  if (noCache && identity.referenced !== undefined) {
    report('The image is named by its digest and not built: noCache changes nothing.');
  }
  if (options.dryRun) {
    report(
      `${identity.reference}${rustOf(identity)}  ${planned(await planImage(engine, request))}`,
    );
    return;
  }
  const { imageId, reference, from } = await ensureImage(engine, request);
  report(`${reference}${rustOf(identity)}  ${DONE[from]}  ${imageId}`);
}

/** Of several images of a workspace, which one. */
function rustOf({ channel }: ImageIdentity): string {
  return channel === undefined ? '' : `  Rust ${channel}`;
}

const DONE = { engine: 'is there', registry: 'pulled', recipe: 'built' } as const;

/** What would be done, as a person reads it. */
export function planned(source: ImageSource): string {
  switch (source.from) {
    case 'engine':
      return `is there  ${source.imageId}`;
    case 'registry':
      return `would be pulled: ${source.reference}`;
    case 'recipe':
      return 'would be built from its recipe';
  }
}
