import type { ImageLock } from '@statix/contract';

/** `lock.json` as text: a line for each file, so that a change of it can be read and merged. */
export function renderLock(lock: ImageLock): string {
  const { sources, crates, packages, ...head } = lock;
  const top = Object.entries(head).map(
    ([name, value]) =>
      `  "${name}": ${JSON.stringify(value, undefined, 2).replaceAll('\n', '\n  ')}`,
  );
  const sourceBlocks = sources.map(({ files, ...source }) => {
    const lines = files.map((file) => `        ${JSON.stringify(file)}`).join(',\n');
    return `    {\n${members(source, '      ')},\n      "files": [\n${lines}\n      ]\n    }`;
  });
  return `{\n${[
    ...top,
    `  "sources": [\n${sourceBlocks.join(',\n')}\n  ]`,
    ...(crates.length === 0 ? [] : [list('crates', crates)]),
    list('packages', packages),
  ].join(',\n')}\n}\n`;
}

function list(name: string, entries: readonly object[]): string {
  return `  "${name}": [\n${entries.map((entry) => `    ${JSON.stringify(entry)}`).join(',\n')}\n  ]`;
}

function members(value: object, indent: string): string {
  return Object.entries(value)
    .map(([name, member]) => `${indent}${JSON.stringify(name)}: ${JSON.stringify(member)}`)
    .join(',\n');
}
