import { dataOf, type Http } from '../http.js';
import type { paths } from '../openapi.js';
import { JSON_ONLY, type Transport } from '../transport.js';
import type { Architecture, CallOptions, Checkpoint } from '../types.js';
import { part, signed } from './options.js';

type FileOf<Path> = Path extends `/jobs/{id}/checkpoints/{step}/${infer File}` ? File : never;
/** What a checkpoint can be had as: `weights.safetensors`, `generator.onnx` and so on. */
export type CheckpointFile = FileOf<keyof paths>;

/** That of a step, the newest, or of those that were evaluated the one nearest to the photos. */
export type ChosenStep = number | 'last' | 'best';

/** At most as many steps as were asked for; of a longer run those that keep the shape of both losses. */
export type Metrics = paths['/jobs/{id}/metrics']['get']['responses'][200]['content']['application/json'];

/** What a training run makes. Files come as answers, whose bodies may be streamed: `blob()`, `arrayBuffer()`, `body`. */
export class Results {
  constructor(
    private readonly http: Http,
    private readonly transport: Transport,
  ) {}

  /** @param points 10 to 10,000; 1,000 by default */
  async metrics(job: string, { points, signal }: CallOptions & { readonly points?: number } = {}): Promise<Metrics> {
    const query = new URLSearchParams({ format: 'json', ...(points === undefined ? {} : { points: String(points) }) });
    return (await (await this.#file(job, `metrics?${query}`, signal, JSON_ONLY.accept)).json()) as Metrics;
  }

  /** Every step as CSV. */
  async metricsCsv(job: string, { signal }: CallOptions = {}): Promise<Response> {
    return await this.#file(job, 'metrics?format=csv', signal);
  }

  /** The losses of both networks as a plot. */
  async lossPlot(job: string, format: 'svg' | 'png' = 'svg', { signal }: CallOptions = {}): Promise<Response> {
    return await this.#file(job, `loss.${format}`, signal);
  }

  /** Steps that have a grid of the 64 fixed noise vectors. */
  async samples(job: string, { signal }: CallOptions = {}): Promise<{ step: number; url: string }[]> {
    const params = { path: { id: job } };
    return (await dataOf(this.http.GET('/jobs/{id}/samples', { params, ...signed(signal) }))).items;
  }

  /** The grid of a step, a PNG. */
  async sample(job: string, step: number, { signal }: CallOptions = {}): Promise<Response> {
    return await this.#file(job, `samples/${step}.png`, signal);
  }

  /** All grids as an animation. */
  async timelapse(job: string, format: 'webp' | 'gif' = 'webp', { signal }: CallOptions = {}): Promise<Response> {
    return await this.#file(job, `timelapse.${format}`, signal);
  }

  /** Both networks, layer by layer. */
  async architecture(job: string, { signal }: CallOptions = {}): Promise<Architecture> {
    return (await (await this.#file(job, 'architecture', signal, JSON_ONLY.accept)).json()) as Architecture;
  }

  /** Oldest first. */
  async checkpoints(job: string, { signal }: CallOptions = {}): Promise<Checkpoint[]> {
    const params = { path: { id: job } };
    return (await dataOf(this.http.GET('/jobs/{id}/checkpoints', { params, ...signed(signal) }))).items;
  }

  async checkpoint(job: string, step: ChosenStep, { signal }: CallOptions = {}): Promise<Checkpoint> {
    const params = { path: { id: job, step } };
    return await dataOf(this.http.GET('/jobs/{id}/checkpoints/{step}', { params, ...signed(signal) }));
  }

  /** A checkpoint as a file for PyTorch, ONNX or TensorFlow.js. */
  async download(job: string, step: ChosenStep, file: CheckpointFile, { signal }: CallOptions = {}): Promise<Response> {
    return await this.#file(job, `checkpoints/${step}/${file}`, signal);
  }

  async #file(job: string, path: string, signal: AbortSignal | undefined, accept = '*/*'): Promise<Response> {
    return await this.transport.send(`/jobs/${part(job)}/${path}`, { headers: { accept }, ...signed(signal) });
  }
}
