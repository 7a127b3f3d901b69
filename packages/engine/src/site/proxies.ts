/** Each program reads those that it knows; Docker knows all of them as build arguments. */
const NAMES = ['HTTP_PROXY', 'HTTPS_PROXY', 'FTP_PROXY', 'NO_PROXY', 'ALL_PROXY'];

/** The proxies that this environment names, in the spelling that they have there; no other variable. */
export function proxyVariables(env: NodeJS.ProcessEnv): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of NAMES.flatMap((upper) => [upper, upper.toLowerCase()])) {
    const value = env[name];
    if (value !== undefined && value !== '') found[name] = value;
  }
  return found;
}
