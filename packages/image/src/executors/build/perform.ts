import { ensureImage, connectEngine } from '@statix/engine';
import { identify } from '../identify/perform.js';

/** Makes the image exist and says which it is; quick when it is there already. */
export async function build(
  workspaceRoot: string,
  options: { definition: string; identity: string },
  { signal, report }: { signal: AbortSignal; report: (line: string) => void },
): Promise<{ reference: string; imageId: string; built: boolean }> {
  const identity = await identify(workspaceRoot, options);
  const engine = await connectEngine({ signal });
  const { imageId, built } = await ensureImage(engine, { workspaceRoot, identity, signal, report });
  return { reference: identity.reference, imageId, built };
}
