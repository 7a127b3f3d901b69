import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import { createAuthority } from './certificate.mjs';
import { lockedRelease } from './locked-release.mjs';
import { randomNumber, randomText, randomWord, several } from './random.mjs';

/**
 * @typedef {{ id: string, name: string, address: string, cost: string, seen: number, rebooted: number }}
 *   Host
 * @typedef {{ libpq: RegExp, openssl: RegExp }} Versions
 */

/** Of the build environment. */
const IMAGE = { libpq: /^libpq: 17\d{4}$/, openssl: /^openssl: OpenSSL 3\.5\.\d+ / };

export const dieselPostgres = dieselProgram('diesel-postgres', IMAGE);

export const dieselPostgresBundledLibpq = dieselProgram('diesel-postgres-bundled-libpq', {
  ...IMAGE,
  libpq: bundledLibpq('diesel-postgres'),
});

export const dieselPostgresVendoredOpenssl = dieselProgram('diesel-postgres-vendored-openssl', {
  ...IMAGE,
  openssl: vendoredOpenssl('diesel-postgres'),
});

export const dieselPostgresGuide = dieselProgram('diesel-postgres-guide', {
  // libpq 17.4; what it says is fixed in the pq-src of that day.
  libpq: /^libpq: 160000$/,
  openssl: vendoredOpenssl('diesel-postgres-guide'),
});

/**
 * @param {string} name
 * @param {Versions} versions what it must say that is linked in
 * @returns {import('./program.mjs').Program}
 */
function dieselProgram(name, versions) {
  return {
    name,
    argument: () => ['offline', randomWord(), randomText()],
    check(stdout, [, user, password]) {
      const [libpq, openssl, ...rest] = stdout.split('\n');
      checkVersions(versions, libpq, openssl);
      const digest = createHash('md5').update(password).update(user).digest('hex');
      assert.deepEqual(rest, [`md5: md5${digest}`, '']);
    },
    refused: [[], ['record'], ['record', '[]'], ['offline', 'user']],

    open: async () => (await import('../places/postgres.mjs')).startPostgres(),

    async meet(place, /** @type {import('../places/postgres.mjs').PostgresServer} */ server) {
      const database = `${place.name}_${randomWord()}`;
      await server.query('postgres', `CREATE DATABASE ${database} OWNER validation`);
      const record = (authority, hosts, host = server.name) => {
        const env = { DATABASE_URL: server.url(database, host) };
        const args = ['record', JSON.stringify(hosts)];
        return authority === undefined
          ? place.run(args, env)
          : place.runTrusting(authority, args, env);
      };

      const stranger = createAuthority().certificate;
      for (const [refused, why] of [
        // Of the same name: it is a signature that fails. libpq tells the first of OpenSSL's errors,
        // which is another in each release.
        [await record(stranger, []), /SSL error: /],
        [await record(undefined, []), /certificate verify failed|root certificate/],
        [
          await record(server.authority, [], 'elsewhere.statix.test'),
          /does not match host name "elsewhere\.statix\.test"/,
        ],
      ]) {
        assert.match(refused.stderr, why);
        assert.equal(refused.status, 1);
        assert.equal(refused.stdout, '');
      }

      const first = several(randomNumber(1, 5), randomHost);
      const second = several(randomNumber(1, 5), randomHost);
      checkReport(await record(server.authority, first), first, versions, MIGRATIONS);
      checkReport(await record(server.authority, second), [...first, ...second], versions, '');

      const rows = await server.query(
        database,
        `SELECT id, name, address, cost::text, extract(epoch FROM seen)::bigint,
                extract(epoch FROM rebooted)::bigint FROM hosts ORDER BY id`,
      );
      const expected = sorted([...first, ...second]).map(
        ({ id, name: host, address, cost, seen, rebooted }) =>
          `${[id, host, address, decimal(scaled(cost), DIGITS), seen, rebooted].join('|')}\n`,
      );
      assert.equal(rows, expected.join(''));
    },
  };
}

const MIGRATIONS = '20260101000000 20260201000000';

/** Digits after the point in the column. */
const DIGITS = 10;

/** @returns {Host} */
const randomHost = () => ({
  id: randomUUID(),
  // psql separates its columns with a bar.
  name: randomText().replaceAll('|', '/'),
  address: `${several(4, () => randomNumber(0, 255)).join('.')}/${randomNumber(1, 31)}`,
  // More digits than a float holds.
  cost: `${randomNumber(1, 2 ** 30)}${randomNumber(0, 2 ** 30)}.${String(randomNumber(0, 999_999_999)).padStart(9, '0')}1`,
  seen: randomNumber(1_600_000_000, 1_700_000_000),
  rebooted: randomNumber(1_500_000_000, 1_600_000_000),
});

/**
 * @param {import('./program.mjs').Outcome} outcome
 * @param {Host[]} hosts
 * @param {Versions} versions
 * @param {string} migrations
 */
function checkReport({ status, stdout, stderr }, hosts, versions, migrations) {
  assert.equal(stderr, '');
  assert.equal(status, 0);
  const [libpq, openssl, migrated, connections, tls, ...rows] = stdout.split('\n');
  checkVersions(versions, libpq, openssl);
  assert.equal(migrated, `migrations: ${migrations}`);
  assert.equal(connections, 'connections: 3');
  assert.match(tls, /^tls: TLSv1\.3 TLS_\w+$/);
  let total = 0n;
  const expected = sorted(hosts).map(({ id, name, address, cost, seen, rebooted }) => {
    total += scaled(cost);
    const columns = [id, name, address, network(address), trimmed(scaled(cost)), trimmed(total)];
    return [...columns, seen, rebooted, seen - rebooted].join('|');
  });
  assert.deepEqual(rows, [...expected, '']);
}

/** @param {Versions} versions @param {string} libpq @param {string} openssl */
function checkVersions(versions, libpq, openssl) {
  assert.match(libpq, versions.libpq);
  assert.match(openssl, versions.openssl);
}

/** @param {Host[]} hosts */
const sorted = (hosts) => [...hosts].sort((a, b) => (a.id < b.id ? -1 : 1));

/** @param {string} number */
function scaled(number) {
  const [whole, fraction = ''] = number.split('.');
  return BigInt(whole + fraction.padEnd(DIGITS, '0'));
}

/** @param {bigint} number @param {number} digits */
function decimal(number, digits) {
  const text = String(number).padStart(digits + 1, '0');
  return `${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/** @param {bigint} number */
const trimmed = (number) => decimal(number, DIGITS).replace(/\.?0+$/, '');

/** The network of an IPv4 address. @param {string} address */
function network(address) {
  const [host, length] = address.split('/');
  const bits = host.split('.').reduce((sum, byte) => sum * 256 + Number(byte), 0);
  const size = 2 ** (32 - Number(length));
  const start = Math.floor(bits / size) * size;
  const bytes = [24, 16, 8, 0].map((shift) => Math.floor(start / 2 ** shift) % 256);
  return `${bytes.join('.')}/${length}`;
}

/**
 * PostgreSQL's own 18.6 says that it is 180006; the build script of pq-src makes it 180600.
 * @param {string} workspace
 */
function bundledLibpq(workspace) {
  const [major, minor] = lockedRelease(workspace, 'pq-src').split('.').map(Number);
  return new RegExp(`^libpq: ${major * 10_000 + minor * 100}$`);
}

/** @param {string} workspace */
function vendoredOpenssl(workspace) {
  const release = lockedRelease(workspace, 'openssl-src').replaceAll('.', '\\.');
  return new RegExp(`^openssl: OpenSSL ${release} `);
}
