import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Dataset, DatasetImage, DatasetReport } from '../../src/contracts/dataset.js';
import type { UploadStatus } from '../../src/contracts/upload.js';
import { zipOf } from '../../src/images/zip.js';
import { type ApiProcess, Cluster, tiny, untilEnded, uploadGarments } from '../support/cluster.js';
import { formOf, plainPhoto, slowPhoto, upload } from '../support/uploads.js';

let cluster: Cluster;
let api: ApiProcess;
const photos: Record<'red' | 'green' | 'blue' | 'white', Buffer> = {} as never;

beforeAll(async () => {
  cluster = await Cluster.start();
  api = await cluster.api({ MAX_UPLOAD_BYTES: '4000000' });
  for (const colour of ['red', 'green', 'blue', 'white'] as const) photos[colour] = await plainPhoto(colour);
});
afterAll(() => cluster?.remove());

const datasets = () => `${api.url}/datasets`;
const get = async <T>(path: string) => (await (await fetch(`${api.url}${path}`)).json()) as T;
const classesOf = ({ classes }: Dataset) => classes.map(({ name, images }) => [name, images]);
const filesIn = async (folder: string) =>
  (await readdir(join(cluster.dataFolder, folder), { recursive: true, withFileTypes: true }).catch(() => []))
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);

describe('many images in one upload', () => {
  it('have the class that a label before them or their folder says, or none', async () => {
    const { status, dataset } = await upload(
      datasets(),
      ['name', 'mixed'],
      ['coat/1.png', photos.red],
      ['2.png', photos.white],
      ['label', 'dress'],
      ['3.png', photos.green],
      ['.DS_Store', Buffer.from('junk')],
      ['label', 'shirt'],
      ['more.zip', await zipOf([{ name: '4.png', bytes: photos.blue }])],
    );
    expect(status).toBe(201);
    expect(dataset).toMatchObject({ name: 'mixed', images: 4, rejected: [], rejectedFiles: 0, parent: null });
    expect(classesOf(dataset)).toEqual([
      ['coat', 1],
      ['dress', 1],
      ['shirt', 1],
      ['unlabelled', 1],
    ]);
  });

  it('are refused if they are more than 10,000', async () => {
    const files = Array.from({ length: 10_001 }, (_, i): [string, Buffer] => [`${i}.png`, photos.red]);
    expect(await upload(datasets(), ...files)).toMatchObject({ status: 413, problem: { code: 'payload_too_large' } });
  });

  it('are refused with names or labels that are paths elsewhere, with unknown fields, and without a file', async () => {
    for (const name of ['../1.png', '/etc/1.png', 'a/../../1.png', 'a\\..\\..\\1.png', 'C:\\1.png']) {
      expect(await upload(datasets(), [name, photos.red])).toMatchObject({
        status: 422,
        problem: { code: 'validation_failed' },
      });
    }
    for (const label of ['a/b', '..', '.hidden', 'a\u0000b', 'a\u202eb', 'x'.repeat(300)]) {
      expect((await upload(datasets(), ['label', label], ['1.png', photos.red])).status).toBe(422);
    }
    expect(await upload(datasets(), ['lable' as 'label', 'x'], ['1.png', photos.red])).toMatchObject({
      status: 422,
      problem: { errors: [{ field: 'lable', reason: expect.stringContaining('known are name, label') }] },
    });
    expect((await upload(datasets(), ['name', 'empty'])).status).toBe(422);
  });

  it('are taken with names that phones, NAS and Windows give them, and notes say what was skipped and changed', async () => {
    const { status, dataset } = await upload(
      datasets(),
      ['Mäntel/👩\u200d🎤.png', photos.red],
      ['Mäntel\\so\u00adft.png', photos.white],
      ['./Mäntel//a\u202eb.png', photos.blue],
      ['Mäntel/@eaDir/1.png/SYNOPHOTO_THUMB_XL.png', photos.green],
      ['IMG_1.MOV', Buffer.from('a video')],
      ['label', '👩\u200d🎤'],
      ['1.png', photos.green],
    );
    expect(status).toBe(201);
    expect(classesOf(dataset)).toEqual([
      ['Mäntel', 3],
      ['👩\u200d🎤', 1],
    ]);
    expect(dataset.notes.map(({ message }) => message)).toEqual(
      expect.arrayContaining([
        'Skipped, as what is left beside photos: thumbnails (1), videos (1).',
        'The name of 1 file was changed, for characters that cannot be shown.',
      ]),
    );
  });

  it('are refused beyond the limit, of one file or of all together', async () => {
    const half = Buffer.alloc(2_100_000);
    expect((await upload(datasets(), ['1.jpg', half], ['2.jpg', half])).status).toBe(413);
    expect((await upload(datasets(), ['1.zip', Buffer.alloc(4_100_000)])).status).toBe(413);
    expect(await filesIn('uploads')).toEqual([]);
  });
});

describe('an upload with an id', () => {
  it('can be asked how far it is, until it is done', async () => {
    const form = formOf(['a/1.png', photos.red], ['b/2.png', photos.blue]);
    const response = await fetch(`${datasets()}?upload=my-upload-1`, { method: 'POST', body: form });
    const { id } = (await response.json()) as Dataset;
    const status = await get<UploadStatus>('/uploads/my-upload-1');
    expect(status).toMatchObject({ state: 'done', inspectedFiles: 2, dataset: id, error: null });
    expect(status.receivedBytes).toBe(photos.red.length + photos.blue.length);
    expect(status.totalBytes).toBeGreaterThan(status.receivedBytes);
  });

  it('is seen while its bytes come', async () => {
    const boundary = 'limit';
    const head = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="1.png"\r\n\r\n`;
    let finish = (): void => {};
    const half = Math.floor(photos.red.length / 2);
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(Buffer.concat([Buffer.from(head), photos.red.subarray(0, half)]));
        finish = () => {
          controller.enqueue(Buffer.concat([photos.red.subarray(half), Buffer.from(`\r\n--${boundary}--\r\n`)]));
          controller.close();
        };
      },
    });
    const answer = fetch(`${datasets()}?upload=my-upload-2`, {
      method: 'POST',
      headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
      body,
      duplex: 'half',
    } as RequestInit);
    let status: UploadStatus;
    do status = await get<UploadStatus>('/uploads/my-upload-2');
    while (!status.receivedBytes);
    expect(status).toMatchObject({ state: 'receiving', totalBytes: null, dataset: null });
    expect(status.receivedBytes).toBeLessThan(photos.red.length);
    finish();
    expect((await answer).status).toBe(201);
    expect(await get('/uploads/my-upload-2')).toMatchObject({ state: 'done', receivedBytes: photos.red.length });
  });

  it('ends as it should when its connection breaks after all bytes were there', async () => {
    const gone = new AbortController();
    const form = formOf(['a/slow.png', await slowPhoto()]);
    const answer = fetch(`${datasets()}?upload=my-upload-4`, { method: 'POST', body: form, signal: gone.signal });
    /** The status once it is none of these, or there is one at all. */
    const statusAfter = async (...states: (UploadStatus['state'] | undefined)[]): Promise<UploadStatus> => {
      for (;;) {
        const status = await get<UploadStatus>('/uploads/my-upload-4');
        if (!states.includes(status.state)) return status;
      }
    };
    expect(await statusAfter(undefined, 'receiving')).toMatchObject({ state: 'inspecting' });
    gone.abort();
    await expect(answer).rejects.toThrow();
    const { dataset } = await statusAfter('inspecting');
    expect(await get<Dataset>(`/datasets/${dataset}`)).toMatchObject({ images: 1 });
  });

  it('tells why it failed, and is 404 if there was none', async () => {
    const form = formOf(['1.zip', Buffer.from('not a zip')]);
    expect((await fetch(`${datasets()}?upload=my-upload-3`, { method: 'POST', body: form })).status).toBe(422);
    expect(await get('/uploads/my-upload-3')).toMatchObject({ state: 'failed', error: { code: 'archive_invalid' } });
    await fetch(`${datasets()}?upload=my-upload-5`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    expect(await get('/uploads/my-upload-5')).toMatchObject({ error: { code: 'unsupported_media_type' } });
    expect((await fetch(`${api.url}/uploads/no-such-upload`)).status).toBe(404);
  });
});

describe('a dataset to which images are added', () => {
  it('stays, and a new one has both, with unchanged images stored once', async () => {
    const { dataset: parent } = await upload(datasets(), ['coat/1.png', photos.red], ['coat/2.png', photos.white]);
    const before = new Set(await filesIn('store/blobs'));
    const added = await upload(
      `${datasets()}/${parent.id}/images?replace=true`,
      ['coat/2.png', await plainPhoto('#808080')],
      ['dress/3.png', await plainPhoto('#7f00ff')],
    );
    expect(added.status).toBe(201);
    expect(added.dataset).toMatchObject({ name: parent.name, parent: parent.id, images: 3 });
    expect(classesOf(added.dataset)).toEqual([
      ['coat', 2],
      ['dress', 1],
    ]);
    expect((await filesIn('store/blobs')).filter((name) => !before.has(name))).toHaveLength(2);
    const { items } = await get<{ items: DatasetImage[] }>(`/datasets/${added.dataset.id}/images`);
    expect(items.map(({ file }) => file)).toEqual(['coat/1.png', 'coat/2.png', 'dress/3.png']);
    expect(items.map(({ meanColour }) => meanColour)).toEqual(['#ff0000', '#808080', '#7f00ff']);
    expect(await get<Dataset>(`/datasets/${parent.id}`)).toMatchObject({ images: 2 });

    const again = await upload(`${datasets()}/${parent.id}/images`, ['coat/1.png', photos.red]);
    expect(again).toMatchObject({ status: 200, dataset: { id: parent.id } });
    expect((await upload(`${datasets()}/ds_000000000000000000000000/images`, ['1.png', photos.red])).status).toBe(404);
  });
});

describe('the report of a dataset', () => {
  it('says what stands out in it', async () => {
    const photo = await readFile(join(import.meta.dirname, '../fixtures/images/progressive-900x1200.jpg'));
    const likeIt = await sharp(photo).resize(500).jpeg({ quality: 70 }).toBuffer();
    const rows = Array.from({ length: 12 }, (_, i) => plainPhoto(`hsl(${i * 30}, 90%, 50%)`));
    const { dataset } = await upload(
      datasets(),
      ['coat/a.jpg', photo],
      ['coat/b.jpg', photo],
      ['coat/c.jpg', likeIt],
      ['coat/notes.txt', Buffer.from('no photo')],
      ['dress/small.png', await plainPhoto('white', 40, 200)],
      ...(await Promise.all(rows)).map((bytes, i) => [`coat/${i}.png`, bytes] as const),
    );
    const { report } = await get<{ report: DatasetReport }>(`/datasets/${dataset.id}`);
    expect(report).toMatchObject({
      width: { min: 40, median: 80, max: 900 },
      height: { min: 100, median: 100, max: 1200 },
      smallerThan: { 32: 0, 64: 1, 128: 13 },
      imbalance: 15,
      meanColour: expect.stringMatching(/^#[0-9a-f]{6}$/),
      exactDuplicates: { images: 1, groups: [['coat/a.jpg', 'coat/b.jpg']] },
      nearDuplicates: { images: 1, groups: [['coat/a.jpg', 'coat/c.jpg']], complete: true },
    });
    expect(report.warnings.map(({ code }) => code)).toEqual([
      'too_few_images',
      'class_imbalance',
      'duplicates',
      'rejected_files',
    ]);
    expect(dataset.rejected).toEqual([{ file: 'coat/notes.txt', reason: expect.stringContaining('not an image') }]);
  });
});

describe('the images of a dataset', () => {
  it('are listed page by page, and by label, each with a thumbnail', async () => {
    const wide = await plainPhoto('#00ffff', 600, 300);
    const { dataset } = await upload(
      datasets(),
      ['a/1.png', photos.red],
      ['a/2.png', photos.green],
      ['b/1.png', wide],
      ['b/2.png', photos.blue],
    );
    type Page = { items: (DatasetImage & { index: number; label: string; thumbnail: string })[]; nextCursor: string };
    const page = (query: string) => get<Page>(`/datasets/${dataset.id}/images?${query}`);
    const first = await page('limit=3');
    expect(first.items.map(({ index, label, file }) => [index, label, file])).toEqual([
      [0, 'a', 'a/1.png'],
      [1, 'a', 'a/2.png'],
      [2, 'b', 'b/1.png'],
    ]);
    const second = await page(`limit=3&cursor=${first.nextCursor}`);
    expect(second).toMatchObject({ items: [{ index: 3, file: 'b/2.png', width: 80, height: 100 }], nextCursor: null });
    const ofB = await page('limit=1&label=b');
    expect(ofB).toMatchObject({ items: [{ index: 2 }], nextCursor: '1' });
    expect(await page('limit=1&label=b&cursor=1')).toMatchObject({ items: [{ index: 3 }], nextCursor: null });
    expect(await page('label=c')).toEqual({ items: [], nextCursor: null });

    const thumbnail = await fetch(`${api.url}${first.items[2]?.thumbnail}`);
    expect(thumbnail.headers.get('content-type')).toBe('image/webp');
    const { width, height } = await sharp(Buffer.from(await thumbnail.arrayBuffer())).metadata();
    expect([width, height]).toEqual([192, 96]);
    expect((await fetch(`${api.url}/datasets/${dataset.id}/images/4/thumbnail.webp`)).status).toBe(404);
    expect((await fetch(`${api.url}/datasets/${dataset.id}/preview.png`)).status).toBe(200);
  });
});

describe('a dataset that is deleted', () => {
  it('takes its photos and prepared pixels with it, but not photos that others have', async () => {
    await cluster.worker();
    const garments = await uploadGarments(api.url, 6);
    const job = await api.client.createJob({ dataset: garments.id, hyperparameters: { ...tiny, numEpochs: 1 } });
    await untilEnded(api.client, job.id);
    expect(await filesIn('cache')).toContain(`${garments.id}-32x3.u8`);

    const { dataset: more } = await upload(`${datasets()}/${garments.id}/images`, [
      'dress/more.png',
      await plainPhoto('#ff00ff'),
    ]);
    const { items } = await get<{ items: DatasetImage[] }>(`/datasets/${more.id}/images`);
    const own = items.find(({ file }) => file === 'dress/more.png')?.sha256;
    const shared = items.filter(({ sha256 }) => sha256 !== own).map(({ sha256 }) => sha256);
    const remove = async (id: string) => (await fetch(`${datasets()}/${id}`, { method: 'DELETE' })).status;

    expect(await remove(more.id)).toBe(204);
    expect(await filesIn('store/blobs')).not.toContain(own);
    expect(await filesIn('store/blobs')).toEqual(expect.arrayContaining(shared));
    expect(await remove(garments.id)).toBe(204);
    const left = await filesIn('store/blobs');
    for (const sha256 of shared) expect(left).not.toContain(sha256);
    expect((await filesIn('cache')).filter((name) => name.includes(garments.id))).toEqual([]);
    expect(await remove(garments.id)).toBe(404);
  });
});
