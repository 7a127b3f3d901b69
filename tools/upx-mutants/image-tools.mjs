import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { connectEngine } = require('../../packages/engine');
const toolchain = require('../../packages/toolchain');

/**
 * The image of this repository and the engine that has it, for tools that pack in it.
 *
 * @param {string} root of this repository
 * @param {AbortSignal} signal
 */
export async function imageTools(root, signal) {
  const engine = await connectEngine({ signal });
  const definition = await toolchain.readImageDefinition(root, 'images/statix/statix-image.json');
  const identity = toolchain.identifyImage(definition);
  const { imageId } = await toolchain.ensureImage(engine, {
    workspaceRoot: root,
    identity,
    report: (line) => console.log(line),
  });
  const contract = await toolchain.readImageContract(engine, imageId);
  return { engine, imageId, contract, signal };
}
