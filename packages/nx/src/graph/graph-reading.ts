import type { CreateNodesResult } from '@nx/devkit';

/** What is asked: the files that Nx has found for the plugin, and the plugin's options. */
export interface GraphQuestion {
  readonly workspaceRoot: string;
  readonly files: readonly string[];
  readonly options: unknown;
}

/** Edges of the project graph, by the folders of their projects: Nx settles names later. */
export type GraphEdges = readonly (readonly [source: string, targets: readonly string[]])[];

/** Something that is wrong with a file. */
export interface GraphProblem {
  readonly file: string;
  /** All that is to be said, as lines. */
  readonly message: string;
  /** Names of the projects whose static targets fail with it. */
  readonly projects: readonly string[];
}

/** What the plugin says of a workspace; all of it is JSON. */
export interface GraphReading {
  readonly nodes: readonly (readonly [file: string, result: CreateNodesResult])[];
  /** What is wrong, a message for each; data and no errors, for Nx drops a graph with any. */
  readonly problems: readonly GraphProblem[];
  readonly edges: GraphEdges;
  /** What a user should know once, as lines. */
  readonly notices: readonly string[];
}
