import { isStatixError, renderError, StatixError } from '@statix/contract/errors';
import type { GraphProblem } from './graph-reading.js';

/** Collects what is wrong in a reading of the graph: each problem once, whoever meets it. */
export interface Problems {
  /**
   * @param file where it is, unless its message begins with another place
   * @param project the name of a project whose static targets fail with it
   * @returns the error as it goes into the targets of that project
   */
  add(file: string, error: unknown, project?: string): StatixError;
  list(): GraphProblem[];
}

export function problems(): Problems {
  const found = new Map<string, { file: string; projects: Set<string> }>();
  return {
    add(file, thrown, project) {
      const error = statixErrorOf(thrown);
      const message = renderError(error);
      const place = /^(\S+?):\d+:\d+: /.exec(error.what)?.[1];
      const problem = found.get(message) ?? { file: place ?? file, projects: new Set() };
      if (project !== undefined) problem.projects.add(project);
      found.set(message, problem);
      return error;
    },
    list: () =>
      [...found].map(([message, { file, projects }]) => ({
        file,
        message,
        projects: [...projects].sort(),
      })),
  };
}

function statixErrorOf(error: unknown): StatixError {
  if (isStatixError(error)) return error;
  return new StatixError({
    code: 'STATIX_UNEXPECTED',
    what: error instanceof Error ? error.message : String(error),
    why: 'This is a defect in Statix. Please report it with the lines below.',
    excerpt: error instanceof Error ? (error.stack ?? '').split('\n') : [],
    cause: error,
  });
}
