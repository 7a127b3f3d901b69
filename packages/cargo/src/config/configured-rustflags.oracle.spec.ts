import { join } from 'node:path';
import { execaSync } from 'execa';
import { configuredRustflags } from '../index.js';
import { cargo, describeWithCargo, describeWithMuslTarget } from '../testing/cargo.js';
import {
  packageToml,
  removeTemporaryRepositories,
  temporaryRepository,
} from '../testing/temporary-repository.js';
import { targetCfg } from './target-cfg.js';

afterAll(removeTemporaryRepositories);

const triple = 'x86_64-unknown-linux-musl';

describeWithCargo('rustc', () => {
  test('prints these cfg values of the target when Cargo asks', () => {
    const kinds = ['bin', 'rlib', 'dylib', 'cdylib', 'staticlib', 'proc-macro'].flatMap((kind) => [
      '--crate-type',
      kind,
    ]);
    const args = ['-', '--crate-name', '___', '--target', triple, ...kinds, '--print=cfg'];
    const { stdout } = execaSync('rustc', args, { input: '' });
    // Cargo drops this one (`not_user_specific_cfg`).
    const printed = stdout
      .trim()
      .split('\n')
      .filter((cfg) => cfg !== 'proc_macro');
    expect([...targetCfg(triple)].sort()).toEqual(printed.sort());
  });
});

/** Configuration files from the outermost to the nearest; the flags are cfg names that cargo passes on. */
const cases: Record<string, Record<string, string>> = {
  'build.rustflags alone': {
    'near/.cargo/config.toml': '[build]\nrustflags = ["--cfg", "build"]\n',
  },
  'a string with several spaces': {
    'near/.cargo/config.toml': '[build]\nrustflags = " --cfg  one --cfg\\ttwo "\n',
  },
  'target instead of build': {
    'near/.cargo/config.toml': `[build]\nrustflags = ["--cfg", "build"]\n[target.${triple}]\nrustflags = "--cfg target"\n`,
  },
  'an empty target table leaves build': {
    'near/.cargo/config.toml': `[build]\nrustflags = ["--cfg", "build"]\n[target.${triple}]\nrustflags = []\n`,
  },
  'target and cfg tables joined, in the order of their keys': {
    'near/.cargo/config.toml': `
[target.'cfg(unix)']
rustflags = ["--cfg", "b"]
[target.'cfg(all(target_env = "musl", not(windows)))']
rustflags = ["--cfg", "a"]
[target.'cfg(windows)']
rustflags = ["--cfg", "no"]
[target.'cfg(target_feature = "crt-static")']
rustflags = ["--cfg", "no"]
[target.'cfg(any(target_os = "macos", target_feature = "sse2",))']
rustflags = "--cfg c"
[target.${triple}]
rustflags = ["--cfg", "own"]
[target.x86_64-unknown-linux-gnu]
rustflags = ["--cfg", "no"]
`,
  },
  'lists of several files joined, the nearest last': {
    '.cargo/config.toml': '[build]\nrustflags = ["--cfg", "outer"]\n',
    'near/.cargo/config.toml': '[build]\nrustflags = ["--cfg", "inner"]\n',
  },
  'strings of several files: the nearest': {
    '.cargo/config.toml': '[build]\nrustflags = "--cfg outer"\n',
    'near/.cargo/config.toml': '[build]\nrustflags = "--cfg inner"\n',
  },
  'the file without extension': {
    'near/.cargo/config': '[build]\nrustflags = ["--cfg", "old"]\n',
    'near/.cargo/config.toml': '[build]\nrustflags = ["--cfg", "new"]\n',
  },
  'files that are included': {
    'near/.cargo/config.toml':
      'include = ["one.toml", { path = "sub/two.toml", optional = true }, { path = "gone.toml", optional = true }]\n' +
      '[build]\nrustflags = ["--cfg", "own"]\n',
    'near/.cargo/one.toml': '[build]\nrustflags = ["--cfg", "one"]\n',
    'near/.cargo/sub/two.toml': 'include = ["three.toml"]\n[build]\nrustflags = ["--cfg", "two"]\n',
    'near/.cargo/sub/three.toml': '[build]\nrustflags = ["--cfg", "three"]\n',
  },
};

describeWithMuslTarget('takes the flags that cargo gives rustc', () => {
  for (const [name, configs] of Object.entries(cases)) {
    test(name, () => {
      const { root, read } = temporaryRepository({
        ...configs,
        'near/Cargo.toml': packageToml('near', '[workspace]\n'),
        'near/src/lib.rs': '',
      });
      const repository = read();
      expect(repository.problems).toEqual([]);
      const { configFiles } = repository.workspaces[0]!;
      const texts = configFiles.map((path) => ({ path, text: configs[path]! }));

      const built = cargo(join(root, 'near'), 'build', '--offline', '-v', '--target', triple);
      expect(built.ok ? '' : built.stderr).toBe('');
      const command = built.stderr.split('\n').find((line) => line.includes('--crate-name near'));
      const passed = [...command!.matchAll(/--cfg ([a-z]+)(?=[ `])/g)].map((match) => match[1]);
      const ours = configuredRustflags(texts, triple).rustflags.filter((flag) => flag !== '--cfg');
      expect(ours).toEqual(passed);
      expect(passed.length).toBeGreaterThan(0);
    });
  }
});

describeWithCargo('cargo', () => {
  test('cannot merge lists and strings, and neither can this', () => {
    const configs = {
      '.cargo/config.toml': '[build]\nrustflags = "--cfg outer"\n',
      'near/.cargo/config.toml': '[build]\nrustflags = ["--cfg", "inner"]\n',
    };
    const { root } = temporaryRepository({
      ...configs,
      'near/Cargo.toml': packageToml('near'),
      'near/src/lib.rs': '',
    });
    expect(cargo(join(root, 'near'), 'build', '--offline').stderr).toContain('failed to merge');
    const texts = Object.entries(configs).map(([path, text]) => ({ path, text }));
    expect(() => configuredRustflags(texts.reverse(), triple)).toThrow(
      expect.objectContaining({ code: 'STATIX_CARGO_CONFIG_INVALID' }),
    );
  });
});
