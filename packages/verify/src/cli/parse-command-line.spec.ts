import { help } from './help.js';
import { FLAGS, parseCommandLine } from './parse-command-line.js';
import { cliSchema } from './schema.js';

test('every option of the schema has a flag, and every flag is in the help', () => {
  const options = FLAGS.map(({ option }) => option);
  expect(options.sort()).toEqual(Object.keys(cliSchema.shape).sort());
  for (const { name } of FLAGS) expect(help()).toContain(`  --${name}`);
});

test('flags become options', () => {
  const line = parseCommandLine([
    'a',
    '--args=--version',
    '--args=-x',
    '--environment=A=1=2',
    '--expect-stdout=^v1$',
    '--expect-exit-code=3',
    '--run',
    'b',
    'a',
  ]);
  expect(line).toMatchObject({
    ask: 'verify',
    paths: ['a', 'b'],
    options: {
      args: ['--version', '-x'],
      environment: { A: '1=2' },
      expectedStdout: '^v1$',
      expectedExitCode: 3,
      run: true,
    },
  });
});

test.each<[string[], string]>([
  [[], 'STATIX_COMMAND_LINE'],
  [['a', '--expect-stdou=x'], 'STATIX_COMMAND_LINE'],
  [['a', '--args', '--version'], 'STATIX_COMMAND_LINE'],
  [['a', '--args=--version'], 'STATIX_COMMAND_LINE'],
  [['a', '--expect-stdout=x'], 'STATIX_COMMAND_LINE'],
  [['a', '--environment=A'], 'STATIX_COMMAND_LINE'],
  [['a', '--per-binary={'], 'STATIX_COMMAND_LINE'],
  [['a', '--pids=many'], 'STATIX_OPTION_INVALID'],
  [['a', '--pids='], 'STATIX_OPTION_INVALID'],
  [['a', '--expect-linkage=dynamic'], 'STATIX_OPTION_INVALID'],
  [
    ['a', '--overrides={"matches-build-manifest":{"status":"fail","reason":"x"}}'],
    'STATIX_OPTION_INVALID',
  ],
])('%j is refused', (args, code) => {
  expect(() => parseCommandLine(args)).toThrow(expect.objectContaining({ code }));
});
