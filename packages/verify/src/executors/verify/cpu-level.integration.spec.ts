import type { ExecutorContext } from '@nx/devkit';
import type { BuildManifest, Check } from '@statix/contract';
import { ImageCompiler } from '../../testing/compile-in-image.js';
import { TestWorkspace } from '../../testing/workspace.js';
import verify from './executor.js';

jest.setTimeout(5 * 60 * 1000);

const hello = `
#include <stdio.h>
int main(void) { puts("value 3"); return 0; }
`;

/** SSE4.2 and POPCNT, which each x86-64 of the last fifteen years has, and the baseline has not. */
const wide = (guard: string) => `
#include <stdio.h>
#include <nmmintrin.h>
__attribute__((target("sse4.2,popcnt"), noinline)) static unsigned count(unsigned of) {
  return _mm_popcnt_u32(of) + (_mm_crc32_u32(0, of) == 0);
}
int main(int argc, char **argv) {
  (void)argv;
  printf("value %u\\n", ${guard} count(6 + argc));
  return 0;
}
`;

const asksFirst = '!__builtin_cpu_supports("x86-64-v2") ? 3 :';

/** What Rust's abort and __builtin_trap end with, on any processor. */
const trap = `
#include <stdio.h>
int main(void) { puts("value 3"); fflush(stdout); __builtin_trap(); }
`;

const slow = `
#include <stdio.h>
#include <unistd.h>
#include <cpuid.h>
int main(void) {
  unsigned a, b, c, d;
  __get_cpuid(1, &a, &b, &c, &d);
  if ((c & bit_SSE4_2) == 0) sleep(1000);
  puts("value 3");
  return 0;
}
`;

let compiler: ImageCompiler;
let workspace: TestWorkspace;

beforeAll(async () => {
  compiler = await ImageCompiler.create();
});
beforeEach(() => {
  workspace = new TestWorkspace();
  jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  jest.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterEach(() => {
  jest.restoreAllMocks();
  workspace.remove();
});

/** The check of a program of C that is built as its manifest says. */
async function cpuLevelOf(
  source: string,
  options: object = {},
  manifest: Partial<BuildManifest> = {},
): Promise<Check> {
  const { identity, reference } = compiler.image;
  const program = await compiler.compile(source);
  workspace.addBuilt('app', program, { image: { identity, reference }, ...manifest });
  const context = {
    root: workspace.root,
    cwd: workspace.root,
    isVerbose: false,
    projectName: 'app',
  };
  await verify({ expectedStdout: '^value 3$', ...options }, {
    ...context,
    projectsConfigurations: { version: 2, projects: {} },
    nxJsonConfiguration: {},
    projectGraph: { nodes: {}, dependencies: {} },
  } as ExecutorContext);
  return workspace.readReport('app').checks.find(({ id }) => id === 'cpu-level')!;
}

test('a program of the baseline', async () => {
  expect(await cpuLevelOf(hello, { expectedExitCode: 0 })).toMatchObject({ status: 'pass' });
});

test('instructions of a higher level', async () => {
  const check = await cpuLevelOf(wide(''), { expectedExitCode: 0 });
  expect(check).toMatchObject({
    status: 'warn',
    summary: expect.stringContaining('does not run on every x86-64'),
  });
  expect(check.evidence.join('\n')).toContain('SIGILL');
});

test('are no fault of a program for that level', async () => {
  expect(await cpuLevelOf(wide(''), { cpuLevel: 'v2' })).toMatchObject({ status: 'pass' });
});

test('nor of one that asks the processor first', async () => {
  expect(await cpuLevelOf(wide(asksFirst))).toMatchObject({ status: 'pass' });
});

test('nor is what ends a program on any processor', async () => {
  const check = await cpuLevelOf(trap, { expectedSignal: 'SIGILL' });
  expect(check).toMatchObject({ status: 'pass' });
});

test('what it was compiled with counts, whatever the run says', async () => {
  const cpu = { rust: ['-C target-cpu=native'], native: [] };
  const check = await cpuLevelOf(hello, {}, { cpu });
  expect(check).toMatchObject({
    status: 'warn',
    summary: 'It was compiled for more than x86-64: -C target-cpu=native',
  });
});

test('fault: too slow under emulation is not known', async () => {
  const check = await cpuLevelOf(slow, { timeoutSeconds: 1, expectedExitCode: 0 });
  expect(check).toMatchObject({
    status: 'not-provable',
    summary: expect.stringContaining('emulated, it was not done after 10 s'),
  });
});

test('fault: an engine without the image proves nothing', async () => {
  const image = { identity: 'f'.repeat(64), reference: compiler.image.reference };
  const check = await cpuLevelOf(hello, {}, { image });
  expect(check).toMatchObject({
    status: 'not-provable',
    summary: expect.stringContaining('this engine has not the image'),
  });
});
