import type { RemedyWords } from './signature.js';

/**
 * Takes variables out of what the build is given. Of those that it is given: where none of them is set,
 * there is nothing to remove, and the remedy is left out. A name that ends in `*` stands for all that begin so.
 *
 * @param because what they do: `they lead away from the image’s OpenSSL`
 */
export function removeVariables(names: readonly string[], because?: string): RemedyWords {
  const reason = because === undefined ? '' : `: ${because}`;
  const place = '`environment` and from [env] of .cargo/config.toml';
  return ({ environment }) => {
    if (environment === undefined)
      return `If ${names.join(', ')} is set, remove it from ${place}${reason}.`;
    const set = [...environment].filter((name) => names.some((one) => covers(one, name))).sort();
    return set.length === 0 ? undefined : `Remove ${set.join(', ')} from ${place}${reason}.`;
  };
}

function covers(pattern: string, name: string): boolean {
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}
