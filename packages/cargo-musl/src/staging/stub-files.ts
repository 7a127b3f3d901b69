import type { InputSet } from '@statix/cargo';
import type { InputFile } from '../inputs/read-inputs.js';
import type { StagedFile } from './staged-file.js';

/** Empty targets of packages whose sources are not visible, unless the file itself is an input. */
export function stubFiles(
  stubs: InputSet['stubs'] | readonly InputSet['stubs'][number][],
  inputs: readonly InputFile[],
): StagedFile[] {
  const present = new Set(inputs.map((file) => file.path));
  return stubs
    .filter((stub) => !present.has(stub.path))
    .map(({ path, content }) => ({ path, content: Buffer.from(content), executable: false }));
}
