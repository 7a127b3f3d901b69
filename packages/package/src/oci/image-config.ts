import { StatixError } from '@statix/contract';
import { ENTRY_TIME_SECONDS } from '../archive/tree.js';

/** How the image is started, and what it says of itself. */
export interface ImageSettings {
  readonly triple: string;
  /** Path in the image. */
  readonly entrypoint: string;
  readonly args: readonly string[];
  /** `65532:65532` */
  readonly user: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly ports: readonly string[];
  readonly workingDirectory: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
}

/** GOARCH, by the first part of a Rust triple (OCI image specification, "Image Configuration"). */
const ARCHITECTURES: Readonly<Partial<Record<string, string>>> = {
  x86_64: 'amd64',
  aarch64: 'arm64',
};

/** @throws StatixError STATIX_OCI_ARCHITECTURE for a triple that has no name there */
export function ociArchitecture(triple: string): string {
  const architecture = ARCHITECTURES[triple.split('-')[0] ?? ''];
  if (architecture !== undefined) return architecture;
  throw new StatixError({
    code: 'STATIX_OCI_ARCHITECTURE',
    what: `No architecture of OCI images is known for ${triple}`,
    remedies: ['Leave `oci` and `oci-archive` out of `formats`.'],
  });
}

/**
 * The configuration of an image (OCI image specification, "Image Configuration"). Its time is the one of all
 * entries: the same image for the same content.
 *
 * @param diffIds sha256 of each layer's tar, uncompressed
 * @param made what each layer is, for its history
 */
export function imageConfig(
  settings: ImageSettings,
  diffIds: readonly string[],
  made: readonly string[],
): object {
  const created = new Date(ENTRY_TIME_SECONDS * 1000).toISOString().replace('.000', '');
  const { environment, ports, labels, args, workingDirectory } = settings;
  return {
    created,
    architecture: ociArchitecture(settings.triple),
    os: 'linux',
    config: {
      User: settings.user,
      ...(ports.length === 0
        ? {}
        : { ExposedPorts: Object.fromEntries(ports.map((port) => [withProtocol(port), {}])) }),
      Env: Object.entries(environment)
        .map(([name, value]) => `${name}=${value}`)
        .sort(),
      Entrypoint: [settings.entrypoint],
      ...(args.length === 0 ? {} : { Cmd: [...args] }),
      ...(workingDirectory === undefined ? {} : { WorkingDir: workingDirectory }),
      Labels: labels,
    },
    rootfs: { type: 'layers', diff_ids: [...diffIds] },
    history: made.map((created_by) => ({ created, created_by })),
  };
}

function withProtocol(port: string): string {
  return port.includes('/') ? port : `${port}/tcp`;
}
