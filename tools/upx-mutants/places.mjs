/** Headers, and what UPX keeps behind them. */
const HEADERS = 512;

/**
 * Where a byte is changed, and by what: half of them over the whole file, half over its headers and stub,
 * each in an interval of its own. In an order that spreads the first ones; the same for the same sizes.
 *
 * @param {number} size of the file
 * @param {number} stub where the stub begins; it goes to the end of the file
 * @param {number} count how many
 */
export function placesOf(size, stub, count) {
  const random = mulberry32(0x5747_4158);
  const half = Math.floor(count / 2);
  const whole = spread(half, size, random).map((offset) => ({ part: 'file', offset }));
  const special = spread(count - half, HEADERS + size - stub, random).map((at) => ({
    part: at < HEADERS ? 'headers' : 'stub',
    offset: at < HEADERS ? at : stub + at - HEADERS,
  }));
  return shuffled([...whole, ...special], random).map((place) => ({
    ...place,
    mask: 1 + Math.floor(random() * 255),
  }));
}

function spread(count, length, random) {
  return Array.from({ length: count }, (_, index) =>
    Math.min(length - 1, Math.floor(((index + random()) * length) / count)),
  );
}

function shuffled(all, random) {
  const left = [...all];
  return all.map(() => left.splice(Math.floor(random() * left.length), 1)[0]);
}

/** Numbers in [0, 1) that are the same for the same seed. */
function mulberry32(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
