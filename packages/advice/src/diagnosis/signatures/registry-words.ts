import type { RemedyWords, Situation } from '../signature.js';

/** The registry that the line names, as Cargo's configuration and as variables write it. */
function registryOf({ line }: Situation): { readonly name: string; readonly key: string } {
  const name = /\bfor `([\w-]{1,64})`/.exec(line)?.[1];
  if (name === undefined) return { name: '<name>', key: '<NAME>' };
  return { name, key: name.toUpperCase().replaceAll('-', '_') };
}

export const setVariables: RemedyWords = (situation) => {
  const { key } = registryOf(situation);
  const meaning = key === '<NAME>' ? '; <NAME> is its name in capitals, with _ for -' : '';
  return {
    text: `Give the machine the index and the token of the registry${meaning}:`,
    snippet: `export CARGO_REGISTRIES_${key}_INDEX=<index>\nexport CARGO_REGISTRIES_${key}_TOKEN=<token>`,
  };
};

/** Without a provider, `cargo login` fails at a registry that wants a token for reading. */
export const keepTokens =
  (text: string): RemedyWords =>
  (situation) => ({
    text,
    snippet: `[registries.${registryOf(situation).name}]\nindex = "<index>"\ncredential-provider = "cargo:token"`,
  });

export const logIn =
  (text: string, before = ''): RemedyWords =>
  (situation) => {
    const { name } = registryOf(situation);
    return { text, snippet: `${before.replace('<name>', name)}cargo login --registry ${name}` };
  };

export const variableWins: RemedyWords = (situation) =>
  `If CARGO_REGISTRIES_${registryOf(situation).key}_TOKEN is set, it wins over what is stored: put the new one there, or unset it.`;
