import type { Metric, Registry } from 'prom-client';
import { Tally } from './tally.js';

export type Labels = Readonly<Record<string, string>>;

interface Sample {
  readonly metricName: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A histogram of Prometheus whose tallies their users hold, each for some values of the labels. */
export class TallyHistogram {
  readonly type = 'histogram';
  readonly aggregator = 'sum';
  readonly #tallies: { readonly labels: Labels; readonly tally: Tally }[] = [];

  /** @param bounds ascending, in base units */
  constructor(
    registry: Registry,
    readonly name: string,
    readonly help: string,
    readonly bounds: readonly number[],
  ) {
    // The registry asks of a metric no more than is here; its types know its own classes only.
    registry.registerMetric(this as unknown as Metric);
  }

  /** @param labels to be asked for once: every call is another series */
  tally(labels: Labels = {}): Tally {
    const tally = new Tally(this.bounds);
    this.#tallies.push({ labels, tally });
    return tally;
  }

  /** As the registry reads it. */
  async get() {
    const { name, help, type, aggregator } = this;
    return { name, help, type, aggregator, values: this.#tallies.flatMap((each) => this.#samples(each)) };
  }

  reset(): void {
    this.#tallies.length = 0;
  }

  #samples({ labels, tally }: { readonly labels: Labels; readonly tally: Tally }): Sample[] {
    let below = 0;
    const buckets = [...this.bounds.map(String), '+Inf'].map((le, bucket) => {
      below += tally.counts[bucket] as number;
      return { metricName: `${this.name}_bucket`, labels: { le, ...labels }, value: below };
    });
    return [
      ...buckets,
      { metricName: `${this.name}_sum`, labels, value: tally.sum },
      { metricName: `${this.name}_count`, labels, value: tally.count },
    ];
  }
}
