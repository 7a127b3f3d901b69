/** With what `nx show target` and editors say of a target: how to learn its options, and one of them. */
export function described(
  description: string,
  { projectName }: { readonly projectName: string },
  target: string,
  options: Record<string, string | boolean> = { profile: 'dev' },
) {
  return {
    description,
    technologies: ['rust', 'statix'],
    help: { command: `npx nx run ${projectName}:${target} --help`, example: { options } },
  };
}
