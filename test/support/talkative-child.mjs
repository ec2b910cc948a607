/** Tells its parent far more than the system buffers, then a last message, and ends at once. */
import { allTold, tellParent } from '../../dist/src/parent-channel.js';

const MESSAGES = 50;
const BYTES = 1_000_000;

for (let i = 0; i < MESSAGES; i++) tellParent({ text: 'x'.repeat(BYTES) });
tellParent({ text: 'the last' });
await allTold();
process.exit(0);
