#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parseOptions, renderError } from '@statix/contract';
import * as z from 'zod';
import { inspectFolder } from './inspect-folder.js';
import { planSetUp } from './plan-set-up.js';
import { runCommand } from './run-command.js';
import { setUpSchema } from './schema.js';
import { writeDefinition } from './write-definition.js';

const help = `npm create @statix@latest

In the folder of a Rust crate that has neither Nx nor a package.json: installs Nx in .nx/installation
and adds @statix/nx to it. Run again, it changes nothing.

  npm create @statix@latest -- --nx=23.3.2     another version of Nx than 24
  npm create @statix@latest -- --reference=registry.example/team/image@sha256:…
                                               a finished image instead of one that is made here
  npm create @statix@latest -- --base=registry.example/debian:trixie-slim
                                               another base for the image that is made here

Then:  ./nx run <crate>:build-static
`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      nx: { type: 'string' },
      base: { type: 'string' },
      reference: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
    strict: false,
  });
  const options = parseOptions(setUpSchema, values, 'npm create @statix');
  if (options.help) {
    process.stdout.write(help);
    return;
  }
  const folder = process.cwd();
  for (const step of planSetUp(inspectFolder(folder), options, ownVersion())) {
    if ('command' in step) {
      process.stdout.write(`\n${step.what}: ${step.command.join(' ')}\n`);
      await runCommand(step, folder);
    } else {
      process.stdout.write(`\n${step.what}: ${step.path}\n`);
      writeDefinition(step, folder);
    }
  }
  process.stdout.write(
    '\nReady. Build every program of this folder, prove it static, and see where it is:\n' +
      '  ./nx run-many -t static\n' +
      'Commit what was written, and every Cargo.lock.\n',
  );
}

function ownVersion(): string {
  const text = readFileSync(join(__dirname, '../package.json'), 'utf8');
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
}

main().catch((error: unknown) => {
  process.stderr.write(`${renderError(error)}\n`);
  process.exitCode = 1;
});
