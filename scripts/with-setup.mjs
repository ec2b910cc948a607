/**
 * `node scripts/with-setup.mjs COMMAND [ARGUMENT…]`: brings what is missing, then runs the command with the
 * environment that it needs. Signals are passed on to it, and it ends this process as it ends itself.
 */
import { spawn } from 'node:child_process';
import { findPlace } from './setup/place.mjs';
import { endLike, follow } from './setup/processes.mjs';
import { commandEnvironment, setUp } from './setup/set-up.mjs';
import { SetupError, say } from './setup/ui.mjs';

const [command, ...args] = process.argv.slice(2);

try {
  if (command === undefined) throw new SetupError('Name a command to run: node scripts/with-setup.mjs COMMAND.');
  const place = findPlace();
  await setUp(place);
  endLike(await follow(spawn(command, args, { stdio: 'inherit', env: commandEnvironment(place) })));
} catch (error) {
  if (error instanceof SetupError) {
    say(error.message);
    process.exitCode = 1;
  } else if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') {
    say(`${command} is not a command that can be found.`);
    process.exitCode = 127; // as shells say it
  } else {
    throw error;
  }
}
