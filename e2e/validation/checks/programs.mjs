import { cryptoSigning } from './crypto-signing.mjs';
import { curlClient } from './curl-client.mjs';
import {
  dieselPostgres,
  dieselPostgresBundledLibpq,
  dieselPostgresGuide,
  dieselPostgresVendoredOpenssl,
} from './diesel-postgres.mjs';
import { dieselSqlite } from './diesel-sqlite.mjs';
import { helloStatic } from './hello-static.mjs';
import { opensslSysDemo } from './openssl-sys-demo.mjs';
import { rdkafkaVendoredSsl } from './rdkafka-vendored-ssl.mjs';
import { reqwestNativeTls } from './reqwest-native-tls.mjs';
import { reqwestRustls } from './reqwest-rustls.mjs';
import { rustRocksdbDemo } from './rust-rocksdb-demo.mjs';
import { rusqliteBundled } from './rusqlite-bundled.mjs';
import { tokioCli } from './tokio-cli.mjs';

/** The validation programs, in the order in which they are best built: the quickest first. */
export const programs = [
  helloStatic,
  tokioCli,
  reqwestRustls,
  cryptoSigning,
  rusqliteBundled,
  opensslSysDemo,
  reqwestNativeTls,
  curlClient,
  dieselSqlite,
  dieselPostgres,
  dieselPostgresBundledLibpq,
  dieselPostgresVendoredOpenssl,
  dieselPostgresGuide,
  rdkafkaVendoredSsl,
  rustRocksdbDemo,
];
