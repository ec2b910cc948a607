import { describe, expect, it } from 'vitest';
import { environmentSchema, readConfig, storeLocation } from '../src/config.js';
import { readRepositoryFile } from './support/garment-photos.js';

describe('the environment', () => {
  it('has a default for everything but Redis', () => {
    expect(readConfig({})).toMatchObject({ HOST: '127.0.0.1', PORT: 3000, DATA_DIR: './data', LOG_LEVEL: 'info' });
    expect(readConfig({}).REDIS_URL).toBeUndefined();
  });

  it('is refused with a sentence that names every wrong variable', () => {
    expect(() => readConfig({ PORT: 'http', LOG_LEVEL: 'loud' })).toThrow(/PORT.*LOG_LEVEL/);
  });

  it('tells the colon between two dataset roots from that of an address in S3', () => {
    const rootsOf = (DATASET_ROOTS: string) => readConfig({ DATASET_ROOTS }).DATASET_ROOTS;
    expect(rootsOf('/photos:s3://bucket/a b:/more')).toEqual(['/photos', 's3://bucket/a b', '/more']);
    expect(rootsOf('s3://bucket')).toEqual(['s3://bucket']);
    expect(() => rootsOf('photos')).toThrow('DATASET_ROOTS');
    expect(() => rootsOf('s3://bucket/a/../b')).toThrow('DATASET_ROOTS');
  });

  it('knows stores in S3 and their addresses, and takes no credentials in them', () => {
    const S3 = { STORE_URL: 's3://bucket/some/prefix', S3_ENDPOINT: 'http://s3:9000' };
    const place = { kind: 's3', bucket: 'bucket', prefix: 'some/prefix', endpoint: 'http://s3:9000', pathStyle: true };
    expect(storeLocation(readConfig(S3))).toMatchObject(place);
    expect(storeLocation(readConfig({ ...S3, S3_PATH_STYLE: 'false' }))).toMatchObject({ pathStyle: false });
    expect(storeLocation(readConfig({ STORE_URL: 's3://bucket' }))).toMatchObject({ prefix: '', pathStyle: false });
    expect(storeLocation(readConfig({ DATA_DIR: '/data' }))).toEqual({ kind: 'disk', folder: '/data/store' });
    for (const STORE_URL of ['/folder', 's3://', 's3://bucket/a b', 's3://bucket/../x', 'https://bucket']) {
      expect(() => readConfig({ STORE_URL })).toThrow('STORE_URL');
    }
    for (const S3_ENDPOINT of ['s3:9000', 'http://key:secret@s3:9000']) {
      expect(() => readConfig({ S3_ENDPOINT })).toThrow('S3_ENDPOINT');
    }
  });

  it('knows the address that clients go by, without a slash at its end, and proxies that are to be believed', () => {
    expect(readConfig({ PUBLIC_URL: 'https://shop.example/atelier/' }).PUBLIC_URL).toBe('https://shop.example/atelier');
    expect(readConfig({ PUBLIC_URL: 'http://shop.example:8080' }).PUBLIC_URL).toBe('http://shop.example:8080');
    for (const PUBLIC_URL of ['shop.example', '/atelier', 'https://a:b@shop.example', 'https://shop.example/?a=b']) {
      expect(() => readConfig({ PUBLIC_URL })).toThrow('PUBLIC_URL');
    }
    expect(readConfig({ TRUST_PROXY: '127.0.0.1, ::1,10.0.0.0/8' }).TRUST_PROXY).toHaveLength(3);
    for (const TRUST_PROXY of ['true', '1.2.3.4/40', 'proxy.example']) {
      expect(() => readConfig({ TRUST_PROXY })).toThrow('TRUST_PROXY');
    }
  });

  it.each(['docs/configuration.md', '.env.example'])('is told in %s, every variable and no other', async (file) => {
    const text = await readRepositoryFile(file);
    const named = [...text.matchAll(/^(?:\| `|#? ?)([A-Z][A-Z0-9_]+)(?:`|=)/gm)].map(([, name]) => name).sort();
    expect(named).toEqual(Object.keys(environmentSchema.shape).sort());
  });
});
