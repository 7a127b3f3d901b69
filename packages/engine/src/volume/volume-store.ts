import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { EngineRefusal, isRefusal } from '../connection/engine-refusal.js';
import type { Transport } from '../connection/transport.js';

export interface VolumeFacts {
  name: string;
  labels: Record<string, string>;
  /** Undefined if the engine does not know. */
  sizeBytes: number | undefined;
}

const usageSchema = z.object({
  LayersSize: z.number().nullish(),
  Volumes: z
    .array(
      z.object({
        Name: z.string(),
        Labels: z.record(z.string(), z.string()).nullish(),
        UsageData: z.object({ Size: z.number() }).nullish(),
      }),
    )
    .nullish(),
});

/** The engine reads every file of every volume for this. */
const MEASURING_MILLISECONDS = 600_000;

/** Docker before 23 measures for one caller at a time, and refuses the others (daemon/disk_usage.go). */
const MEASURING_FOR_ANOTHER = /a disk usage operation is already running/;

/** What a list of volumes is held up for their sizes. */
const PATIENCE_MILLISECONDS = 1000;

async function usage(
  transport: Transport,
  type: 'image' | 'volume',
  patience: number,
): Promise<z.infer<typeof usageSchema>> {
  const deadline = Date.now() + patience;
  for (let pause = 100; ; pause = Math.min(2 * pause, 2000)) {
    try {
      return await measure(transport, type);
    } catch (error) {
      if (!measuresForAnother(error) || Date.now() > deadline) throw error;
      await sleep(pause);
    }
  }
}

function measuresForAnother(error: unknown): boolean {
  return error instanceof EngineRefusal && MEASURING_FOR_ANOTHER.test(error.reason);
}

function measure(transport: Transport, type: 'image' | 'volume') {
  return transport.json(
    {
      doing: 'say what its disk is used for',
      method: 'GET',
      path: '/system/df',
      // Engines before API 1.42 do not know it, and measure everything.
      query: { type },
      deadlineMilliseconds: MEASURING_MILLISECONDS,
    },
    usageSchema,
  );
}

/** See `Engine.layersSize`. */
export async function layersSize(transport: Transport): Promise<number> {
  return (await usage(transport, 'image', MEASURING_MILLISECONDS)).LayersSize ?? 0;
}

const listSchema = z.object({
  Volumes: z
    .array(z.object({ Name: z.string(), Labels: z.record(z.string(), z.string()).nullish() }))
    .nullish(),
});

/** See `Engine.listVolumes`. */
export async function listVolumes(
  transport: Transport,
  labels: Readonly<Record<string, string>>,
): Promise<VolumeFacts[]> {
  return (await measuredVolumes(transport)).filter((volume) =>
    Object.entries(labels).every(([name, value]) => volume.labels[name] === value),
  );
}

/** While Docker measures for somebody else it says all the same what there is. */
async function measuredVolumes(transport: Transport): Promise<VolumeFacts[]> {
  try {
    const { Volumes } = await usage(transport, 'volume', PATIENCE_MILLISECONDS);
    return (Volumes ?? []).map(({ Name, Labels, UsageData }) => ({
      name: Name,
      labels: Labels ?? {},
      sizeBytes: UsageData == null || UsageData.Size < 0 ? undefined : UsageData.Size,
    }));
  } catch (error) {
    if (!measuresForAnother(error)) throw error;
    const call = { doing: 'list its volumes', method: 'GET', path: '/volumes' } as const;
    const { Volumes } = await transport.json(call, listSchema);
    return (Volumes ?? []).map(({ Name, Labels }) => ({
      name: Name,
      labels: Labels ?? {},
      sizeBytes: undefined,
    }));
  }
}

const volumeSchema = z.object({ Labels: z.record(z.string(), z.string()).nullish() });

/** See `Engine.ensureVolume`. */
export async function ensureVolume(
  transport: Transport,
  name: string,
  labels: Readonly<Record<string, string>>,
): Promise<Record<string, string>> {
  const { Labels } = await transport.json(
    {
      doing: `make the volume ${name}`,
      method: 'POST',
      path: '/volumes/create',
      body: { Name: name, Labels: labels },
    },
    volumeSchema,
  );
  return Labels ?? {};
}

/** See `Engine.removeVolume`. Without force: a volume that a container uses stays. */
export async function removeVolume(transport: Transport, name: string): Promise<boolean> {
  try {
    await transport.done({
      doing: `remove the volume ${name}`,
      method: 'DELETE',
      path: `/volumes/${encodeURIComponent(name)}`,
    });
    return true;
  } catch (error) {
    if (isRefusal(error, 409)) return false;
    if (isRefusal(error, 404)) return true;
    throw error;
  }
}
