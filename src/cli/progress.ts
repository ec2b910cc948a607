import type { Atelier, Job, JobEvent } from '../../clients/typescript/src/index.js';
import { reasonOf } from './error-message.js';
import { qualityLines, scoreText } from './quality-text.js';
import { barOf, TerminalLine } from './terminal-line.js';

type StepData = Extract<JobEvent, { type: 'step' }>['data'];

/** Where no terminal draws a bar, a line is written every so many steps. */
const LINE_EVERY = 25;
/** The job goes on while the service is away, which it may be for some time: these take about an hour. */
export const RECONNECTS = 400;

/**
 * Shows a job as a progress bar with live losses, or as lines where there is no terminal, through restarts of the service.
 * @returns the job when it has ended
 * @throws ConnectionError if the service stays away
 */
export async function showProgress(client: Atelier, job: Job, out: NodeJS.WriteStream = process.stderr): Promise<Job> {
  const { totalSteps } = job.progress;
  const line = new TerminalLine(out);
  const say = (text: string) => {
    if (!out.isTTY) line.write(text);
  };
  let [step, quality] = [0, ''];
  const show = (phase: string, text = '') => line.show(`${phase} ${barOf(step, totalSteps)} ${text}${quality}`);
  let connections = 0;
  const onHello = () => {
    connections += 1;
    if (connections > 1) line.write('The connection was lost, and is back.');
  };
  const onLost = (cause: unknown) =>
    line.write(`The connection was lost (${reasonOf(cause)}): trying again, the job goes on meanwhile.`);
  show('waiting');
  try {
    for await (const event of client.jobs.stream(job.id, { onHello, onLost, reconnects: RECONNECTS })) {
      if (event.type === 'step') {
        step = event.data.step;
        const text = `${lossesOf(event.data)}${leftOf(event.data)}`;
        show('training', text);
        if (step % LINE_EVERY === 0 || step === totalSteps) say(`step ${step}/${totalSteps} ${text}`);
      } else if (event.type === 'quality') {
        quality = ` ${scoreText(event.data)}`;
        for (const each of qualityLines(event.data)) say(each);
      } else if (event.type === 'log') {
        const { level, message, warning } = event.data;
        if (level === 'info' && !warning) {
          show('preparing', message);
          say(message);
        } else {
          line.write(message);
        }
      } else if (event.type === 'state') {
        say(`The job is ${event.data.state}.`);
      }
    }
  } finally {
    line.end();
  }
  return await client.jobs.get(job.id);
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
