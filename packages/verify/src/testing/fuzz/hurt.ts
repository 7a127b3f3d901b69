import type { Random } from '@statix/contract/testing/random';

/** Names that lead elsewhere, mean two things, or are shown as something else. */
const NAMES: readonly string[] = [
  '../escaped',
  '../../../../../../tmp/statix-escaped',
  '/tmp/statix-escaped',
  '//tmp/statix-escaped',
  'bin/../../escaped',
  'bin/..',
  '..',
  '.',
  './',
  '',
  '/',
  'bin/app/',
  './bin//app',
  'bin/app',
  'bin',
  '..\\escaped',
  'C:\\escaped',
  'a!../escaped',
  '!/escaped',
  'lib/libx.so.1',
  'app\0.txt',
  'app\nok',
  '\u001b[2Japp',
  'app\u202egnp',
  'e\u0301',
  '\u00e9',
  '__proto__',
  'constructor',
  'data.tar',
  `${'d/'.repeat(70)}app`,
  'n'.repeat(300),
  'n'.repeat(5000),
];

/** Changes values while an archive is made of them: each with the same chance, none in a sound one. */
export class Hurt {
  /** @param oneIn of so many values one is changed; 0 for none */
  constructor(
    readonly random: Random,
    readonly oneIn: number,
  ) {}

  get isSound(): boolean {
    return this.oneIn === 0;
  }

  /** @param times how much less often than a value is changed */
  once(times = 1): boolean {
    return !this.isSound && this.random.once(this.oneIn * times);
  }

  /** @param most the largest that its field takes */
  number(value: number, most: number): number {
    if (!this.once()) return value;
    const { random } = this;
    const others = [0, 1, value - 1, value + 1, value * 2, most, most - 1, 2 ** 31, 2 ** 32 - 1];
    const other = random.once(4) ? random.word() : random.pick(others);
    return Math.min(most, Math.max(0, other));
  }

  name(value: string): string {
    return this.once() ? this.random.pick(NAMES) : value;
  }

  /** One left out, one twice, two in another order. */
  list<T>(values: readonly T[]): T[] {
    const changed = [...values];
    if (changed.length === 0 || !this.once()) return changed;
    const { random } = this;
    const at = random.below(changed.length);
    const [taken] = changed.splice(at, 1);
    if (taken === undefined || random.once(3)) return changed;
    if (random.once(2)) changed.splice(at, 0, taken);
    changed.splice(random.below(changed.length + 1), 0, taken);
    return changed;
  }

  /** Cut, with bits turned, a range more or less, a range of one value, something behind. */
  bytes(value: Buffer): Buffer {
    if (!this.once()) return value;
    const { random } = this;
    const at = random.below(value.length);
    const end = Math.min(value.length, at + 1 + random.below(random.pick([8, 64, 600])));
    switch (random.below(6)) {
      case 0:
        return value.subarray(0, at);
      case 1: {
        const turned = Buffer.from(value);
        for (let left = random.between(1, 8); left > 0 && turned.length > 0; left -= 1)
          turned[random.below(turned.length)]! ^= 1 << random.below(8);
        return turned;
      }
      case 2:
        return Buffer.concat([value.subarray(0, end), value.subarray(at)]);
      case 3:
        return Buffer.concat([value.subarray(0, at), value.subarray(end)]);
      case 4: {
        const filled = Buffer.from(value);
        return filled.fill(random.pick([0, 0x20, 0x7f, 0xff]), at, end);
      }
      default: {
        const more = random.bytes(random.below(700));
        return Buffer.concat([value, random.once(2) ? value : more]);
      }
    }
  }
}
