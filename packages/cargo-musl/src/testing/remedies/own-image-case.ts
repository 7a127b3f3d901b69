import type { RemedyCase } from './remedy-case.js';

/**
 * A case of an image of one's own, whose variable is wrong; the remedy is the variable as it should be, for that
 * image.
 *
 * @param values what its lines leave to the user
 */
export function ownImage(
  lines: string,
  of: Omit<RemedyCase, 'image' | 'follow'>,
  values: Readonly<Record<string, string>>,
): RemedyCase {
  return {
    ...of,
    image: lines,
    follow: (workspace, { snippet = '' }) => {
      const filled = Object.entries(values).reduce(
        (text, [name, value]) => text.replaceAll(name, value),
        snippet,
      );
      return workspace.imageOfItsOwn(`${lines}\n${filled.replace(/^export /, 'ENV ')}`);
    },
  };
}
