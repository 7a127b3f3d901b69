const M = 0x5bd1e995;

/**
 * The murmur2 hash of some bytes with Kafka's seed, as Kafka's own clients use it to choose a partition:
 * without the highest bit.
 * @param {Uint8Array} bytes
 */
export function kafkaMurmur2(bytes) {
  const { length } = bytes;
  let hash = 0x9747b28c ^ length;
  const mix = (value) => {
    const mixed = Math.imul(value, M);
    return Math.imul(mixed ^ (mixed >>> 24), M);
  };
  const whole = length & ~3;
  for (let at = 0; at < whole; at += 4) {
    const word = bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24);
    hash = Math.imul(hash, M) ^ mix(word);
  }
  if (length !== whole) {
    for (let at = whole; at < length; at++) hash ^= bytes[at] << (8 * (at - whole));
    hash = Math.imul(hash, M);
  }
  hash = Math.imul(hash ^ (hash >>> 13), M);
  return (hash ^ (hash >>> 15)) & 0x7fffffff;
}
