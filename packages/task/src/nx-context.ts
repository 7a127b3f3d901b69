/** As much of Nx's `ExecutorContext` as a task of ours reads; structural, so that no Nx is loaded for it. */
export interface NxContext {
  readonly root: string;
  /** The folder in which the command was typed. */
  readonly cwd?: string | undefined;
  readonly projectName?: string | undefined;
  readonly targetName?: string | undefined;
  readonly configurationName?: string | undefined;
  readonly projectsConfigurations: {
    readonly projects: Readonly<Record<string, NxProject>>;
  };
  readonly nxJsonConfiguration?: { readonly namedInputs?: NxNamedInputs | undefined } | undefined;
  /** Absent when an executor is run outside of a run of tasks. */
  readonly taskGraph?:
    | {
        readonly tasks: Readonly<Record<string, NxTask>>;
        /** Ids of the tasks that each task depends on: Nx 23 has texts, Nx 24 objects. */
        readonly dependencies: Readonly<
          Record<string, readonly (string | { readonly id: string })[]>
        >;
      }
    | undefined;
}

/** Lists of inputs by name, as nx.json and project.json define them. */
export type NxNamedInputs = Readonly<Record<string, readonly unknown[] | undefined>>;

export interface NxProject {
  /** Relative to the workspace root; `.` for that itself. */
  readonly root?: string | undefined;
  readonly namedInputs?: NxNamedInputs | undefined;
  readonly targets?: Readonly<Record<string, NxTarget>> | undefined;
}

export interface NxTarget {
  readonly executor?: string | undefined;
  readonly cache?: boolean | undefined;
  readonly options?: unknown;
  readonly inputs?: readonly unknown[] | undefined;
  readonly outputs?: readonly string[] | undefined;
  readonly dependsOn?: readonly unknown[] | undefined;
  readonly configurations?: Readonly<Record<string, unknown>> | undefined;
}

export interface NxTask {
  readonly id: string;
  readonly target: {
    readonly project: string;
    readonly target: string;
    readonly configuration?: string | undefined;
  };
  /** Options from the command line, and those that a later task has forwarded. */
  readonly overrides: unknown;
}

/** The task that is running; undefined outside of a run of tasks. */
export function ownTask(context: NxContext): NxTask | undefined {
  return Object.values(context.taskGraph?.tasks ?? {}).find(
    ({ target }) => target.project === context.projectName && target.target === context.targetName,
  );
}

/** Ids of the tasks that a task depends on directly. */
export function dependenciesOf({ id }: Pick<NxTask, 'id'>, context: NxContext): string[] {
  const given = context.taskGraph?.dependencies[id] ?? [];
  return given.map((dependency) => (typeof dependency === 'string' ? dependency : dependency.id));
}

/** The target of a task as the project graph has it. */
export function targetOf({ target }: NxTask, context: NxContext): NxTarget | undefined {
  return context.projectsConfigurations.projects[target.project]?.targets?.[target.target];
}

/** A target's options with those of the configuration that it runs in: what it has without a command line. */
export function configuredOptions(
  target: NxTarget | undefined,
  configuration: string | undefined,
): Record<string, unknown> {
  const ofConfiguration =
    configuration === undefined ? undefined : target?.configurations?.[configuration];
  return { ...recordOf(target?.options), ...recordOf(ofConfiguration) };
}

/** A value as a record of options; an empty one for anything else. */
export function recordOf(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
  return Object.fromEntries(Object.entries(value));
}
