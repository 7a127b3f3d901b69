/** Jest's projects, quickest first: `unit` needs nothing, `integration` an engine, the others the image too. */
export const kinds = ['unit', 'integration', 'e2e', 'workspace'];

/** The suite does not shrink. */
export const fewest = { attack: 60, fault: 40 };

/** @returns {{what: 'attack' | 'fault', title: string} | undefined} of a test's title */
export function readTitle(title) {
  const match = /^(attack|fault): (.+)$/s.exec(title);
  return match === null ? undefined : { what: match[1], title: match[2] };
}
