/**
 * A time as PAX records have it: seconds since the epoch with their fraction.
 *
 * @param time RFC 3339 with up to nine digits of a second, in any time zone: engines say it in their own
 * @throws Error for a time of another form
 */
export function paxTime(time: string): string {
  const [, fraction = '0'] = /\.(\d{1,9})(?=[Z+-])/i.exec(time) ?? [];
  const seconds = Date.parse(time.replace(/\.\d+/, '')) / 1000;
  if (!Number.isInteger(seconds)) throw new Error(`'${time}' is no time`);
  return `${seconds}.${fraction}`;
}
