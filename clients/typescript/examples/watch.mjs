/**
 * Watches a job that is there, from an event on, and can be stopped and gone on with:
 *
 *     node watch.mjs job_… [SEQ]
 */
import { Atelier, AtelierError } from '@atelier/client';

const [id, after = '0'] = process.argv.slice(2);
const client = new Atelier({
  url: process.env.ATELIER_URL ?? 'http://127.0.0.1:3000',
  apiKey: process.env.ATELIER_API_KEY,
});

const interrupted = new AbortController();
process.once('SIGINT', () => interrupted.abort());

let last = Number(after);
try {
  for await (const event of client.jobs.stream(id, { after: last, signal: interrupted.signal })) {
    last = event.seq;
    console.log(event.seq, event.type, JSON.stringify(event.data));
  }
} catch (error) {
  if (interrupted.signal.aborted) {
    console.log(`go on with: node watch.mjs ${id} ${last}`);
  } else if (error instanceof AtelierError && error.code === 'job_not_found') {
    console.error(`There is no job ${id}.`);
    process.exitCode = 1;
  } else {
    throw error;
  }
}
