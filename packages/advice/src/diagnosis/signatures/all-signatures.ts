import type { Signature } from '../signature.js';
import { bindgenSignatures } from './bindgen.js';
import { cargoSignatures } from './cargo.js';
import { compilerSignatures } from './compilers.js';
import { confinementSignatures } from './confinement.js';
import { cxxSignatures } from './cxx.js';
import { glibcSignatures } from './glibc.js';
import { librarySignatures } from './libraries.js';
import { linkingSignatures } from './linking.js';
import { opensslSignatures, pkgConfigSignatures } from './openssl.js';
import { resourceSignatures } from './resources.js';
import { runningSignatures } from './running.js';
import { toolchainSignatures } from './toolchain.js';
import { unavailableSignatures } from './unavailable.js';

/** Every known kind of line. */
export const allSignatures: readonly Signature[] = [
  ...cargoSignatures,
  ...confinementSignatures,
  ...resourceSignatures,
  ...opensslSignatures,
  ...pkgConfigSignatures,
  ...bindgenSignatures,
  ...compilerSignatures,
  ...glibcSignatures,
  ...cxxSignatures,
  ...linkingSignatures,
  ...librarySignatures,
  ...toolchainSignatures,
  ...runningSignatures,
  ...unavailableSignatures,
];
