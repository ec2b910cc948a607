import { bodyOf } from '../body.js';
import { dataOf, type Http } from '../http.js';
import { allOf } from '../pages.js';
import { JSON_ONLY, type Transport } from '../transport.js';
import type { CallOptions, Dataset, DatasetImage, InspectedDataset, UploadStatus } from '../types.js';
import { bytesOf, type FileToSend } from './files.js';
import { paged, part, signed } from './options.js';

/** A zip with one folder per class, or an image. */
export interface Photo extends FileToSend {
  /** The class of an image; by default the folder in its name. */
  readonly label?: string | undefined;
}

export interface UploadOptions extends CallOptions {
  /** What the dataset is called; by default as its first file. */
  readonly name?: string | undefined;
  /** What the upload is called, for `progress`: 8 to 64 of A-Z, a-z, 0-9, _ and -. */
  readonly upload?: string | undefined;
}

export interface AddOptions extends UploadOptions {
  /** Whether a photo takes the place of one of the same class and file name; otherwise both are kept. */
  readonly replace?: boolean | undefined;
}

/** Images to learn from. */
export class Datasets {
  constructor(
    private readonly http: Http,
    private readonly transport: Transport,
  ) {}

  /** Uploads zips or images as a new dataset. The same content gives the same dataset again. */
  async upload(files: readonly Photo[], { name, upload, signal }: UploadOptions = {}): Promise<Dataset> {
    return await this.#send('/datasets', files, { name, upload, signal });
  }

  /** Makes a new dataset that has the images of one, and these. Its `notes` tell what became of names that were taken. */
  async addImages(id: string, files: readonly Photo[], options: AddOptions = {}): Promise<Dataset> {
    return await this.#send(`/datasets/${part(id)}/images`, files, options);
  }

  /** How far an upload is, by the name that it was given. */
  async progress(upload: string, { signal }: CallOptions = {}): Promise<UploadStatus> {
    return await dataOf(this.http.GET('/uploads/{id}', { params: { path: { id: upload } }, ...signed(signal) }));
  }

  /** Newest first. */
  list({ signal }: CallOptions = {}): AsyncGenerator<Dataset, void> {
    return allOf((cursor) =>
      dataOf(this.http.GET('/datasets', { params: { query: paged(cursor) }, ...signed(signal) })),
    );
  }

  /** With a report of what stands out in it. */
  async get(id: string, { signal }: CallOptions = {}): Promise<InspectedDataset> {
    return await dataOf(this.http.GET('/datasets/{id}', { params: { path: { id } }, ...signed(signal) }));
  }

  async delete(id: string, { signal }: CallOptions = {}): Promise<void> {
    await this.http.DELETE('/datasets/{id}', { params: { path: { id } }, ...signed(signal) });
  }

  /** In the order in which training numbers them. */
  images(
    id: string,
    { label, signal }: CallOptions & { readonly label?: string } = {},
  ): AsyncGenerator<DatasetImage, void> {
    return allOf((cursor) =>
      dataOf(
        this.http.GET('/datasets/{id}/images', {
          params: {
            path: { id },
            query: {
              ...(cursor === undefined ? {} : { cursor: Number(cursor) }),
              ...(label === undefined ? {} : { label }),
            },
          },
          ...signed(signal),
        }),
      ),
    );
  }

  /** An 8×8 grid of training images, a PNG. */
  async preview(id: string, { signal }: CallOptions = {}): Promise<Blob> {
    return await bodyOf(await this.transport.send(`/datasets/${part(id)}/preview.png`, signed(signal)), 'blob');
  }

  async #send(path: string, files: readonly Photo[], { name, upload, replace, signal }: AddOptions): Promise<Dataset> {
    const form = new FormData();
    if (name !== undefined) form.append('name', name);
    let current = '';
    for (const { label = '', ...file } of files) {
      // A label is that of all files after it.
      if (label !== current) form.append('label', label);
      current = label;
      form.append('file', bytesOf(file.data), file.name);
    }
    const query = new URLSearchParams({
      ...(upload === undefined ? {} : { upload }),
      ...(replace ? { replace: 'true' } : {}),
    });
    const answer = await this.transport.send(
      query.size === 0 ? path : `${path}?${query}`,
      { method: 'POST', headers: JSON_ONLY, body: form, ...signed(signal) },
      'always',
    );
    return (await answer.json()) as Dataset;
  }
}
