/** A step that writes below `dist/`. */
export type OutputStep =
  | 'static'
  | 'verify'
  | 'verify-environment'
  | 'stamped'
  | 'upx'
  | 'upx-measurements'
  | 'package'
  | 'pushed'
  | 'test'
  | 'check'
  | 'rebuild'
  | 'provenance'
  | 'audit';

/**
 * Where a step writes for a project, relative to the workspace root, and where the next step reads:
 * `dist/<step>/<project>/<triple>/<profile>`. The `/` of a project's name are folders.
 */
export function outputFolder(
  step: OutputStep,
  project: string,
  { triple, profile }: { readonly triple: string; readonly profile: string },
): string {
  return ['dist', step, project, triple, profile].join('/');
}
