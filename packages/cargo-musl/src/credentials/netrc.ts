export interface Login {
  readonly username: string;
  readonly password: string;
}

/**
 * The login of a host in a .netrc file: of its `machine`, else of `default`. Macros are passed over.
 * ftp(1), "The .netrc file"; libcurl reads words in quotes as well.
 */
export function netrcLogin(text: string, host: string): Login | undefined {
  const words = wordsOf(text);
  let found: { login?: string; password?: string } | undefined;
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at];
    if (word === 'machine' || word === 'default') {
      if (found?.login !== undefined && found.password !== undefined) break;
      const name = word === 'machine' ? words[(at += 1)] : host;
      found = name === host ? {} : undefined;
    } else if (word === 'login' || word === 'password') {
      const value = words[(at += 1)];
      if (found !== undefined && value !== undefined) found[word] = value;
    } else if (word === 'account') at += 1;
  }
  if (found?.login === undefined || found.password === undefined) return undefined;
  return { username: found.login, password: found.password };
}

/** A macro goes to the next empty line; `#` begins a comment where a word could. */
function wordsOf(text: string): string[] {
  const plain = text.replace(/(^|\n)[ \t]*macdef[^\n]*\n(?:[^\n]+\n)*/g, '\n');
  return plain
    .split('\n')
    .filter((line) => !line.trimStart().startsWith('#'))
    .flatMap((line) => line.match(/"(?:[^"\\]|\\.)*"|\S+/g) ?? [])
    .map((word) =>
      word.startsWith('"') && word.length > 1 ? word.slice(1, -1).replace(/\\(.)/g, '$1') : word,
    );
}
