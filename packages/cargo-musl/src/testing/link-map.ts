/** A part of an object that is in a program, by lld's map (`-Map`) of it. */
export interface MappedMember {
  /** Absolute, as the linker was given it. */
  readonly archive: string;
  readonly member: string;
}

const INPUT =
  /^ *[0-9a-f]+ +[0-9a-f]+ +(?<size>[0-9a-f]+) +\d+ +(?<archive>\/[^()]+)\((?<member>[^()]+)\):\(.*\)$/;

/** Members of archives that are in a program, each once: what `--gc-sections` took out again is in no map. */
export function mappedMembers(map: string): MappedMember[] {
  const found = new Map<string, MappedMember>();
  for (const line of map.split('\n')) {
    const { size = '0', archive, member } = INPUT.exec(line)?.groups ?? {};
    if (archive === undefined || member === undefined || Number.parseInt(size, 16) === 0) continue;
    found.set(`${archive}(${member})`, { archive, member });
  }
  return [...found.values()];
}

/** Those that are no Rust. */
export function nativeMembers(map: string): MappedMember[] {
  return mappedMembers(map).filter(
    ({ archive, member }) =>
      !archive.includes('/rustlib/') && !/(?:\.rcgu\.o|^lib\.rmeta)$/.test(member),
  );
}
