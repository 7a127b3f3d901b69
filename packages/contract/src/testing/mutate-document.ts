import type { Random } from './random.js';

/** Keys that mean something to JavaScript's own objects. */
const KEYS = [
  ...['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', '', '0', 'a'],
  ...['k'.repeat(50_000), '\x1b[2J\n::error::\u202e'],
];

const MOST_EDITS = 3;

/** What takes the place of a value: extremes of each kind, and what is no plain value after all. */
const VALUES: readonly ((random: Random) => unknown)[] = [
  () => null,
  () => true,
  () => '',
  () => 'x'.repeat(100_000),
  () => '\x1b[31m\r\n\0\u202e\ud800',
  () => 'a'.repeat(64),
  () => -1,
  () => 0.5,
  () => 2 ** 53,
  () => -0,
  () => [],
  () => ({}),
  (random) => Array.from({ length: random.between(1, 2000) }, () => random.below(3)),
  (random) => nested(random.between(2, 400)),
  (random) => ({ [random.pick(KEYS)]: random.below(3) }),
  () => Object.fromEntries(Array.from({ length: 3000 }, (_, index) => [`key${index}`, index])),
  () => JSON.parse('{"__proto__":{"polluted":true}}') as unknown,
  () => JSON.parse('{"constructor":{"prototype":{"polluted":true}}}') as unknown,
];

/** The text of a document that differs from a sound one in a few places, of its values or of its text. */
export function mutateDocument(document: unknown, random: Random): string {
  let value = structuredClone(document);
  for (let edits = random.between(1, MOST_EDITS); edits > 0; edits -= 1)
    value = editValue(value, random);
  const text = JSON.stringify(value);
  return random.once(3) ? editText(text, random) : text;
}

/** Goes down by chance, and puts something else where it stops. */
function editValue(value: unknown, random: Random): unknown {
  if (Array.isArray(value)) {
    const items: unknown[] = value;
    const index = random.below(items.length);
    if (items.length === 0 || random.once(4)) return random.pick(VALUES)(random);
    if (random.once(6)) return items.toSpliced(index, 1);
    if (random.once(6)) return [...items, items[index]];
    return items.with(index, editValue(items[index], random));
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value);
    const [key, member] = random.pick(entries.length === 0 ? [['a', 1] as const] : entries);
    if (entries.length === 0 || random.once(12)) return random.pick(VALUES)(random);
    if (random.once(8)) return fromEntries(entries.filter(([name]) => name !== key));
    if (random.once(5))
      return fromEntries([...entries, [random.pick(KEYS), random.pick(VALUES)(random)]]);
    if (random.once(12)) return fromEntries([...entries, [key, random.pick(entries)[1]]]);
    return fromEntries([
      ...entries.filter(([name]) => name !== key),
      [key, editValue(member, random)],
    ]);
  }
  return random.pick(VALUES)(random);
}

/** With `__proto__` as a key like any other, as JSON.parse has it. */
function fromEntries(entries: readonly (readonly [string, unknown])[]): unknown {
  return Object.fromEntries(entries);
}

function nested(depth: number): unknown {
  let value: unknown = 'deep';
  for (let left = depth; left > 0; left -= 1) value = left % 2 === 0 ? [value] : { a: value };
  return value;
}

function editText(text: string, random: Random): string {
  const at = random.below(text.length);
  const [before, after] = [text.slice(0, at), text.slice(at)];
  switch (random.below(8)) {
    case 0:
      return before;
    case 1:
      return before + String.fromCharCode(random.below(0x300)) + after.slice(1);
    case 2:
      return `\ufeff${text}`;
    case 3:
      return `${text}${text}`;
    case 4:
      return text.replace('{', '{"__proto__":{"polluted":true},');
    case 5:
      return `${'['.repeat(random.pick([10, 100_000]))}${text}`;
    case 6:
      return text.replace(
        /:\d+/,
        random.pick([':1e999', ':-0', ':1E2', ':9007199254740993', ':01']),
      );
    default:
      return random.bytes(random.between(0, 64)).toString('latin1');
  }
}
