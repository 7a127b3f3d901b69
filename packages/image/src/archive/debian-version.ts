/**
 * Orders two versions of Debian packages as dpkg does (deb-version(7)): negative if `left` is older,
 * 0 if neither is newer.
 */
export function compareVersions(left: string, right: string): number {
  const [a, b] = [parts(left), parts(right)];
  return (
    a.epoch - b.epoch ||
    compareParts(a.upstream, b.upstream) ||
    compareParts(a.revision, b.revision)
  );
}

/** `1:22.1.8-1~deb13u4` → `22.1.8`: without epoch and Debian's revision. */
export function upstreamVersion(version: string): string {
  return parts(version).upstream;
}

/** Without the `+b1` of a package that Debian built again from an unchanged source. */
export function sourceVersion(version: string): string {
  return version.replace(/\+b\d+$/, '');
}

function parts(version: string): { epoch: number; upstream: string; revision: string } {
  const colon = version.indexOf(':');
  const rest = version.slice(colon + 1);
  const dash = rest.lastIndexOf('-');
  return {
    epoch: colon === -1 ? 0 : Number(version.slice(0, colon)),
    upstream: dash === -1 ? rest : rest.slice(0, dash),
    // No revision is the same as revision 0.
    revision: dash === -1 ? '0' : rest.slice(dash + 1),
  };
}

/** Text and numbers alternate; text first, and either may be empty. */
function compareParts(left: string, right: string): number {
  const [a, b] = [segments(left), segments(right)];
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    const [one, two] = [a[index] ?? '', b[index] ?? ''];
    const order = index % 2 === 0 ? compareText(one, two) : Number(one) - Number(two);
    if (order !== 0) return order;
  }
  return 0;
}

function segments(text: string): string[] {
  return [...text.matchAll(/([^0-9]*)([0-9]*)/g)].flatMap(([, words = '', digits = '']) => [
    words,
    digits,
  ]);
}

function compareText(left: string, right: string): number {
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const order = weight(left[index]) - weight(right[index]);
    if (order !== 0) return order;
  }
  return 0;
}

/** A tilde comes before the end of the text, letters before everything else. */
function weight(character: string | undefined): number {
  if (character === undefined) return 0;
  if (character === '~') return -1;
  const code = character.charCodeAt(0);
  return /[A-Za-z]/.test(character) ? code : code + 256;
}
