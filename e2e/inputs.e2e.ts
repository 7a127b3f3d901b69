import { existsSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { sharedRegistry } from './harness/registry';
import { triple } from './harness/repository';
import { rustWorkspace } from './harness/rust-workspace';
import type { Workspace } from './harness/workspace';
import { isPart } from './harness/part';

jest.setTimeout(30 * 60 * 1000);

/** The daemon of 23.3 and that of 24; STATIX_E2E_INPUTS_NX names others. */
const nxVersions = (
  process.env['STATIX_E2E_INPUTS_NX'] ?? (isPart ? '24.0.6' : '23.3.2,24.0.6')
).split(',');

const registry = sharedRegistry();
beforeAll(async () => {});
const binary = `dist/static/third/${triple}/release/third`;
const says = (expression: string): string => `fn main() {\n    println!("{}", ${expression});\n}\n`;

describe.each(nxVersions)('what is built is what is hashed, Nx %s', (version) => {
  let workspace: Workspace;
  beforeAll(async () => {
    workspace = await rustWorkspace(`inputs-${version}`, registry, version);
    workspace.write({
      'codegen/project.json': JSON.stringify({
        name: 'codegen',
        targets: {
          generate: {
            executor: 'nx:run-commands',
            cache: true,
            inputs: ['{projectRoot}/**/*', { externalDependencies: [] }],
            outputs: ['{workspaceRoot}/gen/out'],
            options: { command: 'node codegen/generate.cjs' },
          },
        },
      }),
      'codegen/generate.cjs': `const fs = require('node:fs');
fs.mkdirSync('gen/out', { recursive: true });
fs.writeFileSync('gen/out/told.txt', fs.readFileSync('codegen/word.txt'));
`,
      'codegen/word.txt': 'first',
      // Runs before the program and edits it, as somebody at a keyboard would.
      'another/project.json': JSON.stringify({
        name: 'another',
        targets: {
          'build-static': {
            executor: 'nx:run-commands',
            cache: false,
            options: { command: 'node another/edit.cjs' },
          },
        },
      }),
      'another/edit.cjs': `const fs = require('node:fs');
fs.writeFileSync('crates/third/src/main.rs', 'fn main() {\\n    println!("edited");\\n}\\n');
`,
    });
    workspace.edit('.gitignore', (text) => `${text}\ngen\n`);
    await workspace.commit('codegen');
  });
  afterEach(async () => {
    await workspace.reset();
  });
  afterAll(async () => {
    await workspace.nx(['daemon', '--stop']);
  });

  const build = (...more: string[]) => workspace.nx(['run', 'third:build-static', ...more]);
  const built = async (): Promise<string> => {
    const { status, output } = await build();
    if (status !== 0) throw new Error(output);
    return (await workspace.succeed(join(workspace.root, binary), [])).trim();
  };
  const metadata = (line: string): void => {
    workspace.edit(
      'crates/third/Cargo.toml',
      (text) => `${text}\n[package.metadata.statix.build-static]\n${line}\n`,
    );
  };

  test('fault: the output of another task is hashed before it runs, and built after', async () => {
    workspace.write({
      'crates/third/src/main.rs': says('include_str!("../../../gen/out/told.txt")'),
    });
    metadata('generatedInputs = { "codegen:generate" = ["gen/out"] }');
    for (const word of ['first', 'second', 'third', 'second', 'first']) {
      workspace.write({ 'codegen/word.txt': word });
      expect(await built()).toBe(word);
    }
  });

  test('fault: dependsOn in project.json replaces the task that writes an input', async () => {
    metadata('generatedInputs = { "codegen:generate" = ["gen/out"] }');
    const project = (dependsOn: string[]) => ({
      'crates/third/project.json': JSON.stringify({
        targets: { 'build-static': { dependsOn } },
      }),
    });
    workspace.write(project(['statix-image:identify']));
    expect((await build()).output).toContain('STATIX_PRODUCER_NOT_RUN');
    workspace.write(project(['...', 'codegen:generate']));
    expect(await built()).toBe('third');
  });

  test.each(['false', 'true'])(
    'fault: an edit between hash and build ends in the cache, daemon: %s',
    async (daemon) => {
      const env = { NX_DAEMON: daemon };
      workspace.write({ 'crates/third/src/main.rs': says(`"before ${daemon}"`) });
      // Otherwise Nx chooses which of the two runs first.
      workspace.write({
        'crates/third/project.json': JSON.stringify({
          targets: {
            'build-static': {
              dependsOn: ['...', { projects: ['another'], target: 'build-static' }],
            },
          },
        }),
      });
      await workspace.commit('before');
      const { status, output } = await workspace.nx(['run', 'third:build-static'], { env });
      expect(workspace.read('crates/third/src/main.rs')).toContain('edited');
      expect(output).toContain('STATIX_INPUT_CHANGED');
      expect(status).not.toBe(0);
      await workspace.reset();
      workspace.remove('crates/third/project.json');
      expect(await built()).toBe(`before ${daemon}`);
      await workspace.commit('without the other task');
    },
  );

  test('fault: outputPath on the command line is not in the outputs: the next run is a hit without a binary', async () => {
    const { status, output } = await build('--outputPath=out/here');
    expect(status).not.toBe(0);
    expect(output).toContain('STATIX_OUTPUT_NOT_DECLARED');
    // As the message says.
    const lines = output.replaceAll(/^third: /gm, '');
    const remedy = /^( *)\{\n[\s\S]*?\n\1\}$/m.exec(lines)?.[0] ?? '';
    expect(remedy).toContain('outputPath');
    workspace.write({ 'crates/third/project.json': remedy });
    for (const folder of ['out/here', 'out/there']) {
      const options = folder === 'out/here' ? [] : [`--outputPath=${folder}`];
      expect((await build(...options)).status).toBe(0);
      workspace.remove(folder);
      expect((await build(...options)).output).toContain('cache');
      expect(existsSync(join(workspace.root, folder, 'third'))).toBe(true);
    }
  });

  test('fault: a negation in project.json takes a file out of the hash and not out of the build', async () => {
    workspace.write({
      'crates/third/project.json': JSON.stringify({
        targets: { 'build-static': { inputs: ['...', '!{projectRoot}/word/**'] } },
      }),
    });
    expect((await build()).output).toContain('STATIX_INPUT_NOT_HASHED');
  });

  test('fault: a link leads to a file that is not hashed', async () => {
    workspace.write({
      'shared/word.txt': 'one',
      'crates/third/src/main.rs': says('include_str!("../word.txt")'),
    });
    symlinkSync('../../shared/word.txt', join(workspace.root, 'crates/third/word.txt'));
    expect((await build()).output).toContain('STATIX_INPUT_LINK');
    metadata('extraInputs = ["shared/word.txt"]');
    expect(await built()).toBe('one');
    workspace.write({ 'shared/word.txt': 'two' });
    expect(await built()).toBe('two');
  });
});
