import { bodyOf } from '../body.js';
import { foreign } from '../errors.js';
import { dataOf, type Http } from '../http.js';
import { allOf } from '../pages.js';
import { JSON_ONLY, type Transport } from '../transport.js';
import type {
  CallOptions,
  Design,
  DesignFilter,
  Designs as DesignsAsJson,
  DownloadDesigns,
  Generate,
  Recipe,
  UpdateDesign,
} from '../types.js';
import { paged, part, signed } from './options.js';

/** What was generated, as a file, with what is needed to make it again. */
export interface GeneratedFile {
  /** A picture or a zip, as its `type` says. */
  readonly blob: Blob;
  /** Id of the checkpoint that made it. */
  readonly checkpoint: string;
  /** Seed of the first design; null where none was used. */
  readonly seed: number | null;
  /** Makes the first design again; null if it is too long for a header: it is in the PNG then. */
  readonly recipe: Recipe | null;
  /** Id of the first design in the gallery; null where that doesn't keep it. */
  readonly id: string | null;
}

export type Generated<Body extends Generate> = Body extends { readonly format: 'json' } ? DesignsAsJson : GeneratedFile;

const JSON_TYPE = { 'content-type': 'application/json' };

/** New designs, and the gallery of those that were made. */
export class Designs {
  constructor(
    private readonly http: Http,
    private readonly transport: Transport,
  ) {}

  /** Makes designs from a job, a checkpoint, a model, or a recipe. One is a PNG and several a zip, unless `format` says more. */
  async generate<const Body extends Generate>(body: Body, { signal }: CallOptions = {}): Promise<Generated<Body>> {
    const answer = await this.transport.send('/generate', {
      method: 'POST',
      headers: { ...JSON_TYPE, ...(body.format === 'json' ? JSON_ONLY : { accept: '*/*' }) },
      body: JSON.stringify(body),
      ...signed(signal),
    });
    return (body.format === 'json' ? await answer.json() : await fileOf(answer)) as Generated<Body>;
  }

  /** Newest first. */
  list({ signal, ...filter }: CallOptions & DesignFilter = {}): AsyncGenerator<Design, void> {
    return allOf(async (cursor) => {
      const params = { query: { ...filter, ...paged(cursor) } };
      const { items, nextCursor } = await dataOf(this.http.GET('/designs', { params, ...signed(signal) }));
      // openapi-fetch takes tuples, which recipes have, for arrays.
      return { items: items as Design[], nextCursor };
    });
  }

  async get(id: string, { signal }: CallOptions = {}): Promise<Design> {
    const answer = this.http.GET('/designs/{id}', { params: { path: { id } }, ...signed(signal) });
    return (await dataOf(answer)) as Design;
  }

  async png(id: string, { signal }: CallOptions = {}): Promise<Blob> {
    return await bodyOf(await this.transport.send(`/designs/${part(id)}.png`, signed(signal)), 'blob');
  }

  /** Stars or tags it. */
  async update(id: string, body: UpdateDesign, { signal }: CallOptions = {}): Promise<Design> {
    const answer = this.http.PATCH('/designs/{id}', { params: { path: { id } }, body, ...signed(signal) });
    return (await dataOf(answer)) as Design;
  }

  async delete(id: string, { signal }: CallOptions = {}): Promise<void> {
    await this.http.DELETE('/designs/{id}', { params: { path: { id } }, ...signed(signal) });
  }

  /** A zip of those that are named, or that meet a filter: as an answer, whose body may be streamed. */
  async download(body: DownloadDesigns, { signal }: CallOptions = {}): Promise<Response> {
    const init = { method: 'POST', headers: JSON_TYPE, body: JSON.stringify(body), ...signed(signal) };
    return await this.transport.send('/designs/download', init);
  }
}

async function fileOf(answer: Response): Promise<GeneratedFile> {
  const { headers } = answer;
  const [seed, recipe] = [headers.get('x-atelier-seed'), headers.get('x-atelier-recipe')];
  const checkpoint = headers.get('x-atelier-checkpoint');
  if (checkpoint === null) throw foreign(answer, 'no designs');
  return {
    blob: await bodyOf(answer, 'blob'),
    checkpoint,
    seed: seed === null ? null : Number(seed),
    recipe: recipe === null ? null : (JSON.parse(recipe) as Recipe),
    id: headers.get('x-atelier-design'),
  };
}
