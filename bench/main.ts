/**
 * `npm run bench -- NAME [--rounds N …]`: runs one benchmark. Each prints what it measures as it goes and closes with
 * one line of JSON; the exit code says whether its bar holds.
 */
import { parseArgs } from 'node:util';
import { benchmarks } from './benchmarks.js';
import { print } from './support/verdict.js';

const [name = '', ...args] = process.argv.slice(2);
const load = benchmarks[name];
if (load) {
  const { run, options = {} } = await load();
  const { values } = parseArgs({ args, options });
  const verdict = await run(values as Record<string, string | undefined>);
  print({ bench: name, ...verdict });
  process.exitCode = verdict.holds ? 0 : 1;
} else {
  process.stderr.write(`usage: npm run bench -- ${Object.keys(benchmarks).join('|')}\n`);
  process.exitCode = 2;
}
