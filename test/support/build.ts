import { execFileSync } from 'node:child_process';

/** Child processes run the built files, so these are made from the sources under test first. */
export function setup(): void {
  for (const project of ['tsconfig.build.json', 'clients/typescript/tsconfig.json']) {
    execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', project], { stdio: 'inherit' });
  }
}
