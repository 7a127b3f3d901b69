import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { dirname, join } from 'node:path';
import * as prettier from 'prettier';
import { root } from './bench-workspace.mjs';

/** A page of docs/benchmarks, formatted as the rest of the repository. @param {string[]} blocks */
export async function writeReport(name, blocks) {
  const path = join(root, 'docs/benchmarks', name);
  mkdirSync(dirname(path), { recursive: true });
  const options = { ...(await prettier.resolveConfig(path)), parser: 'markdown' };
  writeFileSync(path, await prettier.format(blocks.join('\n\n'), options));
}

/** What was measured on, and how busy it was besides. */
export function machine(nxVersion) {
  return `Node ${process.version}, Nx ${nxVersion}, ${cpus().length} processors, on ${new Date().toISOString().slice(0, 10)}`;
}

export function load() {
  return loadavg()[0].toFixed(1);
}

/** @param {string[]} head @param {string[][]} rows */
export function table(head, rows) {
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}
