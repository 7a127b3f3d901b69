import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A day in which nobody is any more. */
const LONG_AGO = ['20200101000000Z', '20200102000000Z'] as const;

/** An authority that signs certificates for servers and clients, made by openssl. */
export class CertificateAuthority {
  constructor(private readonly folder: string) {
    mkdirSync(folder, { recursive: true });
    this.#openssl([
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'],
      ...['-subj', '/CN=Statix test authority', '-days', '2'],
      ...['-keyout', 'authority-key.pem', '-out', 'ca.pem'],
    ]);
    writeFileSync(join(folder, 'index.txt'), '');
    writeFileSync(join(folder, 'config'), CONFIG);
  }

  get ca(): string {
    return join(this.folder, 'ca.pem');
  }

  /**
   * Signs a certificate for 127.0.0.1.
   *
   * @returns the folder of ca.pem, cert.pem and key.pem
   */
  issue(name: string, { expired = false } = {}): string {
    const to = join(this.folder, name);
    mkdirSync(to);
    this.#openssl([
      ...['req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'],
      ...['-subj', `/CN=${name}`, '-keyout', join(to, 'key.pem'), '-out', join(to, 'request.pem')],
    ]);
    this.#openssl([
      ...['ca', '-batch', '-config', 'config', '-in', join(to, 'request.pem')],
      ...['-out', join(to, 'cert.pem'), '-notext'],
      ...(expired ? ['-startdate', LONG_AGO[0], '-enddate', LONG_AGO[1]] : ['-days', '2']),
    ]);
    copyFileSync(this.ca, join(to, 'ca.pem'));
    return to;
  }

  #openssl(args: string[]): void {
    execFileSync('openssl', args, { cwd: this.folder, stdio: 'pipe' });
  }
}

const CONFIG = `
[ca]
default_ca = own
[own]
dir = .
database = index.txt
new_certs_dir = .
certificate = ca.pem
private_key = authority-key.pem
rand_serial = yes
default_md = sha256
policy = any
x509_extensions = extensions
unique_subject = no
[any]
commonName = supplied
[extensions]
subjectAltName = IP:127.0.0.1
extendedKeyUsage = serverAuth, clientAuth
`;
