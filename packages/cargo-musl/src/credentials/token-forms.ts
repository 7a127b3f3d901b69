/**
 * What a token may come back as. It is often a scheme and what follows it: `Bearer abc`, or `Basic` and the
 * base64 of a name and a secret, as Cratery has it.
 */
export function tokenForms(token: string): string[] {
  const [scheme = '', ...rest] = token.split(' ');
  if (rest.length === 0) return [token];
  const credentials = rest.join(' ');
  const login = /^basic$/i.test(scheme) ? Buffer.from(credentials, 'base64').toString() : '';
  const [, secret = ''] = /:(.+)$/s.exec(login) ?? [];
  return [token, credentials, ...(secret === '' ? [] : [secret])];
}
