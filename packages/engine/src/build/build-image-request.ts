import type { TarSource } from '../archive/tar-source.js';

/** What happens in a build. A stage is the name after `AS` in the Dockerfile. */
export type BuildEvent =
  | {
      kind: 'stage-started' | 'stage-cached' | 'stage-done';
      stage: string;
      /** How long it took; with `stage-done`. */
      seconds?: number;
    }
  | { kind: 'log'; stage: string; line: string };

export interface BuildImageRequest {
  /** The build context as a tar archive. */
  context: TarSource;
  /** Path in the context; `Dockerfile` if left out. */
  dockerfile?: string | undefined;
  target?: string | undefined;
  buildArguments: Record<string, string>;
  labels: Record<string, string>;
  /** The name that the image gets. */
  reference: string;
  /** `linux/amd64`; the engine's own if left out. */
  platform?: string | undefined;
  signal?: AbortSignal | undefined;
  noCache?: boolean | undefined;
  /** Images on the engine, or public ones, whose inline cache may be used. */
  cacheFrom?: readonly string[] | undefined;
  onEvent: (event: BuildEvent) => void;
}
