import { connectEngine } from '@statix/engine';
import { identifyImage } from '../definition/identify-image.js';
import { readImageDefinition } from '../definition/image-definition.js';
import { ensureImage } from '../provision/ensure-image.js';
import { DEFINITION } from './recipe-workspace.js';

/** Ensures the image of the workspace that its argument names, on the engine of DOCKER_HOST. */
async function main(workspaceRoot: string): Promise<void> {
  const identity = identifyImage(await readImageDefinition(workspaceRoot, DEFINITION));
  const report = (line: string) => process.stdout.write(`${line}\n`);
  await ensureImage(await connectEngine(), { workspaceRoot, identity, report });
  process.disconnect();
}

void main(process.argv[2]!);
