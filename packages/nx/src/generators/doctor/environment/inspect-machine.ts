import { statfs } from 'node:fs/promises';
import { isStatixError } from '@statix/contract';
import { isBuildVariable } from '@statix/advice';
import { proxyVariables, type Engine } from '@statix/engine';
import { readCertificates } from './certificates.js';
import type { MachineFacts } from './machine-facts.js';

/** Of the machine's own: which hosts are reached without one is no way out. */
const isProxy = (name: string): boolean => !/^no_proxy$/i.test(name);

/** Asks the engine and looks around; what cannot be found out is a fact, too, and throws nothing. */
export async function inspectMachine(
  connect: () => Promise<Engine>,
  env: NodeJS.ProcessEnv = process.env,
): Promise<{ facts: MachineFacts; engine: Engine | undefined }> {
  const machine = {
    certificates: readCertificates(env, new Date()),
    proxies: Object.fromEntries(
      Object.entries(proxyVariables(env)).filter(([name]) => isProxy(name)),
    ),
    buildVariables: Object.keys(env)
      .filter((name) => isBuildVariable(name) && env[name] !== '')
      .sort(),
    hostArchitecture: process.arch,
    hostPlatform: process.platform,
  };
  try {
    const engine = await connect();
    const asked = await askEngine(engine);
    return { engine, facts: { ...machine, ...asked, engineProblem: undefined } };
  } catch (error) {
    if (!isStatixError(error)) throw error;
    const engineProblem = {
      what: error.what,
      why: [error.why ?? '', ...error.excerpt].filter((line) => line !== '').join('\n'),
      remedies: error.remedies.map((remedy) => ({ ...remedy })),
    };
    return {
      engine: undefined,
      facts: { ...machine, engine: null, engineSystem: '', engineProblem, volumes: [] },
    };
  }
}

async function askEngine(
  engine: Engine,
): Promise<Pick<MachineFacts, 'engine' | 'engineSystem' | 'volumes'>> {
  const facts = await engine.facts();
  const before = Date.now();
  const clock = await engine.clock();
  // The answer was made at some moment in between.
  const ours = (before + Date.now()) / 2;
  const volumes = await engine.listVolumes({ 'dev.statix.volume': 'build' });
  return {
    engineSystem: facts.system,
    engine: {
      address: engine.address,
      name: facts.name,
      version: facts.version,
      architecture: facts.architecture,
      cpus: facts.cpus,
      memoryBytes: facts.memoryBytes,
      rootless: facts.rootless,
      diskFreeBytes: await freeBytes(engine.address, facts.rootDirectory),
      clockSkewMilliseconds: Math.round(clock.getTime() - ours),
    },
    volumes: volumes
      .map(({ name, labels, sizeBytes }) => ({
        name,
        workspace: labels['dev.statix.workspace'] ?? null,
        sizeBytes: sizeBytes ?? null,
      }))
      .sort((left, right) => (left.name < right.name ? -1 : 1)),
  };
}

/**
 * No engine's API says how much disk is free. The folder is ours to look at where the engine is on
 * this machine; elsewhere, or in a virtual machine (Docker Desktop), it does not exist here.
 */
async function freeBytes(address: string, folder: string): Promise<number | null> {
  if (!address.startsWith('unix://') || folder === '') return null;
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch {
    return null;
  }
}
