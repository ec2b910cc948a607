/** `npm run soak -- --minutes 10 --seed 1`: faults for so long, told as they happen; and a job of a million steps. */
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '10' }, seed: { type: 'string', default: String(Date.now() % 1000) } },
});
process.stderr.write(`soak: ${values.minutes} minutes, seed ${values.seed}\n`);
const { status } = spawnSync('vitest', ['run', 'test/soak', 'test/jobs/long-job'], {
  stdio: 'inherit',
  env: { ...process.env, SOAK_MINUTES: values.minutes, SOAK_SEED: values.seed, LONG_JOB_STEPS: '1000000' },
});
process.exit(status ?? 1);
