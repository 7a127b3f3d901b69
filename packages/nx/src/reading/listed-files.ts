import { basename } from 'node:path/posix';

/** project.json and package.json for the names that they give to projects, ours among them. */
const names = ['Cargo.toml', 'statix-image.json', 'project.json', 'package.json'] as const;

/** Matches all files that a reading of the workspace begins with. */
export const listedFiles = `**/{${names.join(',')}}`;

export function isListedFile(path: string): boolean {
  return names.some((name) => name === basename(path));
}

/** Those of one kind, sorted. */
export function named(paths: readonly string[], name: (typeof names)[number]): string[] {
  return paths.filter((path) => basename(path) === name).sort();
}
