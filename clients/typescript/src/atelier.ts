import { dataOf, type Http, httpOver } from './http.js';
import { Access } from './resources/access.js';
import { Datasets } from './resources/datasets.js';
import { Designs, type Generated } from './resources/designs.js';
import { Jobs } from './resources/jobs.js';
import { Models } from './resources/models.js';
import { signed } from './resources/options.js';
import { Results } from './resources/results.js';
import { Webhooks } from './resources/webhooks.js';
import { Transport, type TransportOptions } from './transport.js';
import type { CallOptions, Generate } from './types.js';

export type AtelierOptions = TransportOptions;

/** Speaks to a running Atelier. All calls throw `AtelierError`, or `ConnectionError` where nothing answers. */
export class Atelier {
  readonly datasets: Datasets;
  readonly jobs: Jobs;
  /** What jobs make: metrics, sample grids, checkpoints. */
  readonly results: Results;
  readonly models: Models;
  readonly designs: Designs;
  readonly access: Access;
  readonly webhooks: Webhooks;
  /** Every operation of the API, by its path: for what has no method of its own. */
  readonly http: Http;

  constructor(options: AtelierOptions) {
    const transport = new Transport(options);
    this.http = httpOver(transport);
    this.datasets = new Datasets(this.http, transport);
    this.jobs = new Jobs(this.http, transport);
    this.results = new Results(this.http, transport);
    this.models = new Models(this.http);
    this.designs = new Designs(this.http, transport);
    this.access = new Access(this.http);
    this.webhooks = new Webhooks(this.http);
  }

  /** Makes designs: `designs.generate`. */
  async generate<const Body extends Generate>(body: Body, options: CallOptions = {}): Promise<Generated<Body>> {
    return await this.designs.generate(body, options);
  }

  /** Whether it can serve requests: throws if it can't. */
  async ready({ signal }: CallOptions = {}): Promise<{ workers: string[]; waitingJobs: number }> {
    return await dataOf(this.http.GET('/readyz', signed(signal)));
  }
}
