import { buildIdOf, type ElfFile } from '@statix/elf';

/** What is true of one program once it is packed, and was not before: a sentence each. */
export function cautions(
  { elf, name }: { readonly elf: ElfFile; readonly name: string },
  beside: readonly string[],
): string[] {
  const { sections } = elf;
  const has = (section: string) =>
    sections.state === 'read' && sections.sections.some(({ name: one }) => one === section);
  const buildId = buildIdOf(elf);
  const sbom = beside.find((file) => file.endsWith('.cdx.json'));
  return [
    ...(buildId === undefined
      ? []
      : [
          `its build ID ${buildId} is not in the packed file; it is in ${name}.compress.json, for who looks for debug information`,
        ]),
    ...(has('.dep-v0')
      ? [
          `the dependency list that scanners read (.dep-v0) is not in the packed file; ${sbom === undefined ? 'no SBOM lies beside it' : `${sbom} is beside it`}`,
        ]
      : []),
    ...(has('.symtab') || has('.debug_info')
      ? ['its symbols are not in the packed file: backtraces have addresses and no names']
      : []),
  ];
}
