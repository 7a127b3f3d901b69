/**
 * The records of a pax header, `11 path=a\n` each: POSIX, pax, "pax Extended Header". Of two of one name the later
 * counts.
 *
 * @returns undefined where they are not whole
 */
export function readPaxRecords(bytes: Buffer): Map<string, string> | undefined {
  const records = new Map<string, string>();
  for (let at = 0; at < bytes.byteLength;) {
    const space = bytes.indexOf(0x20, at);
    const digits = bytes.toString('latin1', at, Math.min(space, at + 8));
    if (space === -1 || !/^[1-9]\d{0,6}$/.test(digits)) return undefined;
    const end = at + Number(digits);
    const equals = bytes.indexOf(0x3d, space);
    if (end > bytes.byteLength || bytes[end - 1] !== 0x0a) return undefined;
    if (equals === -1 || equals >= end) return undefined;
    const key = bytes.toString('utf8', space + 1, equals);
    records.set(key, bytes.toString('utf8', equals + 1, end - 1));
    at = end;
  }
  return records;
}
