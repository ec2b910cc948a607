import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Api, endJob, logSteps, runningJob, startApi } from '../support/api.js';
import { numbersTold, StreamClient, type StreamMessage, upTo } from '../support/stream-client.js';

const RECONNECTS = 200;

let api: Api;

beforeAll(async () => {
  api = await startApi();
});

afterAll(() => api?.remove());

describe('a client that drops its connection at random and comes back with its last number', () => {
  it('sees each event once', async () => {
    const random = xoroshiro128plus(20_261_124);
    const id = await runningJob(api.jobs);
    const messages: StreamMessage[] = [];
    let watching = true;
    const training = (async () => {
      let step = 0;
      while (watching) {
        const burst = uniformInt(random, 1, 20);
        await logSteps(api.jobs, id, step + 1, step + burst);
        step += burst;
      }
      return await endJob(api.jobs, id);
    })();

    let last = 0;
    for (let drop = 0; drop < RECONNECTS; drop++) {
      const client = new StreamClient(`${api.webSocketUrl}/jobs/${id}/stream?after=${last}`);
      // In its replay, or while it is live.
      await client.untilSeq(last + uniformInt(random, 1, 60));
      client.socket.terminate();
      await client.closed;
      messages.push(...client.messages);
      last = numbersTold(messages).at(-1) as number;
    }
    watching = false;
    const end = await training;
    const rest = new StreamClient(`${api.webSocketUrl}/jobs/${id}/stream?after=${last}`);
    expect(await rest.closed).toBe(1000);
    messages.push(...rest.messages);

    expect(numbersTold(messages)).toEqual(upTo(end));
    expect(messages.filter(({ type }) => type === 'gap')).toEqual([]);
  });
});
