/** The command line. A command loads what only it needs when it runs: a service takes longer to load than to ask. */
import { Command } from 'commander';

import { addDatasetCommands } from './cli/datasets.js';
import { messageOf } from './cli/error-message.js';
import { addExchangeCommands } from './cli/exchange.js';
import { addGenerateCommand } from './cli/generate.js';
import { addJobCommands } from './cli/jobs.js';
import { addKeyCommands } from './cli/keys.js';
import { addMaintenanceCommands } from './cli/maintenance.js';
import { addModelCommands } from './cli/models.js';
import { addProcessCommands } from './cli/processes.js';
import { addTrainCommand } from './cli/train.js';
import { addWebhookCommands } from './cli/webhooks.js';
import { version } from './version.js';

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // Whoever reads may have enough before the end: `atelier jobs list | head`.
  if (error.code === 'EPIPE') process.exit();
  tell(error);
  process.exit();
});

const program = new Command('atelier')
  .description("Trains a DCGAN on a retailer's garment photos and generates new designs.")
  .version(version);

addProcessCommands(program);
addDatasetCommands(program);
addTrainCommand(program);
addJobCommands(program);
addModelCommands(program);
addWebhookCommands(program);
addExchangeCommands(program);
addKeyCommands(program);
addGenerateCommand(program);
addMaintenanceCommands(program);

program.parseAsync().catch((error: unknown) => {
  tell(error);
  // A failed start may leave connections behind that would keep the process alive.
  setTimeout(() => process.exit(), 1_000).unref();
});

function tell(error: unknown): void {
  process.stderr.write(`atelier: ${messageOf(error)}\n`);
  process.exitCode = 1;
}
