import { dataOf, type Http } from '../http.js';
import { allOf } from '../pages.js';
import type { ApiKey, AuditEntry, CallOptions, CreatedKey, CreateKey } from '../types.js';
import { paged, signed } from './options.js';

/** API keys of the workspace, and who did what in it: for keys with the scope `admin`. */
export class Access {
  constructor(private readonly http: Http) {}

  /** The answer is the only place where the key is told. */
  async createKey(body: CreateKey, { signal }: CallOptions = {}): Promise<CreatedKey> {
    return await dataOf(this.http.POST('/keys', { body, ...signed(signal) }));
  }

  /** Oldest first. */
  async keys({ signal }: CallOptions = {}): Promise<ApiKey[]> {
    return (await dataOf(this.http.GET('/keys', signed(signal)))).items;
  }

  async revokeKey(id: string, { signal }: CallOptions = {}): Promise<void> {
    await this.http.DELETE('/keys/{id}', { params: { path: { id } }, ...signed(signal) });
  }

  /** Newest first. */
  audit({ signal }: CallOptions = {}): AsyncGenerator<AuditEntry, void> {
    return allOf((cursor) => dataOf(this.http.GET('/audit', { params: { query: paged(cursor) }, ...signed(signal) })));
  }
}
