import { hostname } from 'node:os';
import { isAbsolute, resolve } from 'node:path';
import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import { type Quota, quotasSchema } from './contracts/quota.js';
import { parseS3Url, parseStoreUrl, type S3Connection, type StoreLocation } from './contracts/store-location.js';
import { parseRedisUrl } from './redis/address.js';

const port = z.coerce.number().int().min(0).max(65_535);

/** The colon of `s3://` is none between two roots. */
const BETWEEN_ROOTS = /:(?!\/\/)/;

/** An address of S3. Credentials are for the SDK's own chain: in a URL they would be shown. */
const s3Endpoint = z
  .url({ protocol: /^https?$/, error: 'must start with http:// or https://' })
  .refine((url) => !url.includes('@'), 'must hold no credentials');

/** Every variable of the environment that this project reads. docs/configuration.md is held against it by a test. */
export const environmentSchema = z.object({
  HOST: z.string().min(1).default('127.0.0.1').describe('Address that the API listens on.'),
  PORT: port.default(3000).describe('Port that the API listens on; 0 takes a free one.'),
  DATA_DIR: z
    .string()
    .min(1)
    .default('./data')
    .describe('Folder for datasets, checkpoints, samples and the embedded Redis.'),
  STORE_URL: z
    .string()
    .refine((url) => parseStoreUrl(url) !== undefined, 'must look like s3://bucket or s3://bucket/prefix')
    .optional()
    .describe('Where datasets, checkpoints and samples go in place of DATA_DIR: s3://bucket/prefix.'),
  S3_ENDPOINT: s3Endpoint.optional().describe('Address of a server that speaks S3; left out, AWS.'),
  S3_REGION: z.string().min(1).optional().describe('Region of the bucket; left out, as the AWS SDK finds it.'),
  S3_PATH_STYLE: z
    .enum(['true', 'false'])
    .optional()
    .describe('Whether the bucket is in the path and not in the host name; true with S3_ENDPOINT, else false.'),
  S3_LINK_ENDPOINT: z
    .literal('none')
    .or(s3Endpoint)
    .optional()
    .describe('S3_ENDPOINT as clients reach it, for links to downloads; none has these pass through the API.'),
  REDIS_URL: z
    .string()
    .superRefine((url, context) => {
      try {
        parseRedisUrl(url);
      } catch (error) {
        context.addIssue((error as Error).message);
      }
    })
    .optional()
    .describe('Redis to use: redis://, rediss:// or unix://; left out, `atelier serve` starts an embedded one.'),
  ATELIER_REDIS_SERVER: z
    .string()
    .min(1)
    .default('redis-server')
    .describe('The server that is embedded: redis-server or valkey-server, 6.2 or newer.'),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default('info')
    .describe('What is logged.'),
  MAX_UPLOAD_BYTES: z.coerce
    .number()
    .int()
    .min(1)
    .default(10 * 1024 ** 3)
    .describe('Largest upload, in bytes: its files together.'),
  DATASET_ROOTS: z
    .string()
    .default('')
    .transform((folders) => folders.split(BETWEEN_ROOTS).filter((folder) => folder !== ''))
    .refine(
      (folders) => folders.every((folder) => isAbsolute(folder) || parseS3Url(folder) !== undefined),
      'must be absolute paths or s3://bucket/prefix, with a colon between them',
    )
    .describe(
      'Folders or s3://bucket/prefix, colon-separated, where jobs may name a folder of photos; none by default.',
    ),
  GALLERY_DESIGNS: z.coerce
    .number()
    .int()
    .min(0)
    .default(20_000)
    .describe('Designs kept beside those that are starred or tagged; 0 for no gallery.'),
  WORKER_NAME: z
    .string()
    .min(1)
    .max(64)
    .default(hostname)
    .describe('Name of a worker in job records; its process id is added.'),
  WORKER_CONCURRENCY: z.coerce
    .number()
    .int()
    .min(1)
    .max(64)
    .default(1)
    .describe('Jobs that one worker trains at once.'),
  DATASET_CACHE_BYTES: z.coerce
    .number()
    .int()
    .min(1)
    .default(20 * 1024 ** 3)
    .describe('Disk for photos prepared for training, in DATA_DIR/cache of each worker; the least used make way.'),
  GENERATOR_CACHE_BYTES: z.coerce
    .number()
    .int()
    .min(1)
    .default(512 * 1024 ** 2)
    .describe("Memory for the weights of generators used last, in each sampler; the tutorial's takes 32 MB."),
  METRICS_PORT: port
    .optional()
    .describe('Port on HOST where a worker answers GET /metrics; 0 takes a free one. Left out, it does not.'),
  ALLOWED_ORIGINS: z
    .string()
    .default('')
    .transform(listed)
    .pipe(z.array(z.string().regex(/^https?:\/\/[^/\s]+$/, 'must be like https://shop.example, separated by commas')))
    .describe('Origins of web pages that may use the API, separated by commas; its own always may.'),
  PUBLIC_URL: z
    .url({ protocol: /^https?$/, error: 'must start with http:// or https://' })
    .refine((url) => !/[?#@]/.test(url), 'must hold no credentials, query and fragment')
    .transform((url) => new URL(url).href.replace(/\/+$/, ''))
    .optional()
    .describe('Address that clients reach the API at, with its path; links in answers begin with it.'),
  TRUST_PROXY: z
    .string()
    .default('')
    .transform(listed)
    .pipe(
      z.array(
        z
          .string()
          .refine(
            (proxy) => ipaddr.isValid(proxy) || ipaddr.isValidCIDR(proxy),
            'must be like 127.0.0.1 or 10.1.0.0/16, separated by commas',
          ),
      ),
    )
    .describe('Proxies whose X-Forwarded-For and X-Forwarded-Proto are believed: 127.0.0.1, 10.1.0.0/16, …'),
  HSTS_SECONDS: z.coerce
    .number()
    .int()
    .min(0)
    .default(0)
    .describe('How long browsers keep to TLS once they came by it: Strict-Transport-Security; 0 leaves it out.'),
  REQUESTS_PER_MINUTE: z.coerce
    .number()
    .int()
    .min(0)
    .default(6_000)
    .describe('Requests that one API key may send; 0 for no limit.'),
  QUOTAS: z
    .string()
    .default('{}')
    .transform(jsonObject)
    .pipe(quotasSchema)
    .describe('What workspaces may use, as JSON; see docs/security.md.'),
  SHUTDOWN_DELAY_SECONDS: z.coerce
    .number()
    .min(0)
    .max(600)
    .default(0)
    .describe('How long an API process that is told to end says so at /readyz and still serves; for load balancers.'),
  SHUTDOWN_TIMEOUT_SECONDS: z.coerce
    .number()
    .min(0)
    .max(3_600)
    .default(20)
    .describe('How long an API process then waits for requests that are at work.'),
  OTEL_TRACES_EXPORTER: z
    .enum(['otlp', 'none'])
    .optional()
    .describe('otlp sends traces by OpenTelemetry; left out, they are sent if there is an endpoint.'),
  OTEL_EXPORTER_OTLP_ENDPOINT: z
    .url({ protocol: /^https?$/, error: 'must start with http:// or https://' })
    .optional()
    .describe('Where traces are sent, without the path: a collector that speaks OTLP over HTTP.'),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: z
    .url({ protocol: /^https?$/, error: 'must start with http:// or https://' })
    .optional()
    .describe('The same with the path, over OTEL_EXPORTER_OTLP_ENDPOINT.'),
  OTEL_EXPORTER_OTLP_PROTOCOL: z
    .enum(['http/protobuf', 'http/json'])
    .default('http/protobuf')
    .describe('How traces are sent: http/protobuf or http/json.'),
  OTEL_SDK_DISABLED: z.enum(['true', 'false']).default('false').describe('true sends no traces, whatever else is set.'),
  WEBHOOK_PRIVATE_ADDRESSES: z
    .string()
    .default('')
    .transform(listed)
    .pipe(
      z.array(
        z.string().refine((network) => ipaddr.isValidCIDR(network), 'must be like 10.1.0.0/16, separated by commas'),
      ),
    )
    .describe('Networks that webhooks may reach beside public addresses, such as 10.1.0.0/16, separated by commas.'),
  ATELIER_URL: z
    .url({ protocol: /^https?$/, error: 'must look like http://127.0.0.1:3000' })
    .refine((url) => !url.includes('@'), 'must hold no credentials')
    .optional()
    .describe('Where the command line finds a running Atelier; left out, at HOST and PORT.'),
  ATELIER_API_KEY: z.string().min(1).optional().describe('API key that the command line sends.'),
});

/** What stands between commas. */
function listed(text: string): string[] {
  return text
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '');
}

function jsonObject(text: string, context: z.RefinementCtx): Record<string, Quota> {
  try {
    return JSON.parse(text) as Record<string, Quota>;
  } catch {
    context.addIssue('is not JSON');
    return z.NEVER;
  }
}

export type Config = Readonly<z.infer<typeof environmentSchema>>;

/**
 * Reads the environment; empty variables count as unset.
 * @throws Error with a sentence for every wrong variable
 */
export function readConfig(environment: NodeJS.ProcessEnv): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const result = environmentSchema.safeParse(given);
  if (result.success) return Object.freeze(result.data);
  const problems = result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new Error(`The environment is not valid. ${problems.join('. ')}.`);
}

/**
 * Where the command line finds the service, e.g. `http://127.0.0.1:3000`.
 * @throws Error if no address is set, and the port is any free one
 */
export function serviceUrl({ ATELIER_URL, HOST, PORT }: Config): string {
  if (ATELIER_URL !== undefined) return ATELIER_URL;
  if (PORT === 0)
    throw new Error('PORT is 0, any free port: name the address of the service with --url or ATELIER_URL.');
  return `http://${HOST.includes(':') ? `[${HOST}]` : HOST}:${PORT}`;
}

/** How traces are sent, or undefined where they are not. */
export function traceProtocol(config: Config): Config['OTEL_EXPORTER_OTLP_PROTOCOL'] | undefined {
  const endpoint = config.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? config.OTEL_EXPORTER_OTLP_ENDPOINT;
  const exporter = config.OTEL_TRACES_EXPORTER ?? (endpoint === undefined ? 'none' : 'otlp');
  return exporter === 'none' || config.OTEL_SDK_DISABLED === 'true' ? undefined : config.OTEL_EXPORTER_OTLP_PROTOCOL;
}

/** Where the artifact store is. */
export function storeLocation(config: Config): StoreLocation {
  if (config.STORE_URL !== undefined) return s3Location(config, config.STORE_URL);
  return { kind: 'disk', folder: resolve(config.DATA_DIR, 'store') };
}

/**
 * The store that a command line names: `s3://bucket/prefix`, reached as the environment says, or a folder.
 * @throws Error if it begins like a URL and is none of S3
 */
export function namedStore(config: Config, name: string): StoreLocation {
  return /^[a-z0-9]+:\/\//.test(name) ? s3Location(config, name) : { kind: 'disk', folder: resolve(name) };
}

/** How S3 is reached, wherever in it. */
export function s3Connection({ S3_ENDPOINT, S3_REGION, S3_PATH_STYLE }: Config): S3Connection {
  return {
    endpoint: S3_ENDPOINT,
    region: S3_REGION,
    pathStyle: S3_PATH_STYLE === undefined ? S3_ENDPOINT !== undefined : S3_PATH_STYLE === 'true',
  };
}

function s3Location(config: Config, url: string): StoreLocation {
  const place = parseStoreUrl(url);
  if (!place) throw new Error(`${url} is no place for a store: name a folder, s3://bucket or s3://bucket/prefix.`);
  return { kind: 's3', ...place, ...s3Connection(config), linkEndpoint: config.S3_LINK_ENDPOINT };
}
