import * as z from 'zod';

/** What cargo needed for the units of a package: its library, its build script and that one's run, its programs. */
export interface PackageTime {
  readonly name: string;
  readonly version: string;
  /** Of all its units, added up. */
  readonly seconds: number;
}

const BEGIN = '\nconst UNIT_DATA = [';
const END = '\n];\n';

/** More than any program has. */
const MOST_UNITS = 20_000;

const unitsSchema = z
  .array(
    z.object({
      name: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
      version: z.string().regex(/^[A-Za-z0-9.+-]{1,64}$/),
      duration: z.number().nonnegative().max(1e6),
    }),
  )
  .max(MOST_UNITS);

/**
 * Reads from the page that `cargo build --timings` writes (cargo book, "Reporting build timings") how long each
 * package took. The form of its data is not promised to anybody and comes out of a container: what is not as
 * expected is no page of cargo's.
 *
 * @returns those that took time, the slowest first; undefined for any other text
 */
export function packageTimes(page: string): readonly PackageTime[] | undefined {
  const begin = page.indexOf(BEGIN);
  const end = page.indexOf(END, begin);
  if (begin === -1 || end === -1) return undefined;
  // A name in it cannot end it: JSON has no line break in a string.
  const units = parse(page.slice(begin + BEGIN.length - 1, end + 2));
  if (units === undefined) return undefined;
  const times = units.map(({ duration: seconds, ...unit }) => ({ ...unit, seconds }));
  return addedUp(times).filter(({ seconds }) => seconds > 0);
}

/** Each package once, the slowest first. */
export function addedUp(times: readonly PackageTime[]): PackageTime[] {
  const sums = new Map<string, PackageTime>();
  for (const { name, version, seconds } of times) {
    const key = `${name} ${version}`;
    sums.set(key, { name, version, seconds: (sums.get(key)?.seconds ?? 0) + seconds });
  }
  return [...sums.values()].sort((left, right) => right.seconds - left.seconds);
}

function parse(text: string): z.infer<typeof unitsSchema> | undefined {
  try {
    return unitsSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
