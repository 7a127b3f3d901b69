import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { engineRequest } from './engine-api.mjs';
import { aptInstall, isDebian } from './engine.mjs';

export const BASE = 'statix-base:trixie';
const [REPOSITORY, TAG] = BASE.split(':');

/**
 * Makes the base of this repository's image: Debian trixie from Debian's archive, where mmdebstrap
 * is to be had, so that no image registry is needed; the registry's image elsewhere.
 */
export async function provideBaseImage() {
  if ((await engineRequest('GET', `/images/${BASE}/json`)).status === 200) return;
  if (await haveMmdebstrap()) await importFromArchive();
  else await pullFromRegistry();
  const made = await engineRequest('GET', `/images/${BASE}/json`);
  if (made.status !== 200) throw new Error(`${BASE} was not made: ${made.text}`);
}

async function haveMmdebstrap() {
  if (existsSync('/usr/bin/mmdebstrap')) return true;
  if (!isDebian() || process.getuid?.() !== 0) return false;
  await aptInstall(['mmdebstrap']);
  return true;
}

async function importFromArchive() {
  console.log(`Making ${BASE} from Debian's archive (mmdebstrap)…`);
  const bootstrap = spawn(
    'mmdebstrap',
    ['--quiet', '--variant=minbase', '--include=ca-certificates', 'trixie', '-'],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let said = '';
  bootstrap.stderr.setEncoding('utf8').on('data', (chunk) => (said = (said + chunk).slice(-8192)));
  const ended = new Promise((resolve) => {
    bootstrap.once('error', (error) => resolve(error.message));
    bootstrap.once('close', (code) => resolve(code === 0 ? undefined : `exit code ${code}`));
  });
  const answer = await engineRequest(
    'POST',
    `/images/create?fromSrc=-&repo=${REPOSITORY}&tag=${TAG}`,
    bootstrap.stdout,
  );
  const failure = await ended;
  if (failure !== undefined) {
    // A cut archive may have been imported as far as it went.
    await engineRequest('DELETE', `/images/${BASE}`);
    throw new Error(`mmdebstrap failed (${failure}):\n${said}`);
  }
  if (answer.status !== 200) throw new Error(`the engine refused the base image: ${answer.text}`);
}

async function pullFromRegistry() {
  console.log('Pulling debian:trixie-slim…');
  const pulled = await engineRequest('POST', '/images/create?fromImage=debian&tag=trixie-slim');
  if (pulled.status !== 200 || pulled.text.includes('"errorDetail"')) {
    throw new Error(`debian:trixie-slim cannot be pulled: ${pulled.text.trim()}`);
  }
  await engineRequest('POST', `/images/debian:trixie-slim/tag?repo=${REPOSITORY}&tag=${TAG}`);
}
