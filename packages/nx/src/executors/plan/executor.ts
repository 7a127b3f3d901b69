import { canonicalJson, neutralise } from '@statix/contract';
import { executor } from '@statix/task';
import { planStatic, type PlannedStep } from './plan.js';
import { planSchema } from './schema.js';

/** Prints what the steps of a project would do, and does nothing. */
export default executor({
  name: '@statix/nx:plan',
  schema: planSchema,
  async work({ json, ...given }, { context }) {
    const planned = await planStatic(given, context);
    process.stdout.write(
      json ? canonicalJson(planned) : neutralise(planned.map(renderStep).join('\n')),
    );
  },
});

function renderStep({ target, facts, notices = [] }: PlannedStep): string {
  const lines = Object.entries(facts).map(([name, value]) => {
    const text = typeof value === 'string' ? value : value.map(quoteForReading).join(' ');
    return `  ${name.padEnd(10)} ${text}`;
  });
  const notes = notices.map((notice) => `  ! ${notice}`);
  return `${target}\n${[...lines, ...notes].join('\n')}\n`;
}

/** Only for people: no shell ever reads it. */
function quoteForReading(argument: string): string {
  return /^[\w@%+=:,./*!{}-]+$/.test(argument)
    ? argument
    : `'${argument.replaceAll("'", `'\\''`)}'`;
}
