/**
 * How often values lay below each bound: what a histogram is made of. To observe is an addition and a walk over some
 * numbers; prom-client's own histograms make a key of the labels each time, which a request for a job would feel.
 */
export class Tally {
  /** How many values were at most each bound and above the one before; the last is for those above all. */
  readonly counts: Float64Array;
  sum = 0;
  count = 0;

  /** @param bounds ascending */
  constructor(readonly bounds: readonly number[]) {
    this.counts = new Float64Array(bounds.length + 1);
  }

  observe(value: number): void {
    const { bounds } = this;
    let bucket = 0;
    while (bucket < bounds.length && value > (bounds[bucket] as number)) bucket++;
    (this.counts[bucket] as number) += 1;
    this.sum += value;
    this.count += 1;
  }
}
