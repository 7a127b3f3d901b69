'use strict';

const { TestEnvironment } = require('jest-environment-node');

/**
 * Jest shows an error's message and stack. Of a StatixError that is not enough to see what went wrong
 * on a machine that nobody can log in to: what was printed by the step that failed is in its excerpt.
 */
module.exports = class extends TestEnvironment {
  /** @param {import('jest-circus').Circus.Event} event */
  handleTestEvent(event) {
    if (event.name !== 'test_done' && event.name !== 'hook_failure') return;
    const errors = event.name === 'test_done' ? event.test.errors : [event.error];
    for (const thrown of errors.flat()) {
      if (typeof thrown?.code !== 'string' || !thrown.code.startsWith('STATIX_')) continue;
      const facts = [thrown.code, thrown.why, ...(thrown.excerpt ?? [])].filter(Boolean).join('\n');
      if (!thrown.stack.includes(facts)) thrown.stack = `${thrown.stack}\n${facts}`;
    }
  }
};
