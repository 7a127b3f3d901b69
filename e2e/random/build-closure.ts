import type { Edit } from './edits';
import type { Model, Package } from './model';

/** A program and the packages that its build compiles: not those of tests. */
function buildClosure(model: Model, program: string): Package[] {
  const reached = new Set([program]);
  for (const name of reached) {
    const pkg = model.packages.get(name);
    for (const dependency of pkg?.dependencies.keys() ?? []) reached.add(dependency);
    if (pkg?.generated !== undefined && pkg.buildDependency !== undefined)
      reached.add(pkg.buildDependency);
  }
  return [...model.packages.values()].filter(({ name }) => reached.has(name));
}

/**
 * Whether an edit can reach a program by its tests' dependencies and by nothing else.
 *
 * @param where the package that was edited, or `workspace`
 */
export function isOfTestsAlone(
  { crate }: Edit,
  where: string,
  model: Model,
  program: string,
): boolean {
  const closure = buildClosure(model, program);
  if (model.packages.has(where)) return closure.every(({ name }) => name !== where);
  return crate !== undefined && closure.every((pkg) => !pkg[crate]);
}
