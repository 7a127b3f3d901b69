import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import * as prettier from 'prettier';

/** Writes a page of Markdown as `npm run format` has it. @param {string} path @param {string} text */
export async function writePage(path, text) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, await prettier.format(text, { parser: 'markdown', printWidth: 100 }));
}
