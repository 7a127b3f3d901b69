/** Names of what a build writes of a program, sorted. */
export function filesOf(program: string): string[] {
  return [
    program,
    ...['build.json', 'contents.json', 'notices.txt'].map((end) => `${program}.${end}`),
  ];
}
