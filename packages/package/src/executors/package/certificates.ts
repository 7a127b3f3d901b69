import { readFile } from 'node:fs/promises';
import { StatixError } from '@statix/contract';
import { connectEngine } from '@statix/engine';
import { ensureImage, readImageContract, readImageIdentity } from '@statix/toolchain';
import type { Task } from '@statix/task';
import type { HashedFile } from '../../archive/write-hashed.js';
import type { PackagePlan } from './plan.js';

/** Debian's bundle has a quarter of a megabyte. */
const MOST_BYTES = 8 * 1024 ** 2;

/**
 * The certificate authorities of the image, where any were asked for: those of a file of the workspace, or those of
 * the Statix image, whose lock names their package and whose contract says where they are.
 *
 * @param file our copy of the workspace's file
 * @throws StatixError STATIX_OCI_CERTIFICATES, and those of engine and image
 */
export async function certificatesOf(
  plan: PackagePlan,
  file: HashedFile | undefined,
  task: Pick<Task, 'workspaceRoot' | 'signal' | 'report' | 'dotenvFolders' | 'commands'>,
): Promise<Buffer | undefined> {
  const { certificates } = plan.options.container;
  if (certificates === undefined) return undefined;
  if (file !== undefined) return requireCertificates(await readFile(file.path), certificates);
  const { workspaceRoot, signal, dotenvFolders } = task;
  const identity = await readImageIdentity(workspaceRoot, plan.options, 'for certificates');
  const engine = await connectEngine({ signal, dotenvFolders });
  const { imageId } = await ensureImage(engine, { ...task, identity });
  const contract = await readImageContract(engine, imageId, { workspaceRoot, identity });
  const path = contract.environment['SSL_CERT_FILE'];
  if (path === undefined) throw unusable('The contract of the Statix image', 'It names none.');
  const content = await engine.readFileFromImage(imageId, path, { maxBytes: MOST_BYTES, signal });
  return requireCertificates(content, `${path} of the Statix image`);
}

function requireCertificates(content: Buffer, from: string): Buffer {
  const text = content.toString('latin1');
  if (text.includes('PRIVATE KEY-----')) {
    throw unusable(from, 'It holds a private key, which would be given to everybody.');
  }
  if (content.byteLength > MOST_BYTES || !text.includes('-----BEGIN CERTIFICATE-----')) {
    throw unusable(from, 'It holds no certificate in PEM, or is too large.');
  }
  return content;
}

function unusable(from: string, why: string): StatixError {
  return new StatixError({
    code: 'STATIX_OCI_CERTIFICATES',
    what: `${from} cannot be the certificate authorities of the OCI image`,
    why,
    remedies: [
      {
        text: 'Name a PEM file of the workspace:',
        snippet:
          '[package.metadata.statix.package-static]\ncontainer.certificates = "certificates/ca.pem"',
      },
    ],
  });
}
