import { writeFile } from 'node:fs/promises';
import * as prettier from 'prettier';

/** Written as the repository's formatting wants it, so that a run changes no more than it found out. */
export async function writeJson(path, value) {
  const options = { ...(await prettier.resolveConfig(path)), parser: 'json' };
  await writeFile(path, await prettier.format(JSON.stringify(value, undefined, 2), options));
}
