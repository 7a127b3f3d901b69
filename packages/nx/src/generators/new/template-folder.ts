import { join } from 'node:path';

/**
 * A folder of this generator's templates. They are packed from `src`, like schema.json, because tsc
 * copies nothing that is not TypeScript; from `dist` and from `src` the way is the same.
 */
export function templateFolder(name: string): string {
  return join(__dirname, '../../../src/generators/new', name);
}
