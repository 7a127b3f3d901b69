import { randomUUID } from 'node:crypto';
import { packArchive, type Engine } from '@statix/engine';

/** Builds nothing: it only makes the engine have the base, with the engine's own credentials. */
const DOCKERFILE = 'ARG BASE\nFROM ${BASE}\nLABEL dev.statix.purpose=image-lock\n';

/** Hands an image of that name to the work, pulled first if the engine does not have it. */
export async function withBaseImage<T>(
  engine: Engine,
  base: string,
  signal: AbortSignal,
  work: (image: string) => Promise<T>,
): Promise<T> {
  const present = await engine.findImage(base);
  if (present !== undefined) return work(present.id);
  const reference = `statix.local/base:${randomUUID()}`;
  const pulled = await engine.buildImage({
    context: packArchive([{ path: 'Dockerfile', mode: 0o644, content: Buffer.from(DOCKERFILE) }]),
    buildArguments: { BASE: base },
    labels: {},
    reference,
    platform: 'linux/amd64',
    signal,
    onEvent: () => undefined,
  });
  try {
    return await work(pulled.id);
  } finally {
    await engine.removeImage(reference);
  }
}
