import { cpuOptions, type CompilerSettings } from './cpu-options.js';

function settings({
  rustflags = [],
  environment = {},
  configured = [],
  env = {},
}: {
  rustflags?: string[];
  environment?: Record<string, string>;
  configured?: string[];
  env?: Record<string, unknown>;
}): CompilerSettings {
  return {
    options: { rustflags, environment },
    configuredRustflags: configured,
    configuredEnvironment: Object.entries(env).map(([key, value]) => [`env.${key}`, { value }]),
  };
}

const rustOf = (given: Parameters<typeof settings>[0]) => cpuOptions(settings(given), [])?.rust;

describe('of rustc', () => {
  test.each([
    [['-C', 'target-cpu=native'], ['-C target-cpu=native']],
    [['-Ctarget-cpu=haswell'], ['-C target-cpu=haswell']],
    [['--codegen', 'target-cpu=znver4'], ['-C target-cpu=znver4']],
    [['--codegen=target-cpu=x86-64-v3'], ['-C target-cpu=x86-64-v3']],
    [['-Ctarget_cpu=native'], ['-C target-cpu=native']],
    [
      ['-Ctarget-feature=+crt-static,+bmi2', '-C', 'target-feature=+avx2,+sse2'],
      ['-C target-feature=+avx2', '-C target-feature=+bmi2'],
    ],
    [['-Ctarget-cpu=native', '-Ctarget-cpu=skylake'], ['-C target-cpu=skylake']],
  ])('%j', (rustflags, expected) => {
    expect(rustOf({ rustflags })).toEqual(expected);
    expect(rustOf({ configured: rustflags })).toEqual(expected);
  });

  test.each([
    [[]],
    [['-Ctarget-cpu=x86-64']],
    [['-Ctarget-cpu=native', '-Ctarget-cpu=x86-64']],
    [['-Ctarget-feature=+avx2', '-Ctarget-feature=-avx2']],
    [['-Ctarget-feature=+crt-static,-sse3,+fxsr']],
    [['-Copt-level=3', '-Clink-arg=-Ctarget-cpu=native', '-Ztune-cpu=native']],
  ])('%j needs nothing', (rustflags) => {
    expect(cpuOptions(settings({ rustflags }), [])).toBeUndefined();
  });

  test('options come after the configuration', () => {
    const configured = ['-Ctarget-cpu=native'];
    expect(rustOf({ configured, rustflags: ['-Ctarget-cpu=x86-64'] })).toBeUndefined();
  });

  test('RUSTFLAGS of the environment takes the place of all, and CARGO_ENCODED_RUSTFLAGS of that', () => {
    const environment = { RUSTFLAGS: ' -C target-cpu=haswell ' };
    const configured = ['-Ctarget-cpu=native'];
    expect(rustOf({ configured, environment })).toEqual(['-C target-cpu=haswell']);
    const CARGO_ENCODED_RUSTFLAGS = '-C\x1ftarget-cpu=znver1';
    expect(rustOf({ environment: { ...environment, CARGO_ENCODED_RUSTFLAGS } })).toEqual([
      '-C target-cpu=znver1',
    ]);
    expect(rustOf({ configured, environment: { RUSTFLAGS: '' } })).toEqual([
      '-C target-cpu=native',
    ]);
    const own = { CARGO_TARGET_X86_64_UNKNOWN_LINUX_MUSL_RUSTFLAGS: '-C target-cpu=nehalem' };
    expect(rustOf({ environment: own })).toEqual(['-C target-cpu=nehalem']);
  });
});

describe('of C and C++', () => {
  test('what the linker has recorded, sorted, each once', () => {
    const recorded = ['-mavx2', '-march=native', '-mavx2'];
    expect(cpuOptions(settings({}), recorded)).toEqual({
      rust: [],
      native: ['-march=native', '-mavx2'],
    });
  });

  test('where the linker has recorded nothing it is not known', () => {
    expect(cpuOptions(settings({}), undefined)).toEqual({ rust: [], native: null });
  });

  test('attack: a line of the record that is no option is left out, and there is an end to them', () => {
    const hostile = ['-o/etc/passwd', '', '-march=\u001b[31mred', `-m${'x'.repeat(200)}`, 'PASS'];
    expect(cpuOptions(settings({}), hostile)).toBeUndefined();
    const many = Array.from({ length: 100_000 }, (_, index) => `-mx${index}`);
    expect(cpuOptions(settings({}), many)?.native).toHaveLength(500);
  });

  test('what the environment asks for everywhere', () => {
    const environment = {
      CFLAGS_x86_64_unknown_linux_musl: '-O2 -march=haswell -mtune=native',
      CXXFLAGS: '-mavx2',
      HOST_CFLAGS: '-march=native',
      NAME: '-march=native',
    };
    const everywhere = cpuOptions(settings({ environment }), [])?.nativeEverywhere;
    expect(everywhere).toEqual(['-march=haswell', '-mavx2']);
    expect(cpuOptions(settings({ environment: { CFLAGS: '-march=x86-64' } }), [])).toBeUndefined();
  });

  test('[env] of Cargo’s configuration is such an environment', () => {
    const nativeEverywhere = ['-march=native'];
    for (const env of [{ CFLAGS: '-march=native' }, { 'CFLAGS.value': '-march=native' }]) {
      expect(cpuOptions(settings({ env }), [])).toMatchObject({ nativeEverywhere });
    }
    expect(cpuOptions(settings({ env: { 'CFLAGS.force': true } }), [])).toBeUndefined();
  });
});
