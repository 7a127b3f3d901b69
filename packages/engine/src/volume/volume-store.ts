import { z } from 'zod';
import { isRefusal } from '../connection/engine-refusal.js';
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

function usage(transport: Transport, type: 'image' | 'volume') {
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
  return (await usage(transport, 'image')).LayersSize ?? 0;
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

/** Docker refuses to measure while it measures for somebody else; what there is it says all the same. */
async function measuredVolumes(transport: Transport): Promise<VolumeFacts[]> {
  try {
    const { Volumes } = await usage(transport, 'volume');
    return (Volumes ?? []).map(({ Name, Labels, UsageData }) => ({
      name: Name,
      labels: Labels ?? {},
      sizeBytes: UsageData == null || UsageData.Size < 0 ? undefined : UsageData.Size,
    }));
  } catch (error) {
    if (!isRefusal(error, 500)) throw error;
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
