import { type Command, Option } from 'commander';
import type { Job, JobState } from '../../clients/typescript/src/index.js';
import { PRIORITIES } from '../contracts/job.js';
import { jobStates } from '../contracts/job-state.js';
import { integer, wholeNumber } from './numbers.js';
import { type ServiceOptions, serviceOf, urlOption } from './service.js';
import { writeLine } from './write-line.js';

/** What `POST /jobs/{id}/…` knows without a body. */
const requests = {
  pause: 'pause a job; it goes on from where it was when it is resumed',
  resume: 'resume a paused job',
  cancel: 'cancel a job',
  retry: 'try a failed job again, from its last checkpoint',
} as const;

/** Adds `atelier jobs …`. Every command writes one line a job: id, state, steps done of all. */
export function addJobCommands(program: Command): void {
  const jobs = program.command('jobs').description('manage the jobs of a running Atelier');
  const command = (usage: string, description: string) =>
    jobs.command(usage).description(description).addOption(urlOption);

  command('list', 'list jobs, newest first')
    .addOption(new Option('--state <state>', 'only jobs in this state').choices(jobStates))
    .action(async (options: ServiceOptions & { state?: JobState }) => {
      for await (const job of serviceOf(options).jobs.list({ state: options.state })) print(job);
    });

  for (const [name, description] of entriesOf(requests)) {
    command(`${name} <job>`, description).action(async (id: string, options: ServiceOptions) => {
      print(await serviceOf(options).jobs[name](id));
    });
  }

  command('extend <job>', 'train a finished job for more epochs')
    .requiredOption('--epochs <epochs>', 'epochs of the whole run', wholeNumber)
    .action(async (id: string, options: ServiceOptions & { epochs: number }) => {
      print(await serviceOf(options).jobs.extend(id, options.epochs));
    });

  command('prioritize <job>', 'change the priority of a job: the highest runs first')
    .argument('<priority>', `from ${PRIORITIES.min} to ${PRIORITIES.max}; 0 is that of a new job`, integer)
    .action(async (id: string, priority: number, options: ServiceOptions) => {
      print(await serviceOf(options).jobs.prioritize(id, priority));
    });

  command('delete <job>', 'delete a job that has ended, with its checkpoints').action(
    async (id: string, options: ServiceOptions) => {
      await serviceOf(options).jobs.delete(id);
      writeLine(id, 'deleted');
    },
  );
}

function entriesOf<Key extends string, Value>(record: Readonly<Record<Key, Value>>): [Key, Value][] {
  return Object.entries(record) as [Key, Value][];
}

function print({ id, state, progress }: Job): void {
  writeLine(id, state, `${progress.step}/${progress.totalSteps}`);
}
