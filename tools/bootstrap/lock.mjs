// One bootstrap at a time on a machine: two `npm ci` in one folder, or two dockerd, break each other.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * Does the work while no other process on this machine holds the lock of that name. The folder is
 * made atomically; a holder that died is found by its process id.
 *
 * @template T
 * @param {string} name
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function alone(name, work) {
  const folder = join(tmpdir(), `statix-bootstrap-${name}.lock`);
  const holder = join(folder, 'pid');
  for (let told = false; ; told = true) {
    try {
      mkdirSync(folder);
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      if (holderIsGone(holder)) {
        rmSync(folder, { recursive: true, force: true });
        continue;
      }
      if (!told) console.log('Another bootstrap is running; waiting for it.');
      await delay(500);
    }
  }
  try {
    writeFileSync(holder, String(process.pid));
    return await work();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function holderIsGone(file) {
  try {
    process.kill(Number(readFileSync(file, 'utf8')), 0);
    return false;
  } catch (error) {
    // No file yet: the holder is between making the folder and writing its id.
    return error.code === 'ESRCH';
  }
}
