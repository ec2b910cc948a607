import { describe, expect, it } from 'vitest';
import { Autotuner } from '../../src/engine/autotuner.js';
import { type Tensor, tf } from '../../src/engine/tensorflow.js';

/** Candidates that tell how often each was computed. */
function countedCandidates() {
  const runs = { direct: 0, float32: 0 };
  const counted = (name: keyof typeof runs, value: number) => (): Tensor => {
    runs[name] += 1;
    return tf.scalar(value);
  };
  return { runs, candidates: { direct: counted('direct', 1), float32: counted('float32', 2) } };
}

const scalarOf = (tensor: Tensor) => tensor.dataSync()[0];

describe('the autotuner', () => {
  it('tries every candidate once for an op and keeps to its choice', () => {
    tf.tidy(() => {
      const tuner = new Autotuner();
      const { runs, candidates } = countedCandidates();
      const first = scalarOf(tuner.run('op 4×4', candidates));
      const afterTrial = { ...runs };
      expect(Math.min(runs.direct, runs.float32)).toBeGreaterThan(0);
      expect(scalarOf(tuner.run('op 4×4', candidates))).toBe(first);
      expect(runs.direct + runs.float32).toBe(afterTrial.direct + afterTrial.float32 + 1);
      expect(tuner.choices).toEqual({ 'op 4×4': first === 1 ? 'direct' : 'float32' });
    });
  });

  it('takes the one that does the same with far less work', () => {
    tf.tidy(() => {
      const tuner = new Autotuner();
      const [large, small] = [tf.ones([700, 700]), tf.ones([2, 2])];
      tuner.run('op', { direct: () => tf.matMul(large, large), convolution: () => tf.matMul(small, small) });
      expect(tuner.choices).toEqual({ op: 'convolution' });
    });
  });

  it('computes by what it was given without a trial', () => {
    tf.tidy(() => {
      const tuner = new Autotuner();
      const { runs, candidates } = countedCandidates();
      tuner.load({ op: 'float32' });
      expect(scalarOf(tuner.run('op', candidates))).toBe(2);
      expect(runs).toEqual({ direct: 0, float32: 1 });
    });
  });

  it('tries anew where a choice it was given is no candidate', () => {
    tf.tidy(() => {
      const tuner = new Autotuner();
      tuner.load({ op: 'convolution' });
      tuner.run('op', countedCandidates().candidates);
      expect(tuner.choices.op).not.toBe('convolution');
    });
  });

  it('leaves nothing of a trial behind', () => {
    const before = tf.memory().numTensors;
    new Autotuner().run('op', countedCandidates().candidates).dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});
