import { defineConfig } from 'vitest/config';
import suite from './vitest.config.js';

/** The suite of the CUDA path: `npm run test:gpu`. */
export default defineConfig({
  test: {
    ...suite.test,
    include: ['test/gpu/**/*.test.ts'],
    exclude: [],
    // The reporter that prints why a test was skipped.
    reporters: ['verbose'],
  },
});
