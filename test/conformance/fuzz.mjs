/** `npm run fuzz -- --examples 200 --seed 7`: so many requests of each operation by schemathesis, and ten times as many inputs of each parser. */
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    examples: { type: 'string', default: '100' },
    seed: { type: 'string', default: String(Date.now() % 1000) },
  },
});
process.stderr.write(`fuzz: ${values.examples} examples, seed ${values.seed}\n`);
const { status } = spawnSync('vitest', ['run', 'test/properties', 'test/conformance/schemathesis'], {
  stdio: 'inherit',
  env: { ...process.env, FUZZ_EXAMPLES: values.examples, FUZZ_SEED: values.seed },
});
process.exit(status ?? 1);
