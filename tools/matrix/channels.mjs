// The images of other Rust channels: each is made and checked by the program that is in it.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../bootstrap/run.mjs';

const FOLDER = 'images/statix/channels';

/** Names of the checks, by channel. @param {string} root @returns {Map<string, string>} */
export function channelChecks(root) {
  const folder = join(root, FOLDER);
  const files = existsSync(folder) ? readdirSync(folder).sort() : [];
  return new Map(
    files.map((file) => [`Rust ${file.slice(0, -'.json'.length)}`, file.slice(0, -'.json'.length)]),
  );
}

/** @param {string} root @param {string} channel @returns {Promise<boolean>} whether all of its checks pass */
export async function checkChannel(root, channel) {
  const task = `statix-image:image-check:${channel}`;
  try {
    await run('npx', ['--no-install', 'nx', 'run', task, '--outputStyle=stream'], { cwd: root });
    return true;
  } catch (error) {
    console.error(error.message);
    return false;
  }
}
