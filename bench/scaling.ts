/** How the cost of a training step grows with the batch, the networks' width and the size of images. No bar. */
import { takeTurns } from './support/contestant.js';
import { ourStep, type StepSizes, type StepTimes, TUTORIAL, torchStep } from './support/training-step.js';
import { higherIsBetter, median, print, type Verdict } from './support/verdict.js';

const CASES: StepSizes[] = [
  { ...TUTORIAL, batch: 16 },
  { ...TUTORIAL, batch: 32 },
  { ...TUTORIAL, batch: 64 },
  TUTORIAL,
  { ...TUTORIAL, batch: 256 },
  { ...TUTORIAL, width: 32 },
  { ...TUTORIAL, width: 96 },
  { ...TUTORIAL, imageSize: 32 },
  { ...TUTORIAL, imageSize: 128, batch: 32 },
];
const STEPS = 2;

export const options = { rounds: { type: 'string' } } as const;

/** Closes with the case in which ours does worst. */
export async function run({ rounds = '3' }: { rounds?: string }): Promise<Verdict> {
  const verdicts: Verdict[] = [];
  for (const sizes of CASES) {
    const contestants = { ours: ourStep('fp32', sizes), torch: torchStep('eager', sizes) };
    await takeTurns(contestants, 1, { steps: 1 });
    const answers = await takeTurns<keyof typeof contestants, StepTimes>(contestants, Number(rounds), { steps: STEPS });
    for (const contestant of Object.values(contestants)) await contestant.close();
    const imagesPerSecond = (name: keyof typeof contestants) =>
      sizes.batch / median(answers[name].flatMap(({ seconds }) => seconds));
    const verdict = higherIsBetter(imagesPerSecond('ours'), imagesPerSecond('torch'), 'images/s', null);
    const { batch, width, imageSize } = sizes;
    print({ figure: `batch ${batch}, ngf = ndf = ${width}, ${imageSize} pixels`, ...verdict });
    verdicts.push(verdict);
  }
  return verdicts.reduce((worst, verdict) => (verdict.ratio < worst.ratio ? verdict : worst));
}
