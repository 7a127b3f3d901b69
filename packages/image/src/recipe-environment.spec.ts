import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

/**
 * What users read about the image's environment against what the image has. That the Dockerfile says
 * the same as environment.json is checked where it can be: while the image is built.
 */
const root = join(__dirname, '../../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const environment = z
  .record(z.string(), z.string())
  .parse(JSON.parse(read('images/statix/recipe/environment.json')));
const page = read('docs/image-environment.md');
const [, set = '', notSet = ''] = page.split(/^## (?:Set|Names of Statix v0\.1\.0.*)$/m);

/** The cells of a table's rows, without its head. */
const rowsOf = (text: string): string[][] =>
  text
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
const code = (cell: string): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, text]) => text!);

test('the page lists each variable of the image with its value, and no other', () => {
  const listed = rowsOf(set).map(([name = '', value = '']) => [code(name)[0], code(value)[0]]);
  expect(Object.fromEntries(listed)).toEqual(environment);
  expect(listed).toHaveLength(Object.keys(environment).length);
});

test('what the page says is not set is not set', () => {
  const names = rowsOf(notSet).flatMap(([name = '']) => code(name));
  expect(names).toContain('CC');
  expect(names.filter((name) => name in environment)).toEqual([]);
});

test('nothing that concerns compiling is set for every target', () => {
  const harmless =
    /^(?:HOME|CARGO_HOME|CMAKE|CURL_CA_BUNDLE|SSL_CERT_(?:FILE|DIR)|LIBCLANG_PATH|LLVM_CONFIG_PATH|OPENSSL_SRC_PERL|PKG_CONFIG_ALLOW_CROSS|RUST_TARGET|STATIX_RUST_TOOLCHAIN)$/;
  const scoped = /x86_64_unknown_linux_musl/i;
  const others = Object.keys(environment).filter(
    (name) => !scoped.test(name) && !harmless.test(name),
  );
  expect(others).toEqual([]);
});
