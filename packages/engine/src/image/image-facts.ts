export interface ImageFacts {
  /** `sha256:…` */
  id: string;
  tags: string[];
  /** `registry.example/name@sha256:…`, where it was pulled from or pushed to. */
  digests: string[];
  labels: Record<string, string>;
  sizeBytes: number;
  /** sha256 of each layer's uncompressed tar: the same on every engine, whatever its store. */
  layers: string[];
  /** Folders that each container of it gets a writable volume at (`VOLUME`). */
  volumes: string[];
}

export interface ImportOptions {
  /** A name for the image: `statix.local/name:tag`. */
  reference?: string | undefined;
  command?: string[] | undefined;
  labels?: Record<string, string> | undefined;
  signal?: AbortSignal | undefined;
}
