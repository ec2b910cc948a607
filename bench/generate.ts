/** Generation of 1, 64 and 1,024 designs as bytes, against PyTorch's generator in evaluation mode at its best layout. */
import { Contestant, takeTurns } from './support/contestant.js';
import { peerScript, pythonWith, TORCH } from './support/python.js';
import { conclude, lowerIsBetter, median, say, type Verdict } from './support/verdict.js';

/** Not slower in any; what is asked at 64 and more is to be faster. */
const COUNTS = [
  { count: 64, repeats: 10, bar: 1 },
  { count: 1, repeats: 60, bar: 1 },
  { count: 1024, repeats: 1, bar: 1 },
];

export const options = { rounds: { type: 'string' } } as const;

export async function run({ rounds = '7' }: { rounds?: string }): Promise<Verdict> {
  const python = pythonWith(TORCH);
  const torch = (layout: string) => new Contestant(python, [peerScript('generate.py'), layout]);
  const contestants = {
    ours: Contestant.workload('generate'),
    eager: torch('eager'),
    channelsLast: torch('channels_last'),
  };
  const verdicts: Record<string, Verdict> = {};
  for (const { count, repeats, bar } of COUNTS) {
    await takeTurns(contestants, 1, { count, repeats: 2 });
    const answers = await takeTurns<keyof typeof contestants, { seconds: number[] }>(contestants, Number(rounds), {
      count,
      repeats,
    });
    const milliseconds = (name: keyof typeof contestants) => 1000 * median(answers[name].flatMap((a) => a.seconds));
    say(
      `${count}: eager ${milliseconds('eager').toFixed(2)} ms, channels_last ${milliseconds('channelsLast').toFixed(2)} ms`,
    );
    const peer = Math.min(milliseconds('eager'), milliseconds('channelsLast'));
    verdicts[`${count} designs`] = lowerIsBetter(milliseconds('ours'), peer, 'ms', bar);
  }
  for (const contestant of Object.values(contestants)) await contestant.close();
  return conclude(verdicts);
}
