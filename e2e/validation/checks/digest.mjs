import { createHash } from 'node:crypto';

/** The SHA-256 of text or bytes, in hex. @param {string | Uint8Array} data */
export const sha256 = (data) => createHash('sha256').update(data).digest('hex');
