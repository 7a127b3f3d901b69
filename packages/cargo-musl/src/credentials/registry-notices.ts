import { neutralise, type Remedy } from '@statix/contract';
import { environmentKey } from './machine-registries.js';
import type { Withheld } from './plan-credentials.js';

/** What a person should know of a credential that a fetch is not given: never the credential. */
export interface CredentialNotice {
  readonly text: string;
  readonly remedy?: Remedy;
}

/** Says why a registry's token stays here. */
export function noticeOf(withheld: Withheld): CredentialNotice {
  const { name } = withheld;
  const key = /^[\w-]+$/.test(name) ? environmentKey(name) : '<NAME>';
  const variable = `CARGO_REGISTRIES_${key}_INDEX`;
  const inRepository = neutralise(withheld.inRepository);
  if (withheld.why === 'other-index') {
    const here = neutralise(withheld.here);
    return {
      text: `The token of registry ${name} is not given: the repository's index for it is ${inRepository}, that of this machine ${here}.`,
      remedy: {
        text: `Correct the index of ${name} in the repository's .cargo/config.toml:`,
        snippet: `[registries.${name}]\nindex = ${JSON.stringify(here)}`,
      },
    };
  }
  return {
    text: `The token of registry ${name} is not given: only the repository says which index it is for.`,
    remedy: {
      text: `If ${inRepository} is the registry that the token is for, say so to this machine:`,
      snippet: `export ${variable}=${quoted(inRepository)}`,
    },
  };
}

/** A registry whose provider had no token for it. */
export function unansweredNotice(name: string, why: string): CredentialNotice {
  return { text: `There is no token of registry ${name}: ${neutralise(why)}.` };
}

/** For a shell: a repository wrote it. */
function quoted(text: string): string {
  return /^[\w@%+=:,./-]*$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
