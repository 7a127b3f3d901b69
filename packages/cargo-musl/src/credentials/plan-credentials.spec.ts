import type { MachineRegistry } from './machine-registries.js';
import { planCredentials, type FetchSources } from './plan-credentials.js';

const index = 'sparse+https://crates.corp.example/index/';
const evil = 'sparse+https://evil.example/index/';

function sources(change: Partial<FetchSources> = {}): FetchSources {
  return {
    locked: ['registry+https://github.com/rust-lang/crates.io-index', index],
    registries: new Map([['corp', index]]),
    replacements: [],
    named: new Set(['corp']),
    ...change,
  };
}

function registry(change: Partial<MachineRegistry> = {}): MachineRegistry {
  return { name: 'corp', index, token: 's3cret', providers: [['cargo:token']], ...change };
}

test('a token is given for the index that the machine has for it', () => {
  expect(planCredentials(sources(), [registry()])).toEqual({
    grants: [{ name: 'corp', index, registry: registry() }],
    withheld: [],
    indexes: [],
  });
});

test('attack: a repository that redirects the index of a named registry does not get the token', () => {
  for (const redirected of [
    evil,
    index.replace('https:', 'http:'),
    index.replace('.example', '.example:8443'),
    index.replace('crates.corp', 'crates.corp.example@evil'),
    index.replace('/index/', '/other/'),
  ]) {
    const plan = planCredentials(
      sources({ locked: [redirected], registries: new Map([['corp', redirected]]) }),
      [registry()],
    );
    expect(plan.grants).toEqual([]);
    expect(plan.withheld).toEqual([
      { why: 'other-index', name: 'corp', here: index, inRepository: redirected },
    ]);
  }
});

test('attack: a name that is the same in an environment variable does not get it either', () => {
  const plan = planCredentials(
    sources({ locked: [evil], registries: new Map([['CORP-a', evil]]) }),
    [registry({ name: 'corp_a' })],
  );
  expect(plan.grants).toEqual([]);
  expect(plan.withheld).toHaveLength(1);
});

test('attack: a repository that takes the name for another address, and needs the true one too', () => {
  const plan = planCredentials(
    sources({ locked: [evil, index], registries: new Map([['corp', evil]]) }),
    [registry()],
  );
  expect(plan.grants.map(({ name, index: to }) => [name, to])).toEqual([['statix-0', index]]);
  expect(plan.indexes).toEqual([{ name: 'statix-0', index }]);
  expect(plan.withheld.map(({ why }) => why)).toEqual(['other-index']);
});

test('without an index on the machine nobody knows whose token it is', () => {
  const plan = planCredentials(sources(), [registry({ index: undefined })]);
  expect(plan.grants).toEqual([]);
  expect(plan.withheld).toEqual([{ why: 'no-index', name: 'corp', inRepository: index }]);
});

test('attack: a provider that tells one token for all is not asked about an index of the repository’s', () => {
  const plan = planCredentials(sources(), [], true);
  expect(plan.grants).toEqual([]);
  expect(plan.withheld).toEqual([{ why: 'no-index', name: 'corp', inRepository: index }]);
  expect(planCredentials(sources(), [registry()], true).withheld).toEqual([]);
});

test('a registry of the machine that the fetch does not use is not asked for', () => {
  const plan = planCredentials(sources({ locked: [] }), [registry()]);
  expect(plan).toEqual({ grants: [], withheld: [], indexes: [] });
});

test('a registry that only the machine knows has its index from there', () => {
  const plan = planCredentials(sources({ registries: new Map() }), [registry()]);
  expect(plan.indexes).toEqual([{ name: 'corp', index }]);
  expect(plan.grants.map(({ name }) => name)).toEqual(['corp']);
});

test('a mirror that replaces crates.io may need a token', () => {
  const plan = planCredentials(sources({ locked: [], replacements: [index] }), [registry()]);
  expect(plan.grants.map(({ name }) => name)).toEqual(['corp']);
});

test('the repository may call the registry by a name of its own', () => {
  const plan = planCredentials(
    sources({ registries: new Map([['ours', index]]), named: new Set(['ours']) }),
    [registry()],
  );
  expect(plan.grants.map(({ name }) => name)).toEqual(['ours']);
  expect(plan.indexes).toEqual([]);
});

test('an index of git is in the lock with a prefix and in the configuration without', () => {
  const git = 'https://git.corp.example/index.git';
  const plan = planCredentials(
    sources({ locked: [`registry+${git}`], registries: new Map([['corp', git]]) }),
    [registry({ index: git })],
  );
  expect(plan.grants.map(({ index: to }) => to)).toEqual([git]);
});
