import { dataOf, type Http } from '../http.js';
import { allOf } from '../pages.js';
import type { CallOptions, Model, ModelSummary, PutModel } from '../types.js';
import { paged, signed } from './options.js';

export interface PutModelOptions extends CallOptions {
  /** Change it only if it is of this version: `precondition_failed` if somebody else was faster. */
  readonly ifVersion?: number | undefined;
  /** Create it, and change none that exists. */
  readonly ifAbsent?: boolean | undefined;
}

/** Names that point at checkpoints: what callers of `generate` use in production. */
export class Models {
  constructor(private readonly http: Http) {}

  /** By name. */
  list({ signal }: CallOptions = {}): AsyncGenerator<ModelSummary, void> {
    return allOf((cursor) => dataOf(this.http.GET('/models', { params: { query: paged(cursor) }, ...signed(signal) })));
  }

  /** With its history. */
  async get(name: string, { signal }: CallOptions = {}): Promise<Model> {
    return await dataOf(this.http.GET('/models/{name}', { params: { path: { name } }, ...signed(signal) }));
  }

  /** Points it at a checkpoint, at a job's last one, or back at what an earlier version pointed at. */
  async put(name: string, body: PutModel, { ifVersion, ifAbsent, signal }: PutModelOptions = {}): Promise<Model> {
    const header = {
      ...(ifVersion === undefined ? {} : { 'if-match': `"${ifVersion}"` }),
      ...(ifAbsent ? { 'if-none-match': '*' as const } : {}),
    };
    return await dataOf(
      this.http.PUT('/models/{name}', { params: { path: { name }, header }, body, ...signed(signal) }),
    );
  }

  async delete(name: string, { ifVersion, signal }: Omit<PutModelOptions, 'ifAbsent'> = {}): Promise<void> {
    const header = ifVersion === undefined ? {} : { 'if-match': `"${ifVersion}"` };
    await this.http.DELETE('/models/{name}', { params: { path: { name }, header }, ...signed(signal) });
  }
}
