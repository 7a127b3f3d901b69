import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { caBundleVariables } from '@statix/engine';
import type { CertificateFacts } from './machine-facts.js';

const PEM =
  /-----BEGIN (?:TRUSTED )?CERTIFICATE-----[\s\S]+?-----END (?:TRUSTED )?CERTIFICATE-----/g;

/** Looks at the CA bundle that the fetch of crates would be given: the first variable that is set. */
export function readCertificates(env: NodeJS.ProcessEnv, now: Date): CertificateFacts {
  const variable = caBundleVariables.find((name) => (env[name] ?? '') !== '');
  const path = variable === undefined ? undefined : env[variable];
  if (variable === undefined || path === undefined) {
    return { variable: undefined, path: undefined, problem: undefined, count: 0 };
  }
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return { variable, path, problem: 'unreadable', count: 0 };
  }
  const expiries = [...text.matchAll(PEM)].flatMap(([pem]) => expiryOf(pem));
  const good = expiries.filter((expiry) => expiry > now).length;
  const problem =
    expiries.length === 0 ? 'no-certificates' : good === 0 ? ('all-expired' as const) : undefined;
  return { variable, path, problem, count: good };
}

function expiryOf(pem: string): Date[] {
  try {
    return [new Date(new X509Certificate(pem).validTo)];
  } catch {
    return [];
  }
}
