/** What a registry wants: a user's name and password, or a token from a place that it names. */
export type Challenge =
  | { readonly scheme: 'basic' }
  | {
      readonly scheme: 'bearer';
      readonly realm: string;
      readonly service: string | undefined;
    };

/** A header of a foreign server: no more of it is looked at. */
const MOST_CHARACTERS = 4096;

/**
 * Reads `WWW-Authenticate` (RFC 9110, 11.6.1): the first challenge of a kind that is known.
 *
 * @param header undefined or several, as they came
 */
export function parseChallenge(
  header: string | readonly string[] | undefined,
): Challenge | undefined {
  const lines = typeof header === 'string' ? [header] : (header ?? []);
  for (const line of lines) {
    if (line.length > MOST_CHARACTERS) continue;
    const match = /^\s*(?<scheme>[A-Za-z]+)(?:\s+(?<rest>.*))?$/.exec(line);
    const scheme = match?.groups?.['scheme']?.toLowerCase();
    if (scheme === 'basic') return { scheme };
    if (scheme !== 'bearer') continue;
    const parameters = parametersOf(match?.groups?.['rest'] ?? '');
    const realm = parameters.get('realm');
    if (realm !== undefined) return { scheme, realm, service: parameters.get('service') };
  }
  return undefined;
}

/** `realm="https://auth.example/token",service="registry"`; the first of a name counts. */
function parametersOf(text: string): Map<string, string> {
  const found = new Map<string, string>();
  const part = /([A-Za-z]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/g;
  for (const [, name = '', quoted, plain] of text.matchAll(part)) {
    const key = name.toLowerCase();
    if (!found.has(key)) found.set(key, quoted?.replaceAll(/\\(.)/g, '$1') ?? plain ?? '');
  }
  return found;
}
