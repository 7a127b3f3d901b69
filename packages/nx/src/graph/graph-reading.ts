import type { CreateNodesResult } from '@nx/devkit';

/** An edge of the project graph, by the folders of its projects: Nx settles names later. */
export interface GraphEdge {
  readonly source: string;
  readonly target: string;
  /** The manifest that says so. */
  readonly file: string;
}

/** What the plugin says of a workspace; all of it is JSON. */
export interface GraphReading {
  readonly nodes: readonly (readonly [file: string, result: CreateNodesResult])[];
  /** A message for each file that something is wrong with. */
  readonly errors: readonly (readonly [file: string, message: string])[];
  readonly edges: readonly GraphEdge[];
  /** What a user should know once, as lines. */
  readonly notices: readonly string[];
}
