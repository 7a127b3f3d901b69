// The few calls of the Docker Engine API that are needed before anything is installed.
import http from 'node:http';

/** @param {string} host as DOCKER_HOST has it */
function connection(host) {
  if (host.startsWith('unix://')) return { socketPath: host.slice('unix://'.length) };
  const url = new URL(host.replace(/^tcp:/, 'http:'));
  return { host: url.hostname, port: url.port };
}

/**
 * @param {string} method
 * @param {string} path
 * @param {import('node:stream').Readable} [body] sent as a tar archive
 * @param {string} [host] of another engine than the one that commands here use
 * @returns {Promise<{status: number, text: string}>}
 */
export function engineRequest(method, path, body, host = ownHost()) {
  return new Promise((resolve, reject) => {
    const headers = body === undefined ? {} : { 'content-type': 'application/x-tar' };
    const request = http.request({ ...connection(host), method, path, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk) => (text += chunk));
      response.once('end', () => resolve({ status: response.statusCode ?? 0, text }));
      response.once('error', reject);
    });
    request.once('error', reject);
    if (body === undefined) request.end();
    else body.once('error', reject).pipe(request);
  });
}

function ownHost() {
  return process.env.DOCKER_HOST ?? 'unix:///var/run/docker.sock';
}

/** @returns {Promise<boolean>} whether an engine answers */
export async function engineAnswers() {
  try {
    return (await engineRequest('GET', '/_ping')).status === 200;
  } catch {
    return false;
  }
}

/**
 * The version of an engine.
 *
 * @param {string} host as DOCKER_HOST has it
 * @returns {Promise<string | undefined>} undefined if nothing answers
 */
export async function engineVersion(host) {
  try {
    return JSON.parse((await engineRequest('GET', '/version', undefined, host)).text).Version;
  } catch {
    return undefined;
  }
}
