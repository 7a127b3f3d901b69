/** The style of a page: system fonts, both colour schemes, A4 and Letter. Contrasts are at least 4.5 : 1. */
export const STYLE = `
:root {
  --text: #1b1f24; --soft: #57606a; --back: #ffffff; --panel: #f6f8fa; --line: #d0d7de;
  --pass: #116329; --fail: #a40e26; --warn: #7d4e00;
}
@media (prefers-color-scheme: dark) {
  :root {
    --text: #e6edf3; --soft: #9da7b3; --back: #0d1117; --panel: #161b22; --line: #30363d;
    --pass: #56d364; --fail: #ff7b72; --warn: #e3b341;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 2rem 1.25rem; max-width: 62rem; color: var(--text); background: var(--back);
  font: 16px/1.5 system-ui, sans-serif; overflow-wrap: anywhere;
}
h1 { font-size: 1.6rem; margin: 0 0 .5rem; }
h2 { font-size: 1.15rem; margin: 2.25rem 0 .5rem; }
p { margin: .25rem 0 1rem; }
code { font: .875em/1.5 ui-monospace, monospace; }
table { width: 100%; border-collapse: collapse; font-size: .9375rem; }
th, td { text-align: left; vertical-align: top; padding: .4rem .75rem; border-top: 1px solid var(--line); }
thead th { border-top: 0; color: var(--soft); font-weight: 600; white-space: nowrap; }
.facts { background: var(--panel); border: 1px solid var(--line); }
section .facts { margin-bottom: 1rem; }
.facts tr:first-child > * { border-top: 0; }
.facts th { width: 9rem; color: var(--soft); font-weight: 600; }
.checks .status { width: 9.5rem; white-space: nowrap; }
.checks td:nth-child(2) { width: 14rem; }
.mark { display: inline-block; width: 1.1em; font-weight: 700; }
.verdict { font-size: 1rem; padding: .15rem .6rem; border: 2px solid; border-radius: .4rem; vertical-align: middle; }
.pass .status, .verdict.pass { color: var(--pass); }
.fail .status, .verdict.fail { color: var(--fail); }
.warn .status { color: var(--warn); }
.not-applicable .status, .not-provable .status { color: var(--soft); }
.inside td:not(:last-child) { overflow-wrap: break-word; }
ul { margin: .3rem 0 0; padding-left: 1.1rem; color: var(--soft); }
@media (max-width: 40rem) {
  .checks tr { display: block; border-top: 1px solid var(--line); padding: .4rem 0; }
  .checks thead { display: none; }
  .checks td { display: block; width: auto !important; border: 0; padding: .1rem .25rem; }
  .facts th { width: 6.5rem; }
}
@media print {
  :root {
    --text: #000000; --soft: #444444; --back: #ffffff; --panel: #ffffff; --line: #bbbbbb;
    --pass: #0b4f1f; --fail: #8a0c20; --warn: #5f3b00;
  }
  @page { margin: 16mm; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  tr { break-inside: avoid; }
  h2 { break-after: avoid; }
}
`;
