import type { Finding } from '@statix/contract';
import { EMULATION_COSTS, suitableEngine } from '@statix/toolchain';
import type { KnownImage } from '../../../image/known-image.js';
import type { MachineFacts } from './machine-facts.js';

const GB = 1e9;
/** The image unpacked, the layers it is built from, and the volumes of a few programs. */
const DISK_NEEDED = 4 * GB;
const DISK_COMFORTABLE = 12 * GB;
/** Linking RocksDB or DuckDB, and one C++ compiler for each processor. */
const MEMORY_NEEDED = 1.5 * GB;
const MEMORY_PER_CPU = 1 * GB;
const MOST_SKEW_MILLISECONDS = 5_000;
const BIG_VOLUMES = 20 * GB;

type MachineFinding = Pick<Finding, 'severity' | 'code' | 'what' | 'why' | 'remedies'> & {
  readonly seen?: string;
};

/**
 * What of the machine will stop a build or surprise in one.
 *
 * @param image `broken` when it cannot be read, which is said elsewhere
 */
export function machineFindings(
  facts: MachineFacts,
  image: KnownImage | 'broken' | undefined,
): Finding[] {
  return [
    ...engineFindings(facts),
    ...imageFindings(image),
    ...volumeFindings(facts),
    ...networkFindings(facts),
    ...shellFindings(facts),
  ].map(({ seen, ...finding }) => ({
    ...finding,
    package: null,
    crate: null,
    evidence: seen === undefined ? [] : [{ file: null, line: null, text: seen }],
    fix: 'none',
  }));
}

function engineFindings({
  engine,
  engineSystem,
  engineProblem,
  hostArchitecture,
  hostPlatform,
}: MachineFacts): MachineFinding[] {
  if (engineProblem !== undefined) {
    return [{ severity: 'error', code: 'engine-unreachable', ...engineProblem }];
  }
  if (engine === null) return [];
  const found: MachineFinding[] = [];
  const [major = 0, minor = 0] = engine.version.split('.').map((part) => parseInt(part, 10));
  if (engine.name === 'Docker' && (major < 20 || (major === 20 && minor < 10))) {
    found.push({
      severity: 'error',
      code: 'engine-too-old',
      what: `Docker ${engine.version} is too old to make the image`,
      why: 'The recipe needs the Dockerfile frontend that is built into Docker 20.10 and later.',
      remedies: [{ text: 'Update Docker.' }],
      seen: `${engine.address} says it is ${engine.name} ${engine.version}`,
    });
  }
  const nature = { ...engine, system: engineSystem };
  const suitable = suitableEngine(nature, { platform: hostPlatform, arch: hostArchitecture });
  const seen = `engine: ${engineSystem}/${engine.architecture}, this machine: ${hostPlatform}/${hostArchitecture}`;
  if (suitable.verdict === 'warn') {
    found.push({
      severity: 'warning',
      code: 'emulated',
      what: suitable.what,
      why: EMULATION_COSTS,
      remedies: suitable.remedies.map((remedy) => ({ ...remedy })),
      seen,
    });
  }
  if (suitable.verdict === 'refuse') {
    const { what, why = '', remedies } = suitable.error;
    found.push({
      severity: 'error',
      code: 'engine-unsuitable',
      ...{ what, why, remedies: remedies.map((remedy) => ({ ...remedy })) },
      seen,
    });
  }
  if (engine.memoryBytes < Math.max(MEMORY_NEEDED, engine.cpus * MEMORY_PER_CPU)) {
    const little = engine.memoryBytes < MEMORY_NEEDED;
    const jobs = Math.max(1, Math.floor(engine.memoryBytes / MEMORY_PER_CPU));
    found.push({
      severity: 'warning',
      code: 'little-memory',
      what: `The engine has ${gigabytes(engine.memoryBytes)} of memory for ${engine.cpus} processors`,
      why: little
        ? 'Large C++ crates (RocksDB, DuckDB) and fat LTO need more, and end with “Killed”.'
        : 'Each processor runs a compiler, and those of large C++ crates take 1 GB each.',
      remedies: [{ text: 'Run fewer compilers at a time:', snippet: `export STATIX_JOBS=${jobs}` }],
    });
  }
  if (engine.diskFreeBytes !== null && engine.diskFreeBytes < DISK_COMFORTABLE) {
    const full = engine.diskFreeBytes < DISK_NEEDED;
    found.push({
      severity: full ? 'error' : 'warning',
      code: 'little-disk',
      what: `${gigabytes(engine.diskFreeBytes)} of disk is free where the engine keeps images and volumes`,
      why: `The image takes 1.5 GB and as much again while it is made; target folders grow beside it.`,
      remedies: [
        {
          text: 'Remove build volumes that nothing uses:',
          snippet: 'npx nx run statix-image:cache-prune',
        },
        { text: 'See what takes the space:', snippet: 'docker system df' },
      ],
    });
  }
  if (Math.abs(engine.clockSkewMilliseconds) > MOST_SKEW_MILLISECONDS) {
    found.push({
      severity: 'warning',
      code: 'clock-skew',
      what: `The engine's clock is ${(engine.clockSkewMilliseconds / 1000).toFixed(1)} s off ours`,
      why: 'Certificates can look expired or not yet valid, and file times of two clocks mislead build tools.',
      remedies: [
        {
          text: 'Set both clocks (a virtual machine that slept: restart Docker Desktop or Colima).',
        },
      ],
    });
  }
  return found;
}

function imageFindings(image: KnownImage | 'broken' | undefined): MachineFinding[] {
  if (image === 'broken') return [];
  if (image === undefined) {
    return [
      {
        severity: 'error',
        code: 'image-not-defined',
        what: 'The workspace defines no image',
        why: 'Builds take it from a statix-image.json, and there is none.',
        remedies: [{ text: 'Have it made:', snippet: 'npx nx generate @statix/nx:init' }],
      },
    ];
  }
  const { reference } = image.identity;
  if (image.presence === 'foreign') {
    return [
      {
        severity: 'error',
        code: 'image-foreign',
        what: `The image ${reference} was not made here`,
        why: 'It has the right name, but this user’s Statix has no record of having built, pulled or loaded it.',
        remedies: [
          { text: 'Remove it; it is then made:', snippet: `docker image rm ${reference}` },
        ],
        seen: reference,
      },
    ];
  }
  if (image.presence !== 'absent') return [];
  const recipe = image.comesFrom === 'recipe';
  return [
    {
      severity: 'note',
      code: 'image-to-be-made',
      what: `The image is not on the engine yet: the first build ${recipe ? 'makes' : 'pulls'} it`,
      why: recipe
        ? 'From the recipe it takes minutes, unless it was published (image-push).'
        : 'It is pulled by its digest.',
      remedies: [{ text: 'Make it now:', snippet: 'npx nx run statix-image:image' }],
      seen: reference,
    },
  ];
}

function volumeFindings({ volumes }: MachineFacts): MachineFinding[] {
  const total = volumes.reduce((sum, { sizeBytes }) => sum + (sizeBytes ?? 0), 0);
  if (total < BIG_VOLUMES) return [];
  return [
    {
      severity: 'note',
      code: 'big-volumes',
      what: `${volumes.length} build volumes take ${gigabytes(total)}`,
      why: 'They hold crates and target folders, so that a build does only what changed.',
      remedies: [
        { text: 'See them:', snippet: 'npx nx run statix-image:cache-list' },
        { text: 'Remove what nothing uses:', snippet: 'npx nx run statix-image:cache-prune' },
      ],
    },
  ];
}

const certificateProblems = {
  unreadable: 'cannot be read',
  'no-certificates': 'holds no certificates (PEM)',
  'all-expired': 'holds only certificates that have expired',
} as const;

function networkFindings({ certificates, proxies }: MachineFacts): MachineFinding[] {
  const { variable, path, problem } = certificates;
  const found: MachineFinding[] = [];
  if (variable !== undefined && path !== undefined && problem !== undefined) {
    found.push({
      severity: 'warning',
      code: 'ca-bundle',
      what: `${variable} names ${path}, which ${certificateProblems[problem]}`,
      why: 'Containers are given this file; without it crates cannot be fetched behind a proxy that presents its own certificate.',
      remedies: [
        {
          text: 'Name a PEM file:',
          snippet: `export STATIX_CA_BUNDLE=/etc/ssl/certs/ca-certificates.crt`,
        },
      ],
      seen: `${variable}=${path}`,
    });
  }
  for (const [name, value] of Object.entries(proxies)) {
    if (!/^(?:\w+:\/\/)?(?:[^@/]*@)?(?:localhost|127\.|\[::1\])/.test(value)) continue;
    found.push({
      severity: 'warning',
      code: 'proxy-of-this-machine-only',
      what: `${name} is an address of this machine, which a container cannot reach`,
      why: 'In a container localhost is the container itself, so fetching crates fails.',
      remedies: [
        { text: 'Let the proxy listen on an address that containers reach, and name that.' },
      ],
      seen: name,
    });
  }
  if (Object.keys(proxies).length > 0 && variable === undefined) {
    found.push({
      severity: 'note',
      code: 'proxy-without-ca-bundle',
      what: 'There is a proxy, and no CA bundle is named',
      why: 'If the proxy presents a certificate of its own, crates cannot be fetched without it.',
      remedies: [{ text: 'Name the bundle:', snippet: 'export STATIX_CA_BUNDLE=/path/to/ca.pem' }],
      seen: Object.keys(proxies).join(', '),
    });
  }
  return found;
}

function shellFindings({ buildVariables }: MachineFacts): MachineFinding[] {
  if (buildVariables.length === 0) return [];
  return [
    {
      severity: 'note',
      code: 'shell-not-used',
      what: `${buildVariables.join(', ')} of your shell ${buildVariables.length === 1 ? 'has' : 'have'} no effect on build-static`,
      why: 'The container gets only what is declared, because everything else would have to be hashed.',
      remedies: [
        {
          text: 'What the build does need belongs into Cargo.toml:',
          snippet: '[package.metadata.statix.build-static]\nrustflags = []\nenvironment = {}',
        },
      ],
      seen: buildVariables.join(', '),
    },
  ];
}

function gigabytes(bytes: number): string {
  return `${(bytes / GB).toFixed(1)} GB`;
}
