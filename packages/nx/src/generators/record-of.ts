/** A value of project.json or of options as a record of its own; an empty one for anything but an object. */
export function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
