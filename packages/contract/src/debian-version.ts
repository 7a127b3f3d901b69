/** A longer one is none of Debian's; the longest in its archive have about 60 characters. */
const MOST_CHARACTERS = 200;

/** deb-version(7): `[epoch:]upstream-version[-debian-revision]`. */
const VERSION = /^(?:(\d{1,9}):)?([A-Za-z0-9.+~:-]+)$/;

export function isDebianVersion(text: string): boolean {
  return text.length <= MOST_CHARACTERS && VERSION.test(text);
}

/**
 * Orders two versions as dpkg does (deb-version(7), "Sorting algorithm"): by epoch, upstream version and
 * revision. Of the two texts, pieces without digits and numbers are compared in turn; `~` is before
 * everything, even the end, and letters are before other characters.
 *
 * @returns negative, 0 or positive
 */
export function compareDebianVersions(left: string, right: string): number {
  const [one, other] = [split(left), split(right)];
  return (
    one.epoch - other.epoch ||
    compareParts(one.upstream, other.upstream) ||
    compareParts(one.revision, other.revision)
  );
}

/** `1:22.1.8-1~deb13u4` → `22.1.8`: without epoch and Debian's revision. */
export function upstreamVersion(version: string): string {
  return split(version).upstream;
}

/** Without the `+b1` of a package that Debian built again from an unchanged source. */
export function sourceVersion(version: string): string {
  return version.replace(/\+b\d+$/, '');
}

function split(text: string): { epoch: number; upstream: string; revision: string } {
  const [, epoch = '0', rest = text] = VERSION.exec(text) ?? [];
  const dash = rest.lastIndexOf('-');
  return dash < 0
    ? { epoch: Number(epoch), upstream: rest, revision: '' }
    : { epoch: Number(epoch), upstream: rest.slice(0, dash), revision: rest.slice(dash + 1) };
}

function compareParts(left: string, right: string): number {
  let [one, other] = [left, right];
  while (one !== '' || other !== '') {
    const [text, otherText] = [leading(one, /^\D*/), leading(other, /^\D*/)];
    const byText = compareTexts(text, otherText);
    if (byText !== 0) return byText;
    [one, other] = [one.slice(text.length), other.slice(otherText.length)];
    const [digits, otherDigits] = [leading(one, /^\d*/), leading(other, /^\d*/)];
    const byNumber = compareNumbers(digits, otherDigits);
    if (byNumber !== 0) return byNumber;
    [one, other] = [one.slice(digits.length), other.slice(otherDigits.length)];
  }
  return 0;
}

function leading(text: string, pattern: RegExp): string {
  return pattern.exec(text)?.[0] ?? '';
}

function compareTexts(left: string, right: string): number {
  for (let at = 0; at < Math.max(left.length, right.length); at += 1) {
    const difference = weight(left[at]) - weight(right[at]);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** @param character undefined for the end of the text, or where a number begins */
function weight(character: string | undefined): number {
  if (character === '~') return -1;
  if (character === undefined) return 0;
  const code = character.charCodeAt(0);
  return /[A-Za-z]/.test(character) ? code : code + 256;
}

/** Numbers of any length: as text, without the zeros in front. */
function compareNumbers(left: string, right: string): number {
  const [one, other] = [left.replace(/^0+/, ''), right.replace(/^0+/, '')];
  if (one.length !== other.length) return one.length - other.length;
  return one < other ? -1 : one > other ? 1 : 0;
}
