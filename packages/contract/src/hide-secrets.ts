/** What stands in the place of a secret. */
const HIDDEN = '[hidden]';

/**
 * Makes a function that takes secrets out of a line: a server may send one back in an error message,
 * which Cargo shows. As they are, in base64 and as part of a URL.
 */
export function hideSecrets(secrets: readonly string[]): (line: string) => string {
  const forms = new Set(
    secrets
      .filter((secret) => secret !== '')
      .flatMap((secret) => [
        secret,
        Buffer.from(secret).toString('base64'),
        Buffer.from(secret).toString('base64').replace(/=+$/, ''),
        encodeURIComponent(secret),
      ]),
  );
  // The longest first: one may be a part of another.
  const sorted = [...forms].sort((left, right) => right.length - left.length);
  return (line) => sorted.reduce((text, form) => text.replaceAll(form, HIDDEN), line);
}
