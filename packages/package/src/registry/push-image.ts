import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { StatixError } from '@statix/contract';
import { formatBytes } from '@statix/engine';
import type { Blob, ReadLayout } from '../oci/read-layout.js';
import type { HttpResponse } from './http.js';
import { urlIn } from './registry-address.js';
import { answerRefused } from './registry-error.js';
import type { RegistryClient } from './registry-client.js';

export interface PushSettings {
  readonly tags: readonly string[];
  /** Path of another repository of the registry, to take layers from. */
  readonly mountFrom: string | undefined;
  readonly report: (line: string) => void;
}

/**
 * Pushes an image by the distribution specification, "Push": blobs that are not there, each in one piece, then
 * the manifest by its digest, then tags. What the registry gives for that digest afterwards is the manifest of the
 * layout, byte for byte.
 *
 * @throws StatixError STATIX_REGISTRY_DIGEST_MISMATCH, and those of the client
 */
export async function pushImage(
  client: RegistryClient,
  { manifest, config, layers }: ReadLayout,
  { tags, mountFrom, report }: PushSettings,
): Promise<void> {
  const { path } = client.address;
  if (mountFrom !== undefined) client.alsoRead(mountFrom);
  const blobs = new Map([...layers, config].map((blob) => [blob.digest, blob]));
  for (const blob of blobs.values()) {
    const how = await pushBlob(client, blob, mountFrom);
    report(`  ${blob.digest}  ${formatBytes(blob.size)}  ${how}`);
  }
  const put = async (name: string): Promise<void> => {
    const response = await client.send({
      method: 'PUT',
      at: `manifests/${name}`,
      headers: { 'content-type': manifest.mediaType },
      body: () => manifest.content,
      length: manifest.size,
      doing: `push the manifest to ${path} as ${name}`,
      expected: [201],
    });
    const said = response.headers['docker-content-digest'];
    if (said !== undefined && said !== manifest.digest) {
      throw mismatch(manifest.digest, `It calls it ${JSON.stringify(said).slice(0, 200)}.`);
    }
  };
  await put(manifest.digest);
  await requireThere(client, manifest);
  for (const tag of tags) await put(tag);
}

async function requireThere(
  client: RegistryClient,
  { digest, mediaType }: ReadLayout['manifest'],
): Promise<void> {
  const { body } = await client.send({
    method: 'GET',
    at: `manifests/${digest}`,
    headers: { accept: mediaType },
    doing: `read the manifest ${digest} back from ${client.address.path}`,
    expected: [200],
  });
  const found = `sha256:${createHash('sha256').update(body).digest('hex')}`;
  if (found !== digest) throw mismatch(digest, `It gives one of digest ${found} for it.`);
}

async function pushBlob(
  client: RegistryClient,
  blob: Blob,
  mountFrom: string | undefined,
): Promise<'is there' | 'taken from another repository' | 'sent'> {
  const { digest, size, path } = blob;
  const doing = `push ${digest} to ${client.address.path}`;
  const there = await client.send({
    method: 'HEAD',
    at: `blobs/${digest}`,
    doing,
    // A redirect leads to where it may be; then it is sent again, which is never wrong.
    expected: [200, 301, 302, 303, 307, 308, 404],
  });
  if (there.status === 200) return 'is there';
  const query =
    mountFrom === undefined
      ? ''
      : `?${new URLSearchParams({ mount: digest, from: mountFrom }).toString()}`;
  const started = await client.send({
    method: 'POST',
    at: `blobs/uploads/${query}`,
    doing,
    expected: mountFrom === undefined ? [202] : [201, 202],
  });
  if (started.status === 201) return 'taken from another repository';
  const to = uploadUrl(started, client.address.origin);
  to.searchParams.append('digest', digest);
  await client.send({
    method: 'PUT',
    at: to,
    headers: { 'content-type': 'application/octet-stream' },
    body: () => createReadStream(path),
    length: size,
    doing,
    expected: [201],
  });
  return 'sent';
}

/** Where a registry wants the bytes: itself, or another host by TLS. */
function uploadUrl({ headers }: HttpResponse, origin: string): URL {
  const location = headers['location'];
  const url = urlIn(location, origin);
  const isSafe = url !== undefined && (url.origin === origin || url.protocol === 'https:');
  if (isSafe) return url;
  throw answerRefused(
    `${origin} wants the image sent to a place that nothing is sent to`,
    `It names ${JSON.stringify(location ?? '').slice(0, 200)}. Another host than the registry is reached by https alone.`,
  );
}

function mismatch(digest: string, why: string): StatixError {
  return new StatixError({
    code: 'STATIX_REGISTRY_DIGEST_MISMATCH',
    what: `The registry does not hold the image as ${digest}`,
    why,
    remedies: ['Find out who changes the registry’s content, or whether a proxy in between does.'],
  });
}
