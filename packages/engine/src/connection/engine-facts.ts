import * as z from 'zod';
import type { Transport } from './transport.js';

/** What an engine says of itself, and what stays the same while it runs. */
export interface EngineFacts {
  /** Stays the same as long as the engine keeps its images. */
  id: string;
  /** The product: `Docker` or `Podman`. */
  name: string;
  version: string;
  /** What makes images in it: BuildKit in Docker, Buildah in Podman. */
  builder: 'buildkit' | 'buildah';
  /** Whose containers it runs: `linux`, `windows`. */
  system: string;
  /** As the engine spells it: `x86_64`, `aarch64`. */
  architecture: string;
  cpus: number;
  memoryBytes: number;
  /** It can hold a container to a part of its memory; a rootless engine on cgroup v1 cannot. */
  limitsMemory: boolean;
  /** Its root is an ordinary user of the host. */
  rootless: boolean;
  /** Where it keeps images and volumes, on its own machine; empty if it does not say. */
  rootDirectory: string;
}

const infoSchema = z.object({
  ID: z.string(),
  Name: z.string(),
  DockerRootDir: z.string(),
  ServerVersion: z.string(),
  OSType: z.string(),
  Architecture: z.string(),
  NCPU: z.int(),
  MemTotal: z.number(),
  MemoryLimit: z.boolean().nullish(),
  CgroupVersion: z.string().nullish(),
  SecurityOptions: z.array(z.string()).nullish(),
});

const clockSchema = z.object({ SystemTime: z.string() });

const versionSchema = z.object({
  Components: z.array(z.object({ Name: z.string() })).nullish(),
});

/** See `Engine.facts`. */
export async function readEngineFacts(transport: Transport): Promise<EngineFacts> {
  const [info, version] = await Promise.all([
    transport.json({ doing: 'describe itself', method: 'GET', path: '/info' }, infoSchema),
    transport.json({ doing: 'say its version', method: 'GET', path: '/version' }, versionSchema),
  ]);
  const podman = version.Components?.some(({ Name }) => Name === 'Podman Engine') === true;
  const rootless = info.SecurityOptions?.includes('name=rootless') === true;
  return {
    // Podman makes up another ID for each answer (containers/podman, pkg/api/handlers/compat/info.go);
    // where it keeps its images is what stays.
    id: podman ? `podman:${info.Name}:${info.DockerRootDir}` : info.ID,
    name: podman ? 'Podman' : 'Docker',
    version: info.ServerVersion,
    builder: podman ? 'buildah' : 'buildkit',
    system: info.OSType,
    architecture: info.Architecture,
    cpus: info.NCPU,
    memoryBytes: info.MemTotal,
    // Rootless Podman on cgroup v1 says that it can, and starts the container without (seen with 5.4).
    limitsMemory: info.MemoryLimit !== false && !(podman && rootless && info.CgroupVersion === '1'),
    rootless,
    rootDirectory: info.DockerRootDir,
  };
}

/** See `Engine.clock`. */
export async function readEngineClock(transport: Transport): Promise<Date> {
  const call = { doing: 'tell the time', method: 'GET', path: '/info' } as const;
  return new Date((await transport.json(call, clockSchema)).SystemTime);
}
