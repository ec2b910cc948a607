import { hostname } from 'node:os';
import { delimiter, isAbsolute } from 'node:path';
import { z } from 'zod';

const port = z.coerce.number().int().min(0).max(65_535);

/** Every variable of the environment that this project reads. docs/configuration.md is held against it by a test. */
export const environmentSchema = z.object({
  HOST: z.string().min(1).default('127.0.0.1').describe('Address that the API listens on.'),
  PORT: port.default(3000).describe('Port that the API listens on; 0 takes a free one.'),
  DATA_DIR: z
    .string()
    .min(1)
    .default('./data')
    .describe('Folder for datasets, checkpoints, samples and the embedded Redis.'),
  REDIS_URL: z
    .string()
    .regex(/^(rediss?|unix):\/\//, 'must start with redis://, rediss:// or unix://')
    .optional()
    .describe('Redis to use; left out, `atelier serve` starts an embedded one.'),
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
    .transform((folders) => folders.split(delimiter).filter((folder) => folder !== ''))
    .refine((folders) => folders.every(isAbsolute), 'must be absolute paths, with a colon between them')
    .describe('Folders, colon-separated, in and below which jobs may name a folder of photos; none by default.'),
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
});

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
