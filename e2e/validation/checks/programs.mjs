import { cryptoSigning } from './crypto-signing.mjs';
import { helloStatic } from './hello-static.mjs';
import { opensslSysDemo } from './openssl-sys-demo.mjs';
import { reqwestRustls } from './reqwest-rustls.mjs';
import { rusqliteBundled } from './rusqlite-bundled.mjs';
import { tokioCli } from './tokio-cli.mjs';

/** The validation programs, in the order in which they are best built. */
export const programs = [
  helloStatic,
  tokioCli,
  reqwestRustls,
  cryptoSigning,
  rusqliteBundled,
  opensslSysDemo,
];
