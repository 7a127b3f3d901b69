import type { ExecutorContext } from '@nx/devkit';
import { canonicalJson, neutralise, parseOptions } from '@statix/contract';
import { runTask } from '@statix/task';
import { planStatic, type PlannedStep } from './plan.js';
import { planSchema } from './schema.js';

export default function planExecutor(raw: unknown, context: ExecutorContext) {
  return runTask(async () => {
    const { json } = parseOptions(planSchema, raw, '@statix/nx:plan');
    const steps = await planStatic(context);
    process.stdout.write(
      json ? canonicalJson(steps) : neutralise(steps.map(renderStep).join('\n')),
    );
  });
}

function renderStep({ target, facts }: PlannedStep): string {
  const lines = Object.entries(facts).map(([name, value]) => {
    const text = typeof value === 'string' ? value : value.map(quoteForReading).join(' ');
    return `  ${name.padEnd(10)} ${text}`;
  });
  return `${target}\n${lines.join('\n')}\n`;
}

/** Only for people: no shell ever reads it. */
function quoteForReading(argument: string): string {
  return /^[\w@%+=:,./*!{}-]+$/.test(argument)
    ? argument
    : `'${argument.replaceAll("'", `'\\''`)}'`;
}
