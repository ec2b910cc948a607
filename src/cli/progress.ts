import { type Options, SingleBar } from 'cli-progress';
import type { JobEvent, StepData } from '../contracts/event.js';
import type { Job } from '../contracts/job.js';
import type { Client } from './client.js';
import { qualityLines, scoreText } from './quality-text.js';

const look: Options = {
  format: '{phase} [{bar}] {value}/{total} {losses}{left}{quality}',
  barCompleteChar: '█',
  barIncompleteChar: '░',
};

/** Where no terminal draws a bar, a line is written every so many steps. */
const LINE_EVERY = 25;

/**
 * Shows a job as a progress bar with live losses, or as lines where there is no terminal.
 * @returns the job when it has ended
 */
export async function showProgress(client: Client, job: Job, out: NodeJS.WriteStream = process.stderr): Promise<Job> {
  const bar = out.isTTY ? new SingleBar({ ...look, stream: out, hideCursor: true }) : undefined;
  const say = (text: string) => {
    if (!bar) out.write(`${text}\n`);
  };
  bar?.start(job.progress.totalSteps, 0, { phase: 'waiting ', losses: '', left: '', quality: '' });
  try {
    return await client.watch(job.id, (event: JobEvent) => {
      if (event.type === 'step') {
        bar?.update(event.data.step, { phase: 'training', losses: lossesOf(event.data), left: leftOf(event.data) });
        const last = event.data.step === job.progress.totalSteps;
        if (event.data.step % LINE_EVERY === 0 || last) {
          say(`step ${event.data.step}/${job.progress.totalSteps} ${lossesOf(event.data)}${leftOf(event.data)}`);
        }
      } else if (event.type === 'quality') {
        bar?.update({ quality: ` ${scoreText(event.data)}` });
        for (const line of qualityLines(event.data)) say(line);
      } else if (event.type === 'log') {
        bar?.update({ phase: 'preparing', losses: event.data.message, left: '' });
        say(event.data.message);
      } else if (event.type === 'state') {
        say(`The job is ${event.data.state}.`);
      }
    });
  } finally {
    bar?.stop();
  }
}

function lossesOf({ lossD, lossG, dReal, dFakeBefore, dFakeAfter }: StepData): string {
  const [d, g, x, before, after] = [lossD, lossG, dReal, dFakeBefore, dFakeAfter].map((value) => value.toFixed(3));
  return `Loss_D ${d} Loss_G ${g} D(x) ${x} D(G(z)) ${before} / ${after}`;
}

function leftOf({ imagesPerSecond, etaSeconds }: StepData): string {
  const minutes = Math.floor(etaSeconds / 60);
  const seconds = String(Math.round(etaSeconds % 60)).padStart(2, '0');
  return ` ${imagesPerSecond.toFixed(0)} img/s, ${minutes}:${seconds} left`;
}
