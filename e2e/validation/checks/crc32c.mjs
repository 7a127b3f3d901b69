const POLYNOMIAL = 0x1edc6f41;

/**
 * The CRC-32C of some bytes as 8 hex digits, by division from the highest bit down: the mirror image
 * of what hello-static's C code does.
 * @param {Uint8Array} bytes
 */
export function crc32c(bytes) {
  let remainder = 0xffffffff;
  for (const byte of bytes) {
    remainder ^= reversed(byte, 8) << 24;
    for (let bit = 0; bit < 8; bit++) {
      remainder = (remainder << 1) ^ (remainder < 0 ? POLYNOMIAL : 0);
    }
  }
  return (reversed(~remainder, 32) >>> 0).toString(16).padStart(8, '0');
}

/** @param {number} value @param {number} bits */
function reversed(value, bits) {
  let mirrored = 0;
  for (let bit = 0; bit < bits; bit++) {
    mirrored = (mirrored << 1) | ((value >>> bit) & 1);
  }
  return mirrored;
}
