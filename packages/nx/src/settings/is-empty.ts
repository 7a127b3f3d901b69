/** Whether a place says nothing: there is no object, or an empty one. A list is for the schema to refuse. */
export function isEmpty(settings: unknown): boolean {
  if (settings === undefined || settings === null) return true;
  if (typeof settings !== 'object' || Array.isArray(settings)) return false;
  return Object.keys(settings).length === 0;
}
