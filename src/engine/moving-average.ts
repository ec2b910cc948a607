import { attribute, runOp } from './backend.js';
import { tf } from './tensorflow.js';
import type { Variable } from './variable.js';

/**
 * Moves each average towards the value that its variable has now: average += (1 − decay) · (value − average).
 * @param averages as many as `variables`, and of their shapes
 * @param decay what is kept of the averages, from 0 to 1
 */
export function updateAverages(averages: readonly Variable[], variables: readonly Variable[], decay: number): void {
  tf.tidy(() => {
    const rate = tf.scalar(1 - decay);
    averages.forEach((average, i) => {
      const before = average.read();
      const away = tf.sub(before, (variables[i] as Variable).read());
      // So that the variable is changed in place, rather than copied for a reader.
      before.dispose();
      runOp(
        'ResourceApplyGradientDescent',
        [attribute.type('T', 'float32'), attribute.bool('use_locking', false)],
        [average.resource, rate, away],
        0,
      );
      away.dispose();
    });
  });
}
