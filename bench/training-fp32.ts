/** The training step in float32 against the tutorial's PyTorch code, and against the machine's own limit. */
import { takeTurns } from './support/contestant.js';
import { ourStep, type StepTimes, TUTORIAL, TUTORIAL_FLOP_PER_IMAGE, torchStep } from './support/training-step.js';
import { conclude, higherIsBetter, median, say, type Verdict } from './support/verdict.js';

const BARS = { tutorial: 1.35, channelsLast: 1.15, arithmeticLimit: 0.85 };
const STEPS = 2;

export const options = { rounds: { type: 'string' } } as const;

export async function run({ rounds = '5' }: { rounds?: string }): Promise<Verdict> {
  const contestants = {
    ours: ourStep('fp32', TUTORIAL),
    tutorial: torchStep('eager', TUTORIAL),
    channelsLast: torchStep('channels_last', TUTORIAL),
  };
  await takeTurns(contestants, 1, { steps: 2 });
  say(`warm; ${rounds} rounds of ${STEPS} steps each`);
  const answers = await takeTurns<keyof typeof contestants, StepTimes>(contestants, Number(rounds), {
    steps: STEPS,
    rate: true,
  });
  for (const contestant of Object.values(contestants)) await contestant.close();

  const imagesPerSecond = (name: keyof typeof contestants) =>
    TUTORIAL.batch / median(answers[name].flatMap(({ seconds }) => seconds));
  const ours = imagesPerSecond('ours');
  const limit = median(answers.ours.map(({ rate = 0 }) => rate)) / TUTORIAL_FLOP_PER_IMAGE;
  return conclude({
    tutorial: higherIsBetter(ours, imagesPerSecond('tutorial'), 'images/s', BARS.tutorial),
    channelsLast: higherIsBetter(ours, imagesPerSecond('channelsLast'), 'images/s', BARS.channelsLast),
    arithmeticLimit: higherIsBetter(ours, limit, 'images/s', BARS.arithmeticLimit),
  });
}
