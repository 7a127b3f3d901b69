import { askProviders, type RunOwnProgram } from './ask-providers.js';
import type { Provider } from './machine-registries.js';
import type { OwnProgram, Told } from './own-program.js';

const index = 'sparse+https://crates.corp.example/';
const hello = '{"v":[1]}\n';

function ask(
  providers: readonly Provider[],
  answers: Readonly<Record<string, Told>> = {},
  token?: string,
) {
  const asked: OwnProgram[] = [];
  const run: RunOwnProgram = (program) => {
    asked.push(program);
    return Promise.resolve(
      answers[program.argv[0]] ?? { failed: `${program.argv[0]} was not found` },
    );
  };
  const registry = { name: 'corp', index, token, providers };
  return { answer: askProviders({ name: 'ours', index, registry }, run), asked };
}

test('cargo:token runs nothing', async () => {
  const { answer, asked } = ask([['cargo:token']], {}, 's3cret');
  expect(await answer).toEqual({ token: 's3cret' });
  expect(asked).toEqual([]);
});

test('a provider that speaks the protocol is asked for this index by the machine’s name for it', async () => {
  const ok =
    '{"Ok":{"kind":"get","token":"s3cret","cache":"session","operation_independent":true}}\n';
  const { answer, asked } = ask([['tell', 'x']], { tell: { text: hello + ok } });
  expect(await answer).toEqual({ token: 's3cret' });
  expect(asked[0]?.argv).toEqual(['tell', '--cargo-plugin']);
  expect(JSON.parse(asked[0]?.input ?? '')).toEqual({
    v: 1,
    registry: { 'index-url': index, name: 'corp' },
    kind: 'get',
    operation: 'read',
    args: ['x'],
  });
});

test('the next is asked when one has nothing, and only then', async () => {
  const nothing = { text: `${hello}{"Err":{"kind":"not-found"}}\n` };
  const next = ask([['first'], ['cargo:token']], { first: nothing }, 's3cret');
  expect(await next.answer).toEqual({ token: 's3cret' });
  const failed = ask([['first'], ['cargo:token']], {}, 's3cret');
  expect(await failed.answer).toEqual({ none: 'first was not found' });
});

test('a program that prints a token gets the index in its arguments and environment', async () => {
  const provider: Provider = ['cargo:token-from-stdout', 'print', '--for={index_url}'];
  const { answer, asked } = ask([provider], { print: { text: 's3cret\n' } });
  expect(await answer).toEqual({ token: 's3cret' });
  expect(asked[0]).toEqual({
    argv: ['print', `--for=${index}`],
    environment: { CARGO_REGISTRY_INDEX_URL: index, CARGO_REGISTRY_NAME_OPT: 'corp' },
  });
});

test.each([
  ['two lines', 'b\nc\n'],
  ['nothing', ''],
])('fault: it prints %s', async (_name, text) => {
  const { answer } = ask([['cargo:token-from-stdout', 'print']], { print: { text } });
  expect(await answer).toEqual({ none: 'print printed no token on one line' });
});

test('attack: what a provider prints is never part of what is told about it', async () => {
  for (const text of ['s3cret', `${hello}s3cret`, `${hello}{"Err":{"kind":"s3cret"}}`]) {
    const { answer } = ask([['tell']], { tell: { text } });
    expect(JSON.stringify(await answer)).not.toContain('s3cret');
  }
});

test('a provider within Cargo is named', async () => {
  expect(await ask([['cargo:libsecret']]).answer).toEqual({
    none: 'its credential provider is cargo:libsecret, which only Cargo itself can ask',
  });
});
