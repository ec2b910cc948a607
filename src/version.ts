import { createRequire } from 'node:module';

/** The package's version: package.json lies beside `dist` and `src` alike. */
export const version: string = (() => {
  const require = createRequire(import.meta.url);
  for (const path of ['../package.json', '../../package.json']) {
    try {
      return (require(path) as { version: string }).version;
    } catch {
      // Built files lie one folder deeper than sources.
    }
  }
  return 'unknown';
})();
