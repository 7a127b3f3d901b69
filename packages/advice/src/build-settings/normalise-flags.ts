/**
 * Flags for rustc with their values joined: `-C`, `lto` and `--codegen=lto` become `-Clto`; `-L` and
 * `-l` likewise. rustc book, "Command-line Arguments".
 */
export function normaliseFlags(flags: readonly string[]): string[] {
  const joined: string[] = [];
  for (let index = 0; index < flags.length; index += 1) {
    const flag = flags[index] ?? '';
    const takesNext = /^(?:-C|-Z|-L|-l|--codegen)$/.test(flag);
    const whole = takesNext ? flag + (flags[(index += 1)] ?? '') : flag;
    joined.push(whole.replace(/^--codegen=?/, '-C').replace(/^(-[CZLl])\s+/, '$1'));
  }
  return joined;
}
