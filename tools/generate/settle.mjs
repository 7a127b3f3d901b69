import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import * as prettier from 'prettier';

/**
 * Brings a generated file up to date; with `check` it only looks.
 *
 * @returns whether the file was not what it should be
 */
export async function settle(path, text, { parser, check }) {
  const formatted = await prettier.format(text, {
    ...(await prettier.resolveConfig(path)),
    parser,
  });
  if (existsSync(path) && readFileSync(path, 'utf8') === formatted) return false;
  if (!check) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, formatted);
  }
  return true;
}
