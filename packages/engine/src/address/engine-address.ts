import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorMessage, StatixError } from '@statix/contract';

/** Certificates for an engine that is reached over TLS, PEM. */
export interface EngineCertificates {
  readonly ca: Buffer;
  readonly cert: Buffer;
  readonly key: Buffer;
}

/** Where an engine listens. `text` is how a user would write it. */
export type EngineAddress =
  | { readonly kind: 'socket'; readonly text: string; readonly path: string }
  | {
      readonly kind: 'tcp';
      readonly text: string;
      readonly protocol: 'http' | 'https';
      readonly host: string;
      readonly port: number;
      readonly certificates: EngineCertificates | undefined;
    };

/**
 * Reads an address as `DOCKER_HOST` and docker contexts write it: `unix://`, `tcp://`, `http://`,
 * `https://`, or `host:port`.
 *
 * @param source where it was found, for messages: `DOCKER_HOST`
 * @param certificateFolder holds ca.pem, cert.pem and key.pem if the engine wants TLS
 * @throws StatixError STATIX_ENGINE_ADDRESS_INVALID, also for `ssh://`
 */
export async function parseEngineAddress(
  text: string,
  source: string,
  certificateFolder?: string,
): Promise<EngineAddress> {
  if (text.startsWith('unix://')) return socketAddress(text.slice('unix://'.length), text);
  if (text.startsWith('ssh://')) throw sshRefused(text, source);

  const url = parseUrl(text.includes('://') ? text : `tcp://${text}`, text, source);
  if (!['tcp:', 'http:', 'https:'].includes(url.protocol) || url.hostname === '') {
    throw invalid(text, source);
  }
  const secure = url.protocol === 'https:' || certificateFolder !== undefined;
  return {
    kind: 'tcp',
    text,
    protocol: secure ? 'https' : 'http',
    host: url.hostname,
    port: url.port === '' ? (secure ? 2376 : 2375) : Number(url.port),
    certificates:
      certificateFolder === undefined
        ? undefined
        : await readCertificates(certificateFolder, source),
  };
}

/** The address of a Unix domain socket; an empty path is Docker's own. */
export function socketAddress(path: string, text = `unix://${path}`): EngineAddress {
  return { kind: 'socket', text, path: path === '' ? '/var/run/docker.sock' : path };
}

function parseUrl(urlText: string, text: string, source: string): URL {
  try {
    // A scheme that URL does not know ("tcp") would keep its host opaque in old versions of Node.
    return new URL(urlText);
  } catch {
    throw invalid(text, source);
  }
}

async function readCertificates(folder: string, source: string): Promise<EngineCertificates> {
  try {
    const [ca, cert, key] = await Promise.all([
      readFile(join(folder, 'ca.pem')),
      readFile(join(folder, 'cert.pem')),
      readFile(join(folder, 'key.pem')),
    ]);
    return { ca, cert, key };
  } catch (cause) {
    throw new StatixError({
      code: 'STATIX_ENGINE_ADDRESS_INVALID',
      what: `${source} asks for TLS, and its certificates cannot be read`,
      why: errorMessage(cause),
      remedies: [
        `Put ca.pem, cert.pem and key.pem into ${folder}, or name their folder in DOCKER_CERT_PATH.`,
      ],
      cause,
    });
  }
}

/** docker-modem, which dockerode speaks through, checks no host key (its ssh.js sets no verifier). */
function sshRefused(text: string, source: string): StatixError {
  return new StatixError({
    code: 'STATIX_ENGINE_ADDRESS_INVALID',
    what: `${source} is ${text}, and Statix does not connect over ssh`,
    why: 'The library that it speaks to engines with does not check the host’s key.',
    remedies: [
      {
        text: 'Forward the engine’s socket with ssh, which does check, and name the forwarded one:',
        snippet: [
          `ssh -nNT -L /tmp/statix-engine.sock:/var/run/docker.sock ${text.slice('ssh://'.length)} &`,
          'export DOCKER_HOST=unix:///tmp/statix-engine.sock',
        ].join('\n'),
      },
    ],
  });
}

function invalid(text: string, source: string): StatixError {
  return new StatixError({
    code: 'STATIX_ENGINE_ADDRESS_INVALID',
    what: `${source} is '${text}'; expected unix:///path, tcp://host:port or https://host:port`,
    remedies: ['Correct it, or unset it to have the usual places tried.'],
  });
}
