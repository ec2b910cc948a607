/** How S3 is reached; credentials come from elsewhere. */
export interface S3Connection {
  /** Where S3 is spoken; left out, at AWS. */
  readonly endpoint?: string | undefined;
  /** Left out, as the SDK's own chain has it. */
  readonly region?: string | undefined;
  /** Whether the bucket is in the path of a request rather than in its host name. */
  readonly pathStyle: boolean;
}

/** Where the artifact store is: all that a process needs to open it, but for credentials. */
export type StoreLocation = {
  /** Whose part of it is to be opened; left out, all of it. */
  readonly workspace?: string;
} & (
  | { readonly kind: 'disk'; readonly folder: string }
  | (S3Connection & {
      readonly kind: 's3';
      readonly bucket: string;
      /** Folder in the bucket, without `/` at either end; '' for all of it. */
      readonly prefix: string;
      /** Where clients reach the same S3; `none` if they can't. Left out, at `endpoint`. */
      readonly linkEndpoint?: string | undefined;
    })
);

const S3_URL = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])((?:\/[^/]+)*)\/?$/;
const STORE_PREFIX = /^[A-Za-z0-9_-][A-Za-z0-9._-]*(?:\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$/;

/** @returns what `s3://bucket/some/prefix` names, or undefined for what is no such URL, or leads up with `..` */
export function parseS3Url(url: string): { bucket: string; prefix: string } | undefined {
  const [, bucket, path = ''] = S3_URL.exec(url) ?? [];
  if (bucket === undefined || /\/\.{1,2}(?:\/|$)/.test(path)) return undefined;
  return { bucket, prefix: path.slice(1) };
}

/** The same of a place for a store, whose prefix is a key. */
export function parseStoreUrl(url: string): { bucket: string; prefix: string } | undefined {
  const place = parseS3Url(url);
  return place && (place.prefix === '' || STORE_PREFIX.test(place.prefix)) ? place : undefined;
}
