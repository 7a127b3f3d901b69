import { join } from 'node:path';
import { parseChannel } from './channel.js';
import {
  channelOf,
  isProvided,
  offersOf,
  provide,
  type ProviderName,
} from './provided-toolchain.js';
import { readRecipeToolchains } from './recipe-toolchains.js';
import type { RecipeToolchains } from './toolchains-schema.js';

let toolchains: RecipeToolchains;
beforeAll(async () => {
  const read = await readRecipeToolchains(join(__dirname, '../../../../images/statix/recipe'));
  if (read === undefined) throw new Error('the recipe has no toolchains.json');
  toolchains = read;
});

function provideFor(text: string, known: { version?: string; provider?: ProviderName } = {}) {
  const channel = parseChannel(text);
  if (channel === undefined) throw new Error(`no channel: ${text}`);
  return provide(toolchains, channel, known);
}

test.each<
  [string, { version?: string; provider?: ProviderName }, ProviderName, string | undefined]
>([
  ['1.85', {}, 'debian', '19'],
  ['1.85.1', {}, 'debian', '19'],
  ['1.85', { provider: 'dist' }, 'dist', '19'],
  ['1.86.0', {}, 'dist', '19'],
  ['1.95.0', {}, 'dist', '22'],
  ['nightly-2026-05-20', {}, 'dist', undefined],
  ['nightly-2026-05-20', { version: '1.97.0-nightly' }, 'dist', '22'],
  ['stable', { version: '1.95.0' }, 'dist', '22'],
])('%s %j is provided', (text, known, provider, llvm) => {
  const provided = provideFor(text, known);
  expect(provided).toMatchObject({ channel: text, provider });
  expect('arguments' in provided && provided.arguments['LLVM_VERSION']).toBe(llvm);
});

test('Debian’s packages take the place of the recipe’s, and its compiler’s own sources of std', () => {
  const provided = provideFor('1.85');
  if (!isProvided(provided)) throw new Error(provided.why);
  expect([...provided.packages]).toEqual([
    ['rustc-web', 'rustc'],
    ['cargo-web', 'cargo'],
    ['rust-web-clippy', 'rust-clippy'],
  ]);
  expect(provided.sources.get('rust-web-src')).toBe('rust-src');
  expect(provided.edits).toEqual(['other-compiler', 'debian-1.85', 'older-tools']);
});

test.each<[string, { version?: string; provider?: ProviderName }, boolean]>([
  ['1.85', {}, true],
  ['1.86.0', {}, true],
  ['1.95.0', {}, false],
  ['nightly-2026-05-20', { version: '1.97.0-nightly' }, false],
])('tools of %s %j have crates that this Rust compiles: older ones? %s', (text, known, older) => {
  const provided = provideFor(text, known);
  if (!isProvided(provided)) throw new Error(provided.why);
  expect(provided.edits.includes('older-tools')).toBe(older);
});

test.each<[string, { version?: string; provider?: ProviderName }, RegExp]>([
  ['1.81.0', {}, /edition 2024/],
  ['1.81.0', { provider: 'dist' }, /edition 2024/],
  ['1.90', {}, /LLVM of which Debian has no clang/],
  ['beta', { version: '1.100.0-beta.7' }, /LLVM/],
  ['1.99.1', {}, /LLVM/],
  ['1.95', { provider: 'debian' }, /Debian has.*1\.85/],
])('%s %j is not', (text, known, why) => {
  const provided = provideFor(text, known);
  expect(isProvided(provided) ? '' : provided.why).toMatch(why);
});

test('presets, channels and what is neither', () => {
  expect(channelOf('current', toolchains)).toBeNull();
  expect(channelOf('legacy-rust-1.81', toolchains)?.text).toBe('1.85');
  expect(channelOf('1.95.0', toolchains)?.text).toBe('1.95.0');
  expect(channelOf('newest', toolchains)).toBeUndefined();
});

test('each preset but that of the recipe’s own can be provided', () => {
  for (const preset of Object.values(toolchains.presets)) {
    if (preset !== null) expect(isProvided(provideFor(preset))).toBe(true);
  }
});

test('what can be had, with the command for it', () => {
  expect(offersOf(toolchains, 'image-lock')).toEqual([
    '1.85, of Debian: image-lock --channel=1.85',
    '1.85 to 1.86, 1.95 to 1.98 and beta and nightly of these, of a dist server: image-lock --channel=…',
  ]);
});
