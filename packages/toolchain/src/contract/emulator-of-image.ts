import type { Engine } from '@statix/engine';
import { readRecordedTool } from './read-recorded-tool.js';

/**
 * Finds what emulates processors in the image that a program was built in, if the engine has that image and it is
 * known here: {@link readRecordedTool}.
 */
export function emulatorOfImage(
  signal: AbortSignal,
): (engine: Engine, image: { readonly identity: string }) => ReturnType<typeof readRecordedTool> {
  return (engine, image) => readRecordedTool(engine, image, 'qemu-x86_64', { signal });
}
