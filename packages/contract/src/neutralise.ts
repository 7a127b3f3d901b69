/**
 * Makes text from binaries, logs and other people's files safe to print: it is data, and must not
 * move a terminal's cursor, retitle its window, or be read as a command by a CI service.
 *
 * - C0 and C1 control characters except tab and newline become visible escapes (`\x1b`).
 * - Unicode's bidirectional overrides become visible escapes (CVE-2021-42574, "Trojan Source").
 * - A line that a CI service would run as a command is broken: GitHub Actions and Azure read
 *   `::name …::` and `##[name]`, TeamCity `##teamcity[`, at the start of a line.
 *
 * @param text any text; a lone carriage return counts as a control character
 */
export function neutralise(text: string): string {
  return text
    .replace(/\r\n/g, '\n')
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, (character) => {
      return `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
    })
    .replace(/[\u202a-\u202e\u2066-\u2069\u200e\u200f]/g, (character) => {
      return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
    })
    .replace(/^(\s*)(::|##)(?=[[a-zA-Z])/gm, '$1\\$2');
}

/** As {@link neutralise}, for a log whose colours should stay: SGR sequences (`ESC [ … m`) pass. */
export function neutraliseKeepingColour(text: string): string {
  const colour = /\u001b\[[0-9;]{0,32}m/g;
  const colours = text.match(colour) ?? [];
  return text
    .split(colour)
    .map((part, index) => neutralise(part) + (colours[index] ?? ''))
    .join('');
}
