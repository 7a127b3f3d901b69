import type { NxNamedInputs } from './nx-context.js';

/** Filesets in a target's `inputs`, those that named inputs stand for included; of no other project. */
export function inputFilesets(
  inputs: readonly unknown[],
  named: NxNamedInputs,
  within: readonly string[] = [],
): string[] {
  return inputs.flatMap((input) => {
    const text = filesetOf(input);
    if (text === undefined) return [];
    const list = named[text];
    return list === undefined || within.includes(text)
      ? [text]
      : inputFilesets(list, named, [...within, text]);
  });
}

function filesetOf(input: unknown): string | undefined {
  if (typeof input === 'string') return input;
  if (typeof input !== 'object' || input === null) return undefined;
  // Of dependencies or other projects: Nx makes a hash of its own of those.
  if ('dependencies' in input || 'projects' in input) return undefined;
  if ('fileset' in input && typeof input.fileset === 'string') return input.fileset;
  if ('input' in input && typeof input.input === 'string') return input.input;
  return undefined;
}
