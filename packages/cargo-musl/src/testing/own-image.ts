import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ImageContract } from '@statix/contract';
import { imageContract } from '@statix/contract/testing/image-contract';

type Command = 'fetch' | 'build' | 'check' | 'test';

/**
 * A folder that stands for the root of the image that a build runs in: with a contract, an identity, and a
 * cargo that is a script of the test. `setpriv` notes what it was asked for and does no more.
 */
export class OwnImage {
  readonly paths: ImageContract['paths'];

  constructor(
    readonly root: string,
    identity: string,
  ) {
    const at = (path: string): string => join(root, path);
    this.paths = {
      workspace: at('workspace'),
      cargoHome: at('statix/cargo'),
      target: at('statix/target'),
      home: at('statix/home'),
    };
    const contract: ImageContract = {
      ...imageContract,
      paths: this.paths,
      environment: { PATH: `${at('bin')}:/usr/bin:/bin`, OF_IMAGE: 'yes' },
    };
    for (const path of Object.values(this.paths)) mkdirSync(path, { recursive: true });
    this.write('opt/statix/contract.json', JSON.stringify(contract));
    this.write('opt/statix/identity', `${identity}\n`);
    this.script(
      'bin/setpriv',
      `while [ "$1" != -- ]; do asked="$asked $1"; shift; done; shift
       name=$2; for word; do if [ "$last" = cargo ]; then name=$word; fi; last=$word; done
       if [ "$1" = setpriv ]; then name=$name.outer; fi
       echo "$asked" > ${at('seen')}/$name.setpriv; exec "$@"`,
    );
    this.script(
      'bin/cargo',
      `env | sort > ${at('seen')}/$1.env; echo "$@" > ${at('seen')}/$1.arguments; . ${at('program')}/$1`,
    );
    mkdirSync(at('seen'));
    this.cargo('fetch', '');
    this.cargo('build', '');
    this.cargo('check', '');
    this.cargo('test', '');
    // Of a package that has no dependencies and the name of its folder; see `resolvedRoot`.
    const manifest = `while [ "$1" != --manifest-path ]; do shift; done; folder=\${2%/*} name=\${folder##*/}`;
    this.write(
      'program/metadata',
      `${manifest}; printf '{"packages":[{"name":"%s","version":"0.1.0","source":null,"license":"MIT","license_file":null,"manifest_path":"%s"}]}\\n' "$name" "$2"\n`,
    );
    this.write('program/tree', `${manifest}; printf '0|%s v0.1.0 (%s)||\\n' "$name" "$folder"\n`);
  }

  /** What cargo does when it is given a command, in words of sh. */
  cargo(command: Command, script: string): void {
    this.write(`program/${command}`, `${script}\n`);
  }

  /** What was noted of the last run of a command; `outer.setpriv` of one that runs under two. */
  seen(command: Command, what: 'env' | 'arguments' | 'setpriv' | 'outer.setpriv'): string {
    return readFileSync(join(this.root, 'seen', `${command}.${what}`), 'utf8').trim();
  }

  has(path: string): boolean {
    return existsSync(join(this.root, path));
  }

  write(path: string, content: string | Buffer): void {
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    writeFileSync(join(this.root, path), content);
  }

  private script(path: string, body: string): void {
    this.write(path, `#!/bin/sh\n${body}\n`);
    chmodSync(join(this.root, path), 0o755);
  }
}
