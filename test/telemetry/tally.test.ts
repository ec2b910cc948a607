import { Histogram, Registry } from 'prom-client';
import { expect, it } from 'vitest';
import { TallyHistogram } from '../../src/telemetry/tally-histogram.js';

it("says what prom-client's own histogram says of the same values", async () => {
  const [name, help, buckets] = ['test_seconds', 'A test.', [0.1, 1, 10]];
  const [ours, theirs] = [new Registry(), new Registry()];
  const tallies = new TallyHistogram(ours, name, help, buckets);
  const reference = new Histogram({ name, help, buckets, labelNames: ['kind'], registers: [theirs] });
  for (const kind of ['a', 'b']) {
    const tally = tallies.tally({ kind });
    for (const value of [0, 0.1, 0.100001, 5, 10, 11, 1e9].map((each) => (kind === 'a' ? each : each / 2))) {
      tally.observe(value);
      reference.observe({ kind }, value);
    }
  }
  expect((await ours.metrics()).split('\n').sort()).toEqual((await theirs.metrics()).split('\n').sort());
});
