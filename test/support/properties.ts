import fc from 'fast-check';

/** `npm run fuzz` sets these. What fails prints its seed and its path, with which it fails again. */
const seed = Number(process.env.FUZZ_SEED ?? 1);
const numRuns = Math.max(100, 10 * Number(process.env.FUZZ_EXAMPLES ?? 10));

// Pinned, so that a change is never blamed for what another draw finds.
fc.configureGlobal({ ...fc.readConfigureGlobal(), seed, numRuns });

export { fc };
