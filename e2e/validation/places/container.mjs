import { createReadStream, statSync } from 'node:fs';
import { packArchive } from '@statix/engine';
import Docker from 'dockerode';

/** Found by the next run of the tests, should this one be killed. */
const LABEL = 'dev.statix.validation';
const PATIENCE = 60_000;

/**
 * @typedef {object} Started
 * @property {import('dockerode').Container} container
 * @property {() => Promise<void>} remove
 *
 * @typedef {object} Request
 * @property {string} image
 * @property {string[]} command
 * @property {Record<string, string>} [env]
 * @property {{ path: string, mode: number, content: Buffer | string | { file: string } }[]} files put
 *   in before it starts
 * @property {string[]} [capabilities]
 */

/**
 * Makes a container that shares this machine's loopback, where the tests' servers listen, and has no
 * right that it is not given.
 * @param {Request} request
 * @returns {Promise<Started>}
 */
export async function createContainer({ image, command, env = {}, files, capabilities = [] }) {
  const docker = new Docker();
  const container = await docker.createContainer({
    Image: image,
    Entrypoint: command.slice(0, 1),
    Cmd: command.slice(1),
    Env: Object.entries(env).map(([name, value]) => `${name}=${value}`),
    Labels: { [LABEL]: String(process.pid) },
    HostConfig: {
      NetworkMode: 'host',
      CapDrop: ['ALL'],
      CapAdd: capabilities,
      SecurityOpt: ['no-new-privileges'],
      PidsLimit: 256,
      Memory: 1 << 30,
    },
  });
  const remove = () => container.remove({ force: true, v: true });
  try {
    const archive = packArchive(
      files.map(({ path, mode, content }) => ({ path, mode, content: bytes(content) })),
    );
    await container.putArchive(archive, { path: '/' });
  } catch (error) {
    await remove();
    throw error;
  }
  return { container, remove };
}

/**
 * Runs a command to its end in a container of its own.
 * @param {Request} request
 * @returns {Promise<import('../checks/program.mjs').Outcome>}
 */
export async function runInContainer(request) {
  const { container, remove } = await createContainer(request);
  try {
    await container.start();
    const overdue = setTimeout(() => container.kill().catch(() => undefined), PATIENCE);
    const { StatusCode: status } = await container.wait().finally(() => clearTimeout(overdue));
    return { status, ...demultiplexed(await container.logs({ stdout: true, stderr: true })) };
  } finally {
    await remove();
  }
}

/**
 * Runs a command in a container that is running.
 * @param {import('dockerode').Container} container
 * @param {string[]} command
 * @returns {Promise<import('../checks/program.mjs').Outcome>}
 */
export async function runInside(container, command) {
  const run = await container.exec({ Cmd: command, AttachStdout: true, AttachStderr: true });
  const chunks = [];
  for await (const chunk of await run.start({})) chunks.push(chunk);
  const { ExitCode: status } = await run.inspect();
  return { status, ...demultiplexed(Buffer.concat(chunks)) };
}

/**
 * The engine's frames: one byte for the stream, three of nothing, four for the length.
 * @param {Buffer} frames
 */
export function demultiplexed(frames) {
  /** @type {Buffer[][]} */
  const streams = [[], [], []];
  for (let at = 0; at < frames.length;) {
    const length = frames.readUInt32BE(at + 4);
    streams[frames[at]].push(frames.subarray(at + 8, at + 8 + length));
    at += 8 + length;
  }
  const [, stdout, stderr] = streams.map((chunks) => Buffer.concat(chunks).toString());
  return { stdout, stderr };
}

/** @param {Buffer | string | { file: string }} content */
function bytes(content) {
  if (typeof content === 'string') return Buffer.from(content);
  if (Buffer.isBuffer(content)) return content;
  const { file } = content;
  return { size: statSync(file).size, open: () => createReadStream(file) };
}
