import type { CreateNodesResult } from '@nx/devkit';

/** What is asked: the files that Nx has found for the plugin, and the plugin's options. */
export interface GraphQuestion {
  readonly workspaceRoot: string;
  readonly files: readonly string[];
  readonly options: unknown;
}

/** Edges of the project graph, by the folders of their projects: Nx settles names later. */
export type GraphEdges = readonly (readonly [source: string, targets: readonly string[]])[];

/** What the plugin says of a workspace; all of it is JSON. */
export interface GraphReading {
  readonly nodes: readonly (readonly [file: string, result: CreateNodesResult])[];
  /** A message for each file that something is wrong with. */
  readonly errors: readonly (readonly [file: string, message: string])[];
  readonly edges: GraphEdges;
  /** What a user should know once, as lines. */
  readonly notices: readonly string[];
}
