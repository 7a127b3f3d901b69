// Writes pictures of the page that verify-static writes, light, dark and printed, into docs/images: what it looks
// like is looked at by a person. Made of the documents that the specs use, from packages/evidence/dist.
//
//   node tools/evidence/proof-page.mjs
//
// Needs, by Debian's names, chromium-headless-shell or chromium, poppler-utils and pngquant.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { execa } from 'execa';

const root = fileURLToPath(new URL('../..', import.meta.url));
const require = createRequire(import.meta.url);
const { htmlPage, proofPage } = require(join(root, 'packages/evidence/dist/index.js'));
const documents = require(join(root, 'packages/evidence/dist/testing/documents.js'));

const browser = await firstOf(['chromium-headless-shell', 'chromium', 'google-chrome']);
const images = join(root, 'docs/images');
mkdirSync(images, { recursive: true });
const scratch = mkdtempSync(join(tmpdir(), 'statix-page-'));
try {
  const page = join(scratch, 'app.verify.html');
  writeFileSync(
    page,
    htmlPage(
      proofPage({
        report: documents.sampleReport,
        built: documents.sampleBuild,
        contents: documents.sampleContents,
      }),
    ),
  );
  const address = pathToFileURL(page).href;
  // Blink's PreferredColorScheme: 0 is dark, 1 is light.
  await picture(address, 'light', ['--blink-settings=preferredColorScheme=1']);
  await picture(address, 'dark', ['--blink-settings=preferredColorScheme=0']);
  await print(address);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

async function picture(address, name, settings) {
  const file = join(scratch, `${name}.png`);
  await chromium([...settings, '--window-size=900,1180', `--screenshot=${file}`, address]);
  await quantised(file, join(images, `proof-page-${name}.png`));
}

async function print(address) {
  const pdf = join(scratch, 'page.pdf');
  await chromium(['--no-pdf-header-footer', `--print-to-pdf=${pdf}`, address]);
  const prefix = join(scratch, 'print');
  await execa('pdftoppm', [
    '-png',
    '-gray',
    '-r',
    '70',
    '-f',
    '1',
    '-l',
    '1',
    '-singlefile',
    pdf,
    prefix,
  ]);
  await quantised(`${prefix}.png`, join(images, 'proof-page-print.png'));
}

/** A page has few colours. */
async function quantised(file, target) {
  await execa('pngquant', ['--force', '--strip', '--output', target, '32', file]);
}

/** With a profile of its own, and no network to ask. */
async function chromium(args) {
  const own = ['--headless', '--disable-gpu', '--hide-scrollbars', '--virtual-time-budget=1000'];
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const profile = `--user-data-dir=${join(scratch, 'profile')}`;
  await execa(browser, [...own, ...asRoot, profile, ...args], { timeout: 60_000 });
}

async function firstOf(names) {
  for (const name of names) {
    const { failed } = await execa(name, ['--version'], { reject: false });
    if (!failed) return name;
  }
  throw new Error(`None of these is there: ${names.join(', ')}`);
}
