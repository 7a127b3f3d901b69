import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Template } from './schema.js';
import { templateFolder } from './template-folder.js';

/** What each template depends on by itself, as Cargo.lock names it. */
const dependencies: Readonly<Record<Template, readonly string[]>> = {
  plain: [],
  tls: ['ureq', 'webpki-roots'],
  sqlite: ['rusqlite'],
  postgres: ['diesel', 'diesel_migrations', 'pq-sys'],
};

/**
 * Cargo.lock of a new package that stands alone: the crates of its template, in the versions that the
 * template was tried with, and the package itself. So a program is ready to build where there is no
 * cargo. Cargo compares a lock as text, so the entries have to be in Cargo's order.
 */
export function ownLockfile(name: string, template: Template): string {
  const text = readFileSync(join(templateFolder('locks'), `${template}.lock`), 'utf8');
  const [head = '', ...crates] = text.trimEnd().split(/\n\n(?=\[\[package\]\])/);
  const own = [
    `[[package]]\nname = "${name}"\nversion = "0.1.0"`,
    ...(dependencies[template].length === 0
      ? []
      : [`dependencies = [\n${dependencies[template].map((crate) => ` "${crate}",\n`).join('')}]`]),
  ].join('\n');
  const entries = [...crates, own].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  return `${[head, ...entries].join('\n\n')}\n`;
}

function nameOf(entry: string): string {
  return /^name = "([^"]*)"/m.exec(entry)?.[1] ?? '';
}
