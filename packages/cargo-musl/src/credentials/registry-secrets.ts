import type { RegistryIndex } from '../cargo/cargo-options.js';
import type { Answer } from './ask-providers.js';
import type { FetchSecrets } from './fetch-secrets.js';
import type { CredentialPlan, Grant } from './plan-credentials.js';
import { noticeOf, unansweredNotice } from './registry-notices.js';
import { tokenForms } from './token-forms.js';

/**
 * The tokens of registries for a fetch. Cargo reads no token from a file of our choice: its own would be
 * in CARGO_HOME, a volume that stays. So each is printed to it by `cat`, through a provider that our
 * configuration names and no repository can.
 *
 * @param folder absolute, of the files in memory
 */
export function registrySecrets(
  { indexes, withheld }: Pick<CredentialPlan, 'indexes' | 'withheld'>,
  answers: readonly { readonly grant: Grant; readonly answer: Answer }[],
  folder: string,
): FetchSecrets {
  const given = answers.flatMap(({ grant, answer }, number) =>
    'token' in answer ? [{ ...grant, token: answer.token, file: `registries/${number}` }] : [],
  );
  const providers = given.map(({ name, file }) => {
    const argv = ['cargo:token-from-stdout', '/bin/cat', `${folder}/${file}`];
    return `${keyOf(name)}.credential-provider = ${JSON.stringify(argv)}\n`;
  });
  return {
    files: given.map(({ file, token }) => ({
      path: file,
      mode: 0o600,
      content: Buffer.from(`${token}\n`),
    })),
    config: [
      // Where no provider is configured, Cargo asks for one and does not say for which registry.
      'registry.global-credential-providers = ["cargo:token"]\n',
      registryIndexLines(indexes),
      ...providers,
    ].join(''),
    environment: {},
    inClear: given.some(({ index }) => index.replace('sparse+', '').startsWith('http:')),
    hidden: given.flatMap(({ token }) => tokenForms(token)),
    notices: [
      ...withheld.map(noticeOf),
      ...answers.flatMap(({ grant, answer }) =>
        'none' in answer && answer.none !== undefined
          ? [unansweredNotice(grant.registry.name, answer.none)]
          : [],
      ),
    ],
  };
}

/** TOML that gives registries their index. */
export function registryIndexLines(indexes: readonly RegistryIndex[]): string {
  return indexes
    .map(({ name, index }) => `${keyOf(name)}.index = ${JSON.stringify(index)}\n`)
    .join('');
}

function keyOf(name: string): string {
  return `registries.${/^[A-Za-z0-9_-]+$/.test(name) ? name : JSON.stringify(name)}`;
}
