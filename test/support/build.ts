import { execFileSync } from 'node:child_process';

/** Child processes run the built files, so these are made from the sources under test first. */
export function setup(): void {
  execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], {
    stdio: 'inherit',
  });
}
