'use strict';

/** Lets a plain node process run a package's TypeScript: `node --require <this> file.ts`. */
const { existsSync, readFileSync } = require('node:fs');
const Module = require('node:module');
const { transformSync } = require('@swc/core');

Module._extensions['.ts'] = (module, filename) => {
  const { code } = transformSync(readFileSync(filename, 'utf8'), {
    filename,
    jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
    module: { type: 'commonjs' },
    swcrc: false,
  });
  module._compile(code, filename);
};

const resolve = Module._resolveFilename;
Module._resolveFilename = function (request, parent, ...rest) {
  const source = parent?.filename?.endsWith('.ts') && /^\.{1,2}\/.*\.js$/.test(request);
  if (source) {
    const typescript = require('node:path').resolve(
      require('node:path').dirname(parent.filename),
      request.replace(/\.js$/, '.ts'),
    );
    if (existsSync(typescript)) return typescript;
  }
  return resolve.call(this, request, parent, ...rest);
};
