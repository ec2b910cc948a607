import { dataOf, type Http } from '../http.js';
import type { paths } from '../openapi.js';
import { allOf } from '../pages.js';
import { serverSentEvents } from '../stream/sse.js';
import { follow, type StreamOptions } from '../stream/stream.js';
import { type StreamTransport, usualTransport } from '../stream/transport-kind.js';
import { webSocket } from '../stream/websocket.js';
import { JSON_ONLY, type Transport } from '../transport.js';
import {
  type CallOptions,
  type CreateJob,
  type Gap,
  hasEnded,
  type Job,
  type JobEvent,
  type JobState,
} from '../types.js';
import { bytesOf, type FileToSend } from './files.js';
import { paged, signed } from './options.js';

export interface CreateJobOptions extends CallOptions {
  /** Equal requests with an equal key are one job, for 24 hours; by default a new key, for the retries of this call. */
  readonly idempotencyKey?: string | undefined;
}

export interface JobStreamOptions extends StreamOptions {
  /** By default `websocket` in browsers and `sse` elsewhere. */
  readonly transport?: StreamTransport | undefined;
  /** A connection that says nothing for so many ms is taken for lost; 60,000 by default. The service speaks every 20 s. */
  readonly silence?: number | undefined;
}

export interface WeightsToImport {
  readonly name?: string | undefined;
  /** The modules' `state_dict`s as safetensors files. */
  readonly generator: FileToSend['data'];
  readonly discriminator?: FileToSend['data'] | undefined;
}

const EVENTS_A_PAGE = 1_000;
const SILENCE_MS = 60_000;

type Request = 'cancel' | 'pause' | 'resume' | 'retry';

/** Training runs. */
export class Jobs {
  constructor(
    private readonly http: Http,
    private readonly transport: Transport,
  ) {}

  /** Starts training. It may be repeated without harm, and is, when the service is away for a moment. */
  async create(body: CreateJob, { idempotencyKey = randomKey(), signal }: CreateJobOptions = {}): Promise<Job> {
    const params = { header: { 'idempotency-key': idempotencyKey } };
    return await dataOf(this.http.POST('/jobs', { body, params, ...signed(signal) }));
  }

  async get(id: string, { signal }: CallOptions = {}): Promise<Job> {
    return await dataOf(this.http.GET('/jobs/{id}', { params: { path: { id } }, ...signed(signal) }));
  }

  /** Newest first. */
  list({ state, signal }: CallOptions & { readonly state?: JobState | undefined } = {}): AsyncGenerator<Job, void> {
    const filter = state === undefined ? {} : { state };
    return allOf((cursor) =>
      dataOf(this.http.GET('/jobs', { params: { query: { ...paged(cursor), ...filter } }, ...signed(signal) })),
    );
  }

  async cancel(id: string, options: CallOptions = {}): Promise<Job> {
    return await this.#ask(id, 'cancel', options);
  }

  /** Writes a checkpoint first. */
  async pause(id: string, options: CallOptions = {}): Promise<Job> {
    return await this.#ask(id, 'pause', options);
  }

  async resume(id: string, options: CallOptions = {}): Promise<Job> {
    return await this.#ask(id, 'resume', options);
  }

  /** Tries a failed job again. */
  async retry(id: string, options: CallOptions = {}): Promise<Job> {
    return await this.#ask(id, 'retry', options);
  }

  /** Trains a job that has succeeded for more epochs. */
  async extend(id: string, numEpochs: number, { signal }: CallOptions = {}): Promise<Job> {
    const params = { path: { id } };
    return await dataOf(this.http.POST('/jobs/{id}/extend', { params, body: { numEpochs }, ...signed(signal) }));
  }

  async prioritize(id: string, priority: number, { signal }: CallOptions = {}): Promise<Job> {
    return await dataOf(
      this.http.PATCH('/jobs/{id}', { params: { path: { id } }, body: { priority }, ...signed(signal) }),
    );
  }

  /** Deletes a job that has ended, with all that it made. */
  async delete(id: string, { signal }: CallOptions = {}): Promise<void> {
    await this.http.DELETE('/jobs/{id}', { params: { path: { id } }, ...signed(signal) });
  }

  /** Makes a job of weights that were trained elsewhere. */
  async importWeights({ name, generator, discriminator }: WeightsToImport, { signal }: CallOptions = {}): Promise<Job> {
    const form = new FormData();
    if (name !== undefined) form.append('name', name);
    form.append('generator', bytesOf(generator), 'generator.safetensors');
    if (discriminator) form.append('discriminator', bytesOf(discriminator), 'discriminator.safetensors');
    const answer = await this.transport.send('/jobs/import', {
      method: 'POST',
      headers: JSON_ONLY,
      body: form,
      ...signed(signal),
    });
    return (await answer.json()) as Job;
  }

  /**
   * The events of a job, live, each once and in order, through lost connections and restarts, until the job has ended.
   * @throws AtelierError if the service refuses, ConnectionError if it stays away
   */
  stream(id: string, options: JobStreamOptions & { readonly gaps: 'tell' }): AsyncGenerator<JobEvent | Gap, void>;
  stream(
    id: string,
    options?: JobStreamOptions & { readonly gaps?: 'fill' | undefined },
  ): AsyncGenerator<JobEvent, void>;
  stream(id: string, options: JobStreamOptions = {}): AsyncGenerator<JobEvent | Gap, void> {
    const { transport = usualTransport(), silence = SILENCE_MS, ...rest } = options;
    const connect =
      transport === 'sse'
        ? serverSentEvents(this.transport, id, silence)
        : webSocket(this.transport, this.http, id, silence);
    return follow(connect, (from, to) => this.#between(id, from, to, rest), rest);
  }

  /** The whole log so far, oldest first: also what the stream can't replay any more. @param after a `seq` */
  events(
    id: string,
    { after = 0, signal }: CallOptions & { readonly after?: number } = {},
  ): AsyncGenerator<JobEvent, void> {
    return allOf((cursor = String(after)) =>
      dataOf(
        this.http.GET('/jobs/{id}/events', {
          params: { path: { id }, query: { cursor: Number(cursor), limit: EVENTS_A_PAGE } },
          ...signed(signal),
        }),
      ),
    );
  }

  /** The job when it has ended, however it has: see its `state` and `error`. */
  async wait(id: string, options: JobStreamOptions = {}): Promise<Job> {
    // Where it stands is in the record; the stream says when that is worth a look.
    const job = await this.get(id, options);
    if (hasEnded(job)) return job;
    for await (const _ of this.stream(id, { ...options, gaps: 'tell' }));
    return await this.get(id, options);
  }

  async #ask(id: string, request: Request, { signal }: CallOptions): Promise<Job> {
    const path = `/jobs/{id}/${request}` as const;
    return await dataOf(
      this.http.POST(path satisfies keyof paths, { params: { path: { id } }, body: {}, ...signed(signal) }),
    );
  }

  async *#between(id: string, from: number, to: number, options: CallOptions): AsyncGenerator<JobEvent, void> {
    for await (const event of this.events(id, { after: from - 1, ...signed(options.signal) })) {
      if (event.seq > to) return;
      yield event;
    }
  }
}

/** 128 random bits: `randomUUID` is missing in pages that came over HTTP. */
function randomKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
