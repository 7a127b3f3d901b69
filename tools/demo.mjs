// npm run demo: from a fresh clone to a proven static binary.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bootstrap, refreshLock } from './bootstrap/index.mjs';
import { run } from './bootstrap/run.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const project = 'hello-static';
const place = `${project}/x86_64-unknown-linux-musl/release`;

try {
  const started = Date.now();
  console.log(
    `Statix demo: builds ${project}, Rust with C in it, as one static file, and proves it.`,
  );
  console.log(
    'The first time makes the image: about 10 minutes on 2 cores. After that, seconds.\n',
  );
  await bootstrap(root);
  await refreshLock(root);
  await run('npx', ['nx', 'run', `${project}:static`, '--outputStyle=stream'], { cwd: root });

  const report = JSON.parse(
    readFileSync(join(root, 'dist/verify', place, `${project}.verify.json`), 'utf8'),
  );
  const seconds = Math.round((Date.now() - started) / 1000);
  console.log(
    `\n${report.verdict === 'pass' ? 'Proven' : 'NOT proven'}: dist/static/${place}/${project}`,
  );
  console.log(`  ${report.linkage}, ${report.binary.size} bytes, sha256 ${report.binary.sha256}`);
  console.log(`  report: dist/verify/${place}/${project}.verify.json`);
  console.log(`  took ${seconds} s`);
} catch (error) {
  console.error(`\n${error.message}`);
  process.exitCode = 1;
}
