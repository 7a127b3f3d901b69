/** Lines of comment. */
export function comment(lines: readonly string[]): string {
  return lines.map((line) => `# ${line}\n`).join('');
}

/** Every line of the text moved to the right. */
export function indented(columns: number, text: string): string {
  return text.replace(/^(?=.)/gm, ' '.repeat(columns));
}

/** A step of GitHub Actions that runs shell lines and ends at the first that fails. */
export function script(name: string, lines: readonly string[]): string {
  const [only] = lines;
  if (lines.length === 1 && only !== undefined) return `- name: ${name}\n  run: ${only}\n`;
  return `- name: ${name}\n  run: |\n${lines.map((line) => `    ${line}\n`).join('')}`;
}

/** A list of shell lines, each quoted where YAML would read something else into it. */
export function list(lines: readonly string[]): string {
  return lines.map((line) => `- ${/[:#{}"'&*!|>%@`]/.test(line) ? quoted(line) : line}\n`).join('');
}

function quoted(line: string): string {
  return `'${line.replaceAll("'", "''")}'`;
}
