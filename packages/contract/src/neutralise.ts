/**
 * Makes text from binaries, logs and other people's files safe to print: it is data, and must not
 * move a terminal's cursor, retitle its window, or be read as a command by a CI service.
 *
 * - C0 and C1 control characters except tab and newline become visible escapes (`\x1b`).
 * - Unicode's bidirectional overrides become visible escapes (CVE-2021-42574, "Trojan Source").
 * - A command of a CI service is broken. The runners of GitHub Actions and Azure Pipelines look for
 *   `##[name]` and `##vso[name]` anywhere in a line (IndexOf in their ActionCommand and Command), so
 *   the two signs are taken apart: `#\#[name]`. So is TeamCity's `##teamcity[`. `::name …::` counts at
 *   the start of a line only.
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
    .replace(CI_COMMAND, '#$1\\#')
    .replace(/^(\s*)::(?=[a-zA-Z])/gm, '$1\\::');
}

/**
 * Characters without width count as absent when .NET, in which the runners are written, searches by
 * the rules of a language: they are passed over here too.
 */
const CI_COMMAND = /#([\p{Cf}\p{Mn}]*)#(?=[\p{Cf}\p{Mn}a-z]*\[)/giu;

/** As {@link neutralise}, for a log whose colours should stay: SGR sequences (`ESC [ … m`) pass. */
export function neutraliseKeepingColour(text: string): string {
  const colour = /\u001b\[[0-9;]{0,32}m/g;
  const colours = text.match(colour) ?? [];
  return text
    .split(colour)
    .map((part, index) => neutralise(part) + (colours[index] ?? ''))
    .join('');
}
