export interface Position {
  readonly line: number;
  readonly column: number;
}

/**
 * Where a key stands in a TOML text, counted from 1. smol-toml reports positions of syntax errors
 * only; this finds the ones that the meaning of a document is wrong at. It looks at table headers
 * and the keys at the start of lines, so for a key inside an inline table it gives the line of the
 * table that holds it.
 *
 * @param path keys from the top; a number counts the tables of an array of tables from 0, or, as the
 *   last of them, the items of an array
 * @returns the deepest part of the path that was found; the start of the text when nothing was
 */
export function keyPosition(text: string, path: readonly PropertyKey[]): Position {
  const wanted = path.map(String);
  const arrayLengths = new Map<string, number>();
  let table: string[] = [];
  let best: Position = { line: 1, column: 1 };
  let bestDepth = 0;
  let inMultilineString: string | undefined;

  const consider = (keys: readonly string[], line: number, column: number): void => {
    const depth = sharedDepth(keys, wanted);
    const leads = depth === keys.length || depth === wanted.length;
    if (leads && depth > bestDepth) {
      best = { line, column };
      bestDepth = depth;
    }
  };

  text.split(/\r?\n/).forEach((content, index) => {
    const opened = inMultilineString;
    inMultilineString = multilineStringAfter(content, opened);
    if (opened !== undefined) return;
    const column = content.length - content.trimStart().length + 1;
    const header = /^\s*(\[\[?)(.*)$/.exec(content);
    if (header === null) {
      const keys = keysBefore(content.trimStart(), '=');
      if (keys !== undefined) consider([...table, ...keys], index + 1, column);
      return;
    }
    const keys = keysBefore(header[2] ?? '', ']');
    if (keys === undefined) return;
    table = keys;
    if (header[1] === '[[') {
      const name = keys.join('\u0000');
      const position = arrayLengths.get(name) ?? 0;
      arrayLengths.set(name, position + 1);
      table = [...keys, String(position)];
    }
    consider(table, index + 1, column);
  });
  const last = path.at(-1);
  return typeof last === 'number' && bestDepth === path.length - 1
    ? (itemPosition(text, best, last) ?? best)
    : best;
}

/** Where an item of the array begins that is the value of the key at a position. */
function itemPosition(text: string, key: Position, item: number): Position | undefined {
  const lines = text.split('\n');
  const start = lines.slice(0, key.line - 1).reduce((length, line) => length + line.length + 1, 0);
  const rest = text.slice(start);
  const opening = /^[^\n]*?=\s*\[/.exec(rest);
  if (opening === null) return undefined;
  const tokens = /#[^\n]*|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[[\]{},]|[^\s#"'[\]{},]+/g;
  tokens.lastIndex = opening[0].length;
  let depth = 1;
  let count = 0;
  for (let token = tokens.exec(rest); token !== null; token = tokens.exec(rest)) {
    const [found] = token;
    if (found.startsWith('#')) continue;
    if (depth === 1 && found === ',') count += 1;
    else if (depth === 1 && count === item && found !== ']')
      return positionAt(text, start + token.index);
    if (found === '[' || found === '{') depth += 1;
    if (found === ']' || found === '}') depth -= 1;
    if (depth === 0) return undefined;
  }
  return undefined;
}

function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}

function sharedDepth(left: readonly string[], right: readonly string[]): number {
  let depth = 0;
  while (depth < left.length && depth < right.length && left[depth] === right[depth]) depth += 1;
  return depth;
}

/** The dotted key at the start of `content`, if `end` follows it. */
function keysBefore(content: string, end: '=' | ']'): string[] | undefined {
  const keys: string[] = [];
  let rest = content;
  for (;;) {
    const part = /^\s*(?:("(?:[^"\\]|\\.)*")|'([^']*)'|([A-Za-z0-9_-]+))\s*(.)/.exec(rest);
    if (part === null) return undefined;
    keys.push(unquoted(part[1]) ?? part[2] ?? part[3] ?? '');
    if (part[4] === end) return keys;
    if (part[4] !== '.') return undefined;
    rest = rest.slice(part[0].length);
  }
}

/** A basic string's text; its escapes that occur in keys are JSON's too (TOML 1.0, "String"). */
function unquoted(quoted: string | undefined): string | undefined {
  if (quoted === undefined) return undefined;
  try {
    const text: unknown = JSON.parse(quoted);
    return typeof text === 'string' ? text : quoted;
  } catch {
    return quoted.slice(1, -1);
  }
}

/** The quotes of the multi-line string that is open at the end of the line, if one is. */
function multilineStringAfter(content: string, opened: string | undefined): string | undefined {
  let open = opened;
  for (const [quotes] of content.matchAll(/"""|'''/g)) {
    if (open === undefined) open = quotes;
    else if (open === quotes) open = undefined;
  }
  return open;
}
