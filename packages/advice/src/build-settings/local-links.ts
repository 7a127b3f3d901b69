import type { Finding } from '@statix/contract';
import type { CargoPackage, RepositoryFiles } from '@statix/cargo';
import { offersLibrary, type ImageOffer } from '../native-crates/image-offer.js';

/** Libraries that are part of libc or empty archives beside it. */
const libc = new Set([
  'c',
  'm',
  'pthread',
  'dl',
  'rt',
  'util',
  'crypt',
  'resolv',
  'stdc++',
  'c++',
  'gcc',
  'gcc_eh',
  'unwind',
  'atomic',
]);

const links = /rustc-link-lib=(?:(dylib|static|framework)(?:[:+-][\w+,-]*)?=)?([A-Za-z0-9_+.-]+)/;

/**
 * Libraries that the package's own build script names outright and the image does not have. What it
 * puts together from variables, or compiles itself with cc or cmake, is not looked at.
 */
export function localLinks({
  files,
  package: pkg,
  offer,
}: {
  readonly files: RepositoryFiles;
  readonly package: CargoPackage;
  readonly offer: ImageOffer | undefined;
}): Omit<Finding, 'package' | 'crate' | 'fix'>[] {
  const script = pkg.buildScript;
  if (script === undefined || offer === undefined || !files.exists(script)) return [];
  const text = files.read(script);
  if (/\b(?:cc|cmake|autotools)::/.test(text)) return [];
  return text.split('\n').flatMap((line, index) => {
    const [, kind, name] = links.exec(line) ?? [];
    if (name === undefined || kind === 'framework' || line.trimStart().startsWith('//')) return [];
    if (libc.has(name) || offersLibrary(offer, [name, `lib${name}`])) return [];
    return [
      {
        severity: 'warning',
        code: 'links-missing-library',
        what: `The build script links ${name}, which the image does not have`,
        why: 'Unless it is made or found somewhere else in the build, the program does not link.',
        remedies: [
          { text: 'Compile it in the build script (cc, cmake), or take a crate that brings it.' },
        ],
        evidence: [{ file: script, line: index + 1, text: line.trim() }],
      },
    ];
  });
}
