/** The training step in bfloat16 against PyTorch's channels_last autocast. */
import { takeTurns } from './support/contestant.js';
import { ourStep, type StepTimes, TUTORIAL, torchStep } from './support/training-step.js';
import { higherIsBetter, median, say, type Verdict } from './support/verdict.js';

const BAR = 1.1;
const STEPS = 3;

export const options = { rounds: { type: 'string' } } as const;

export async function run({ rounds = '5' }: { rounds?: string }): Promise<Verdict> {
  const contestants = { ours: ourStep('bf16', TUTORIAL), peer: torchStep('channels_last_bf16', TUTORIAL) };
  // Our first step tries every op's algorithms.
  await takeTurns(contestants, 1, { steps: 2 });
  say(`warm; ${rounds} rounds of ${STEPS} steps each`);
  const answers = await takeTurns<keyof typeof contestants, StepTimes>(contestants, Number(rounds), { steps: STEPS });
  for (const contestant of Object.values(contestants)) await contestant.close();
  const imagesPerSecond = (name: keyof typeof contestants) =>
    TUTORIAL.batch / median(answers[name].flatMap(({ seconds }) => seconds));
  return higherIsBetter(imagesPerSecond('ours'), imagesPerSecond('peer'), 'images/s', BAR);
}
