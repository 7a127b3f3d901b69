import assert from 'node:assert/strict';
import { createAuthority } from './certificate.mjs';
import { sha256 } from './digest.mjs';
import { openBroker } from './kafka-broker.mjs';
import { lockedRelease } from './locked-release.mjs';
import { kafkaMurmur2 } from './murmur2.mjs';
import { randomNumber, randomText, randomWord, several } from './random.mjs';

const CODECS = ['gzip', 'lz4', 'none', 'snappy', 'zstd'];
const PARTITIONS = 8;

/** @type {import('./program.mjs').Program} */
export const rdkafkaVendoredSsl = {
  name: 'rdkafka-vendored-ssl',
  argument: () => ['round-trip', ...several(randomNumber(2, 20), randomText)],
  check(stdout, [, ...messages]) {
    const [librdkafka, openssl, features, ...lines] = stdout.split('\n');
    assert.equal(librdkafka, `librdkafka: ${lockedRelease('rdkafka-vendored-ssl', 'rdkafka-sys')}`);
    assert.match(openssl, /^openssl: OpenSSL /);
    assert.equal(openssl.split(' ')[2], lockedRelease('rdkafka-vendored-ssl', 'openssl-src'));
    const known = features.replace('features: ', '').split(',');
    for (const feature of ['gzip', 'snappy', 'ssl', 'lz4', 'zstd', 'sasl_scram']) {
      assert.ok(known.includes(feature), `without ${feature}`);
    }
    assert.deepEqual(lines, [...CODECS.flatMap((codec) => expectedLines(codec, messages)), '']);
  },
  refused: [
    [],
    ['round-trip'],
    ['brokers', 'localhost:1'],
    ['brokers', 'localhost:1', '--ca-env', 'CA'],
  ],

  async meet({ run }) {
    const authority = createAuthority();
    const stranger = createAuthority();
    const told = { id: randomNumber(1, 1000), host: randomWord(), port: randomNumber(1, 65535) };
    const broker = await openBroker(authority.issue(['localhost']), told);
    const impostor = await openBroker(authority.issue(['elsewhere']), told);
    try {
      const ask = (port, { certificate }) =>
        run(['brokers', `localhost:${port}`, '--ca-env', 'CA'], { CA: certificate });

      const trusting = await ask(broker.port, authority);
      assert.equal(
        trusting.stdout,
        `broker ${told.id}: ${told.host}:${told.port}\n`,
        trusting.stderr,
      );
      assert.equal(trusting.status, 0);

      for (const [port, trusted] of [
        [broker.port, stranger],
        [impostor.port, authority],
      ]) {
        const refused = await ask(port, trusted);
        assert.match(refused.stderr, /certificate verify failed/);
        assert.equal(refused.stdout, '');
        assert.equal(refused.status, 1);
      }
    } finally {
      await Promise.all([broker.close(), impostor.close()]);
    }
  },
};

/** @param {string} codec @param {string[]} messages */
function expectedLines(codec, messages) {
  /** @type {Map<number, string[]>} */
  const partitions = new Map();
  for (const message of messages) {
    const key = Buffer.from(message);
    const partition = kafkaMurmur2(key) % PARTITIONS;
    const earlier = partitions.get(partition) ?? [];
    const digest = sha256(message.repeat(100));
    const line = `${codec} ${partition}@${earlier.length} ${key.toString('hex')} ${digest}`;
    partitions.set(partition, [...earlier, line]);
  }
  return [...partitions].sort(([a], [b]) => a - b).flatMap(([, lines]) => lines);
}
