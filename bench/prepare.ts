/**
 * Decoding and resizing a dataset: preparing it once from its originals, against one epoch of torchvision's ImageFolder
 * and DataLoader with two workers, which does this in every epoch.
 */
import { hyperparametersSchema } from '../src/contracts/hyperparameters.js';
import { trainerEnvironment } from '../src/jobs/supervisor/trainer-run.js';
import { findMachineDevices } from '../src/jobs/workers/machine-devices.js';
import { Contestant, takeTurns } from './support/contestant.js';
import { benchDataset } from './support/dataset.js';
import { peerScript, pythonWith, TORCHVISION } from './support/python.js';
import { conclude, higherIsBetter, median, type Verdict } from './support/verdict.js';

/** What is asked: twice the images in a second. */
const BAR = 2;

export const options = { rounds: { type: 'string' }, images: { type: 'string' } } as const;

export async function run({ rounds = '9', images }: { rounds?: string; images?: string }): Promise<Verdict> {
  const data = await benchDataset(images, 3072);
  try {
    const { store, cache } = data.folders;
    const hyperparameters = hyperparametersSchema.parse({});
    const environment = trainerEnvironment({ hyperparameters }, await findMachineDevices(), process.env);
    const contestants = {
      ours: Contestant.workload('prepare', [store, cache, data.dataset.id], environment),
      torchvision: new Contestant(pythonWith(TORCHVISION), [peerScript('prepare_torch.py'), data.images]),
    };
    const measure = async (count: number, epochs: number) => {
      const answers = await takeTurns<keyof typeof contestants, { seconds: number[] }>(contestants, count, { epochs });
      const rate = (name: keyof typeof contestants) =>
        data.dataset.images / median(answers[name].flatMap(({ seconds }) => seconds));
      return { ours: rate('ours'), peer: rate('torchvision') };
    };
    // Both have started once they answer.
    await measure(1, 0);
    const first = await measure(1, 1);
    const all = await measure(Number(rounds), 1);
    for (const contestant of Object.values(contestants)) await contestant.close();
    return conclude({
      preparation: higherIsBetter(all.ours, all.peer, 'images/s', BAR),
      'the first in a process': higherIsBetter(first.ours, first.peer, 'images/s', null),
    });
  } finally {
    await data.remove();
  }
}
