import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { WebSocket } from 'ws';
import type { JobEvent } from '../../src/contracts/event.js';
import type { Job } from '../../src/contracts/job.js';
import { isTerminal } from '../../src/contracts/job-state.js';
import type { Model, ModelSummary, PutModel } from '../../src/contracts/model.js';
import type { Problem } from '../../src/contracts/problem.js';
import type { Gap, Hello } from '../../src/contracts/stream.js';

/** Speaks to a running Atelier over HTTP and WebSocket, without a second try, for tests that look at each answer. */
export class Client {
  readonly #headers: Readonly<Record<string, string>>;

  /**
   * @param url e.g. `http://127.0.0.1:3000`
   * @param key an API key, where one is needed
   */
  constructor(
    readonly url: string,
    key?: string,
  ) {
    this.#headers = key === undefined ? {} : { authorization: `Bearer ${key}` };
  }

  async createJob(body: unknown): Promise<Job> {
    return await this.json('/jobs', body);
  }

  async job(id: string): Promise<Job> {
    return await this.json(`/jobs/${id}`);
  }

  /** All jobs, newest first, a page at a time. */
  jobs(state?: string): AsyncGenerator<Job> {
    return this.#all('/jobs', state ? { state } : {});
  }

  async cancel(id: string): Promise<Job> {
    return await this.request(id, 'cancel');
  }

  /** Asks for a transition of a job: `POST /jobs/{id}/{name}`. */
  async request(id: string, name: string, body: unknown = {}): Promise<Job> {
    return await this.json(`/jobs/${id}/${name}`, body);
  }

  async prioritize(id: string, priority: number): Promise<Job> {
    return await this.json(`/jobs/${id}`, { priority }, 'PATCH');
  }

  async deleteJob(id: string): Promise<void> {
    await this.remove(`/jobs/${id}`);
  }

  /** All models by name, a page at a time. */
  models(): AsyncGenerator<ModelSummary> {
    return this.#all('/models', {});
  }

  async model(name: string): Promise<Model> {
    return await this.json(`/models/${encodeURIComponent(name)}`);
  }

  /** @param ifVersion refuses to change any other version than this */
  async putModel(name: string, body: PutModel, ifVersion?: number): Promise<Model> {
    const headers: Record<string, string> = ifVersion === undefined ? {} : { 'if-match': `"${ifVersion}"` };
    return await this.json(`/models/${encodeURIComponent(name)}`, body, 'PUT', headers);
  }

  async deleteModel(name: string): Promise<void> {
    await this.remove(`/models/${encodeURIComponent(name)}`);
  }

  /** What a path answers, as JSON. */
  async json<T>(path: string, body?: unknown, method?: string, headers?: Record<string, string>): Promise<T> {
    return (await (await this.#fetch(path, body, method, headers)).json()) as T;
  }

  /** All items of a list, a page at a time. */
  items<T>(path: string): AsyncGenerator<T> {
    return this.#all(path, {});
  }

  async remove(path: string): Promise<void> {
    await this.#fetch(path, undefined, 'DELETE');
  }

  async ready(): Promise<{ workers: string[]; waitingJobs: number }> {
    return await this.json('/readyz');
  }

  async importWeights(form: FormData): Promise<Job> {
    return await this.json('/jobs/import', form);
  }

  /** @returns a stream of the answer's bytes */
  async download(path: string): Promise<Readable> {
    const { body } = await this.#fetch(path);
    return Readable.fromWeb(body as ReadableStream);
  }

  /** @returns the answer's bytes */
  async bytes(path: string, body?: unknown): Promise<Buffer> {
    return Buffer.from(await (await this.#fetch(path, body)).arrayBuffer());
  }

  /** Resolves with the job when it has ended; `onEvent` hears of everything until then. */
  async watch(id: string, onEvent: (event: JobEvent) => void): Promise<Job> {
    const socket = new WebSocket(`${this.url.replace(/^http/, 'ws')}/jobs/${id}/stream`, { headers: this.#headers });
    socket.on('message', (data) => {
      const message = JSON.parse(String(data)) as JobEvent | Hello | Gap;
      if (message.type !== 'hello' && message.type !== 'gap') onEvent(message);
    });
    await new Promise<void>((resolve, reject) => {
      socket.on('error', reject);
      socket.on('close', () => resolve());
    });
    const job = await this.job(id);
    if (!isTerminal(job.state)) throw new Error(`The stream of ${id} was closed while the job was ${job.state}.`);
    return job;
  }

  async *#all<T>(path: string, filter: Record<string, string>): AsyncGenerator<T> {
    let cursor: string | null = null;
    do {
      const query = new URLSearchParams({ ...filter, ...(cursor ? { cursor } : {}) });
      const page = await this.json<{ items: T[]; nextCursor: string | null }>(`${path}?${query}`);
      yield* page.items;
      cursor = page.nextCursor;
    } while (cursor);
  }

  async #fetch(
    path: string,
    body?: unknown,
    method = body === undefined ? 'GET' : 'POST',
    headers: Record<string, string> = {},
  ): Promise<Response> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      ...bodyOf(body, { ...this.#headers, ...headers }),
    }).catch((error: unknown) => {
      throw new Error(`Nothing answers at ${this.url}: start it with \`npx atelier serve\`.`, { cause: error });
    });
    if (response.ok) return response;
    const problem = (await response.json()) as Problem;
    throw new Error(`${problem.detail} (${problem.code})`);
  }
}

/** A form is sent as it is, anything else as JSON. */
function bodyOf(body: unknown, headers: Record<string, string>): RequestInit {
  if (body === undefined) return { headers };
  if (body instanceof FormData) return { headers, body };
  return { headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
}
