import type { ImageContract } from '../index.js';

/** The contract of an image that no engine has: with the folders of the Statix image, and nothing else in it. */
export const imageContract = {
  schemaVersion: 1,
  kind: 'statix.image-contract',
  recipe: { name: 'demo', version: '1' },
  triple: 'x86_64-unknown-linux-musl',
  hostTriple: 'x86_64-unknown-linux-gnu',
  sysroot: '/opt/statix/sysroot',
  rustc: { path: '/r', version: '1', commitHash: null, llvmVersion: '22', sysroot: '/s' },
  cargo: { path: '/c', version: '1' },
  tools: [],
  components: [],
  libraries: [],
  documents: { sbom: '/opt/sbom.json', notices: '/opt/notices' },
  allocators: {},
  environment: {},
  paths: {
    workspace: '/workspace',
    cargoHome: '/statix/cargo',
    target: '/statix/target',
    home: '/statix/home',
  },
  packages: [],
} satisfies ImageContract;
