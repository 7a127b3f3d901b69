import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import { errorCode, errorMessage, StatixError } from '@statix/contract';

/** What a connection to an engine over TLS is made with, as Node's `tls.connect` names it; PEM. */
export interface EngineTls {
  /** Undefined: the authorities that Node knows. */
  readonly ca: Buffer | undefined;
  readonly cert: Buffer | undefined;
  readonly key: Buffer | undefined;
  /** Whether the engine has to prove who it is. */
  readonly rejectUnauthorized: boolean;
}

/** Where to find it. */
export interface TlsMaterial {
  /** Holds ca.pem, cert.pem and key.pem, as far as they are needed. */
  readonly folder: string;
  /** False only where a user has asked for it: DOCKER_TLS without DOCKER_TLS_VERIFY, a context's `skip-tls-verify`. */
  readonly verify: boolean;
  /** Without a ca.pem the authorities that Node knows count; docker contexts allow that. */
  readonly caOptional?: boolean;
}

/**
 * Reads certificates as the docker command does: ca.pem to check the engine with, cert.pem and key.pem
 * to be let in, which an engine need not ask for.
 *
 * @param source what asks for TLS, for messages: `DOCKER_HOST`
 * @throws StatixError STATIX_ENGINE_ADDRESS_INVALID, also for files that do not fit together
 */
export async function readTlsMaterial(
  { folder, verify, caOptional = false }: TlsMaterial,
  source: string,
): Promise<EngineTls> {
  const [ca, cert, key] = await Promise.all([
    verify ? read(join(folder, 'ca.pem'), source, folder) : undefined,
    read(join(folder, 'cert.pem'), source, folder),
    read(join(folder, 'key.pem'), source, folder),
  ]);
  if (verify && ca === undefined && !caOptional)
    throw unusable(source, folder, `There is no ${join(folder, 'ca.pem')}.`);
  if ((cert === undefined) !== (key === undefined))
    throw unusable(
      source,
      folder,
      `There is a ${cert === undefined ? 'key.pem' : 'cert.pem'} in ${folder} and no ${cert === undefined ? 'cert.pem' : 'key.pem'}.`,
    );
  try {
    // To no other end: a key that has a passphrase or is not the certificate's is found out here.
    createSecureContext({ ca, cert, key });
  } catch (cause) {
    throw unusable(source, folder, `The files in ${folder} cannot be used: ${errorMessage(cause)}`);
  }
  return { ca, cert, key, rejectUnauthorized: verify };
}

async function read(path: string, source: string, folder: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(errorCode(error) ?? '')) return undefined;
    throw unusable(source, folder, errorMessage(error));
  }
}

function unusable(source: string, folder: string, why: string): StatixError {
  return new StatixError({
    code: 'STATIX_ENGINE_ADDRESS_INVALID',
    what: `${source} asks for TLS, and its certificates cannot be used`,
    why,
    remedies: [
      `Put ca.pem, cert.pem and key.pem (without a passphrase) into ${folder}, or name their folder in DOCKER_CERT_PATH.`,
    ],
  });
}
