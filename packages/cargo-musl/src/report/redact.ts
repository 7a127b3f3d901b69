import { homedir } from 'node:os';
import { hideSecrets } from '@statix/contract';

const HIDDEN = '[hidden]';

/** Names of variables whose values nobody else is to see. */
const secretName =
  /TOKEN|SECRET|PASSW|PASSPHRASE|CREDENTIAL|AUTH|COOKIE|PRIVATE|(?:API|ACCESS|SIGNING|ENCRYPTION)_?KEY/i;

/** A shorter value is a word that stands everywhere, such as `true`. */
const SHORTEST = 6;

/** What gives itself away by how it looks. */
const shapes: readonly (readonly [RegExp, string])[] = [
  // The login of an address.
  [/([a-z][a-z0-9+.-]{0,20}:\/\/)[^\s/@'"`]{1,500}@/gi, `$1${HIDDEN}@`],
  [/\b(bearer|basic|token)\s+[A-Za-z0-9._~+/-]{8,4096}=*/gi, `$1 ${HIDDEN}`],
  [
    /\b(authorization|cookie|set-cookie|private-token|x-api-key)(["']?\s*[:=]\s*)\S[^\n]{0,4096}/gi,
    `$1$2${HIDDEN}`,
  ],
  [
    /\b([\w-]{0,60}(?:token|secret|passw(?:or)?d|passphrase|api_?key)[\w-]{0,60})(["']?\s*[:=]\s*["']?)[^\s"',;}]{4,4096}/gi,
    `$1$2${HIDDEN}`,
  ],
  // GitHub, GitLab, AWS, npm, crates.io, Slack, and JSON web tokens.
  [/\b(?:gh[pousr]_|github_pat_|glpat-|npm_|xox[abprs]-)[A-Za-z0-9_-]{10,255}/g, HIDDEN],
  [/\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g, HIDDEN],
  [/\bcio[A-Za-z0-9]{28,64}\b/g, HIDDEN],
  [/\beyJ[A-Za-z0-9_-]{8,2048}\.[A-Za-z0-9_-]{4,4096}\.[A-Za-z0-9_-]{0,2048}/g, HIDDEN],
];

export interface Redaction {
  /** What is known to be secret, beside what the environment has under the name of one. */
  readonly secrets: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** Absolute folders, and what stands in their place. */
  readonly folders: Readonly<Record<string, string>>;
}

/**
 * Makes a function that takes secrets out of the lines of a text that goes to other people: known ones, values
 * of variables that are called like one, what looks like one, private keys of several lines, and where things
 * lie on this machine. Lines are to come in their order.
 */
export function redactor({ secrets, env, folders }: Redaction): (line: string) => string {
  const named = Object.entries(env).flatMap(([name, value = '']) =>
    secretName.test(name) && value.length >= SHORTEST ? [value] : [],
  );
  const hide = hideSecrets([...secrets, ...named].filter((value) => value.length >= 4));
  const places = Object.entries({ ...folders, [homedir()]: '~' })
    .filter(([folder]) => folder.length > 1)
    .sort(([left], [right]) => right.length - left.length);
  let inKey = false;
  return (line) => {
    if (/-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----/.test(line)) inKey = true;
    if (inKey) {
      if (/-----END [A-Z ]{0,40}PRIVATE KEY-----/.test(line)) inKey = false;
      return HIDDEN;
    }
    const known = hide(line);
    const shaped = shapes.reduce((text, [shape, instead]) => text.replace(shape, instead), known);
    return places.reduce((text, [folder, name]) => text.replaceAll(folder, name), shaped);
  };
}
