import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import type { S3Location } from '../../src/storage/s3-client.js';
import { sharedPython } from './python.js';

/** A server that speaks S3, with conditional writes and uploads in parts. */
const MOTO = ['moto[s3]==5.2.5', 'flask==3.1.3', 'flask-cors==6.0.5', 'werkzeug==3.1.9'];

/** Credentials as the SDK's own chain finds them; the server takes any. */
const credentials = { AWS_ACCESS_KEY_ID: 'atelier', AWS_SECRET_ACCESS_KEY: 'a secret of the tests' };

/** A real S3 server of a test's own, with one bucket. */
export interface S3Server {
  readonly port: number;
  readonly bucket: string;
  /** The environment of a process that keeps its store there, below a prefix. */
  environment(prefix: string, port?: number): Record<string, string>;
  location(prefix: string, port?: number): S3Location;
  /** For looking at what there is. */
  readonly client: S3Client;
  stop(): Promise<void>;
}

export async function startS3(): Promise<S3Server> {
  Object.assign(process.env, credentials);
  const server = spawn(await sharedPython(MOTO), [join(import.meta.dirname, 's3_server.py')], {
    // It tells at length of every connection that a test breaks.
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const exited = once(server, 'exit');
  let port = 0;
  for await (const line of createInterface({ input: server.stdout })) {
    port = Number(line);
    if (port > 0) break;
  }
  if (port === 0) throw new Error('the S3 server did not start');
  const bucket = 'atelier-test';
  const at = (where: number) => `http://127.0.0.1:${where}`;
  const client = new S3Client({ endpoint: at(port), region: 'us-east-1', forcePathStyle: true });
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  return {
    port,
    bucket,
    client,
    environment: (prefix, where = port) => ({
      ...credentials,
      STORE_URL: `s3://${bucket}/${prefix}`,
      S3_ENDPOINT: at(where),
    }),
    location: (prefix, where = port) => ({ kind: 's3', bucket, prefix, endpoint: at(where), pathStyle: true }),
    stop: async () => {
      client.destroy();
      server.stdin.end();
      await exited;
    },
  };
}
