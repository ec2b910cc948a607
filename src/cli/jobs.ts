import type { Command } from 'commander';
import type { Job } from '../contracts/job.js';
import type { Client } from './client.js';
import { wholeNumber } from './numbers.js';

/** What `POST /jobs/{id}/…` knows without a body. */
const requests = {
  pause: 'pause a job; it goes on from where it was when it is resumed',
  resume: 'resume a paused job',
  cancel: 'cancel a job',
  retry: 'try a failed job again, from its last checkpoint',
} as const;

/**
 * Adds `atelier jobs …`. Every command writes one line a job: id, state, steps done of all.
 * @param clientOf speaks to the Atelier of an address
 */
export function addJobCommands(program: Command, defaultUrl: string, clientOf: (url: string) => Client): void {
  const jobs = program.command('jobs').description('manage the jobs of a running Atelier');
  const command = (usage: string, description: string) =>
    jobs.command(usage).description(description).option('--url <url>', 'where Atelier runs', defaultUrl);

  command('list', 'list jobs, newest first')
    .option('--state <state>', 'only jobs in this state')
    .action(async ({ url, state }: { url: string; state?: string }) => {
      for await (const job of clientOf(url).jobs(state)) print(job);
    });

  for (const [name, description] of Object.entries(requests)) {
    command(`${name} <job>`, description).action(async (id: string, { url }: { url: string }) => {
      print(await clientOf(url).request(id, name));
    });
  }

  command('extend <job>', 'train a finished job for more epochs')
    .requiredOption('--epochs <epochs>', 'epochs of the whole run', wholeNumber)
    .action(async (id: string, { url, epochs }: { url: string; epochs: number }) => {
      print(await clientOf(url).request(id, 'extend', { numEpochs: epochs }));
    });

  command('prioritize <job> <priority>', 'change the priority of a job: the highest runs first')
    .allowUnknownOption(true)
    .action(async (id: string, priority: string, { url }: { url: string }) => {
      print(await clientOf(url).prioritize(id, Number(priority)));
    });

  command('delete <job>', 'delete a job that has ended, with its checkpoints').action(
    async (id: string, { url }: { url: string }) => {
      await clientOf(url).deleteJob(id);
      process.stdout.write(`${id} deleted\n`);
    },
  );
}

function print({ id, state, progress }: Job): void {
  process.stdout.write(`${id} ${state} ${progress.step}/${progress.totalSteps}\n`);
}
