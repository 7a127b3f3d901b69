/** Rust 1.84 and older can be had nowhere, so that a number stands for one release only. */
const OLDEST_MINOR = 85;

/**
 * A channel as it was typed. Nx makes a number of what looks like one, and leaves off its last zeros:
 * `--channel=1.90` arrives as 1.9, and `--channel=1.100` as 1.1.
 */
export function channelText(given: string | number): string {
  const text = String(given);
  if (typeof given === 'string' || !/^1\.\d{1,3}$/.test(text)) return text;
  const zeros = ['', '0', '00'].find(
    (more) => Number(`${text}${more}`.slice('1.'.length)) >= OLDEST_MINOR,
  );
  return `${text}${zeros ?? ''}`;
}
