/**
 * A line for `sha256sum -c`. A name with a backslash or a line break is escaped and the line begins
 * with a backslash (GNU coreutils manual, "md5 checksum").
 */
export function checksumLine({
  name,
  sha256,
}: {
  readonly name: string;
  readonly sha256: string;
}): string {
  const escaped = name.replace(/[\\\n\r]/g, (character) => {
    return { '\\': '\\\\', '\n': '\\n', '\r': '\\r' }[character] ?? character;
  });
  return `${escaped === name ? '' : '\\'}${sha256}  ${escaped}\n`;
}
