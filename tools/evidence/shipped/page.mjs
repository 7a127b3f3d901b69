import { signs } from './native-libraries.mjs';

/**
 * @param {readonly any[]} rows what tools/evidence/shipped.mjs found, by program
 * @param {readonly string[]} untried
 */
export function shippedPage(rows, untried) {
  const sum = (/** @type {(row: any) => number} */ of) =>
    rows.reduce((all, row) => all + of(row), 0);
  const shown = sum(({ bill }) => bill.shown.length);
  const missing = sum(({ bill }) => bill.missing.length);
  const different = sum(({ packages }) => packages.different.length);
  const faults = rows.flatMap(({ name, faults: found }) =>
    found.map((/** @type {string} */ fault) => `${name}: ${fault}`),
  );
  const commits = [...new Set(rows.map(({ commit }) => commit))];
  const seenSigns = new Set(
    rows.flatMap(({ bill }) =>
      bill.shown.flatMap(({ library, by }) =>
        by.some((/** @type {string} */ way) => way.startsWith('the text')) ? [library] : [],
      ),
    ),
  );
  const unseenSigns = Object.keys(signs).filter((library) => !seenSigns.has(library));
  const faint = rows.flatMap(({ name, bill }) =>
    bill.faint.map((/** @type {string} */ one) => `${name}: ${one}`),
  );
  return `# What is shipped, looked at

Written by \`node tools/evidence/shipped.mjs\`, at commit ${commits.join(' and ')}. What it is about: [package.md](../package.md), [proof.md](../proof.md), [contents.md](../contents.md).

**${rows.length} of ${rows.length + untried.length} validation programs: ${shown} native libraries shown, ${missing} missing in the bills; ${different} of ${sum(({ packages }) => packages.files)} packaged files differ between two folders; ${faults.length} faults.**
${untried.length === 0 ? '' : `\nNot tried: ${untried.join(', ')}.\n`}
${list('Faults', faults)}
| program | components in the bill | native libraries shown | missing | packaged files | different | image | HTML page |
| --- | ---: | ---: | ---: | ---: | ---: | --- | ---: |
${rows.map(tableRow).join('\n')}

## How a bill is judged

\`<bin>.cdx.json\`, as \`verify-static\` of this commit writes it, is validated with the schema of CycloneDX 1.6 (\`@cyclonedx/cyclonedx-library\`, strict). What is in it is what the build wrote down; a program that is in \`dist/static\` already is not built again by the command, so its bill may lack what a later Statix would list. Whether it is complete, the bytes of the finished program tell, which is stripped: nothing that Statix's linker, build or bill wrote is asked.

1. **Texts of the image's archives.** Each run of 12 or more printable characters that the archives of one component of the image have, and those of no other. A component is shown by three of them, if these are at least a thousandth of all that it alone has. It need not be the image's copy: another release of the library has most of the same texts.
2. **Signs** of libraries that the image does not have: ${Object.keys(signs).join(', ')}.${unseenSigns.length === 0 ? '' : ` Seen in none of these programs, so that these signs are not proven to work: ${unseenSigns.join(', ')}.`}
3. **Names of C and C++ files**, which assertions leave. One that is of no library that is known here is a fault.

What that cannot see:

- a library of which no text is in the program (code without messages: ring, a checksum in C), or too few. In the bills, and not shown: ${unseen(rows)}. Of Rust's standard library nothing is said;
- a library that the image does not have, without a sign, whose assertions name no file;
- versions: names are compared, and no version.
${faint.length === 0 ? '' : `\nTexts that were too few to count: ${faint.join('; ')}. ring has assembler of OpenSSL's, with its authors' names.\n`}
Before they are stripped, five of these programs are compared with lld's map and with \`nm\` by \`packages/cargo-musl/src/contents/real-programs.matrix.spec.ts\`.

| program | shown | by |
| --- | --- | --- |
${rows.flatMap(({ name, bill }) => bill.shown.map((/** @type {any} */ { library, by }) => `| ${name} | ${library} | ${by.join('; ')} |`)).join('\n')}

## How packages are compared

The built program, with what the build wrote beside it, is put into two new workspaces, in folders of other names and lengths. In each, \`verify-static\` and \`package-static\` run, never from the cache, for \`tar.gz\`, \`zip\`, \`deb\` and \`oci\`; every file of the two folders is compared: packages, blobs of the image, evidence, checksums. That is of packaging and of the proof alone: whether the program itself is the same from another folder is what [rebuild-static](../reproducible.md) shows. \`statix-verify\` then passes the program inside each \`.tar.gz\`, \`.zip\` and \`.deb\`.

## How images are tried

\`package-load\` puts the image into the engine. It runs without a network or capabilities, read-only, with the arguments, folders and expectations that the program's \`verify-static\` has: for \`diesel-postgres*\`, \`curl-client\` and \`reqwest-native-tls\` these are of a run that meets no server. The program is copied out of the image again: its sha256 has to be that of \`dist/static\`, and \`statix-verify\` has to pass it.

## How pages are looked at

\`<bin>.verify.html\` of the package is there, names the program's sha256, and has no element or attribute and no style that loads or leads to anything outside the file. Whether a person can read it, [the pictures](../proof.md) show, of a sample; no picture was made of these.
`;
}

/** @param {any} row */
function tableRow({ name, bill, packages, image, page }) {
  const cells = [
    ...[name, `${bill.components}, of these ${bill.native} native`, bill.shown.length],
    ...[bill.missing.join(', ') || 0, packages.files, packages.different.length],
    image.faults.length === 0 ? 'runs, verified' : image.faults.join('; '),
    page.faults.length === 0 ? `${page.size} bytes` : page.faults.join('; '),
  ];
  return `| ${cells.join(' | ')} |`;
}

/** @param {readonly any[]} rows */
function unseen(rows) {
  const all = [...new Set(rows.flatMap(({ bill }) => bill.unseen))].sort();
  return all.length === 0 ? 'none' : all.join(', ');
}

/** @param {string} title @param {readonly string[]} lines */
function list(title, lines) {
  return lines.length === 0
    ? ''
    : `## ${title}\n\n${lines.map((line) => `- ${line}`).join('\n')}\n`;
}
