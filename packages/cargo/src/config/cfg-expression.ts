/** One `cfg` of a target, as `rustc --print cfg` prints it: a name alone, or `name="value"`. */
export type TargetCfg = ReadonlySet<string>;

/**
 * Whether a key of Cargo's `[target.…]` tables is a `cfg(…)` that holds. A key that is no cfg, or
 * one that cannot be read, does not: so Cargo takes it (`CfgExpr::matches_key`).
 * Rust reference, "Conditional compilation"; `true` and `false` since Rust 1.88.
 */
export function cfgMatches(key: string, cfg: TargetCfg): boolean {
  const expression = /^cfg\((.*)\)$/s.exec(key)?.[1];
  if (expression === undefined) return false;
  const tokens = tokenize(expression);
  if (tokens === undefined) return false;
  const parser: Parser = { tokens, at: 0, cfg };
  const result = parsePredicate(parser);
  return result === true && parser.at === tokens.length;
}

interface Parser {
  readonly tokens: readonly string[];
  at: number;
  readonly cfg: TargetCfg;
}

function tokenize(expression: string): string[] | undefined {
  const tokens: string[] = [];
  let rest = expression.trimStart();
  while (rest !== '') {
    const token = /^(?:"[^"]*"|[A-Za-z_][A-Za-z0-9_]*|[(),=])/.exec(rest)?.[0];
    if (token === undefined) return undefined;
    tokens.push(token);
    rest = rest.slice(token.length).trimStart();
  }
  return tokens;
}

/** undefined: not an expression. */
function parsePredicate(parser: Parser): boolean | undefined {
  const name = parser.tokens[parser.at];
  if (name === undefined || !/^[A-Za-z_]/.test(name)) return undefined;
  parser.at += 1;
  const next = parser.tokens[parser.at];
  if (next === '(') return parseCall(name, parser);
  if (next === '=') {
    const value = parser.tokens[parser.at + 1];
    parser.at += 2;
    return value?.startsWith('"') === true ? parser.cfg.has(`${name}=${value}`) : undefined;
  }
  if (name === 'true' || name === 'false') return name === 'true';
  return parser.cfg.has(name);
}

function parseCall(name: string, parser: Parser): boolean | undefined {
  parser.at += 1;
  const values: boolean[] = [];
  while (parser.tokens[parser.at] !== ')') {
    const value = parsePredicate(parser);
    if (value === undefined) return undefined;
    values.push(value);
    if (parser.tokens[parser.at] === ',') parser.at += 1;
    else if (parser.tokens[parser.at] !== ')') return undefined;
  }
  parser.at += 1;
  if (name === 'all') return values.every(Boolean);
  if (name === 'any') return values.some(Boolean);
  return name === 'not' && values.length === 1 ? values[0] === false : undefined;
}
