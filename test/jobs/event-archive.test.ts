import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StepData } from '../../src/contracts/event.js';
import { CHUNK, EventArchive } from '../../src/jobs/events/event-archive.js';
import { EventArchiver } from '../../src/jobs/events/event-archiver.js';
import { EventLog } from '../../src/jobs/events/event-log.js';
import { History } from '../../src/jobs/events/history.js';
import { DiskStore } from '../../src/storage/disk-store.js';
import { type Api, logEvent, logSteps, runningJob, startApi, stepEvent } from '../support/api.js';
import { upTo } from '../support/stream-client.js';

const logger = pino({ level: 'silent' });

let api: Api;
let log: EventLog;
let archive: EventArchive;
let history: History;

beforeAll(async () => {
  api = await startApi();
  log = new EventLog(api.jobs.redis);
  archive = new EventArchive(api.store);
  history = new History(log, archive);
});

afterAll(() => api?.remove());

/** Archives up to a number, as for a checkpoint. */
async function archiveUpTo(jobId: string, seq: number, into = archive): Promise<void> {
  const archiver = new EventArchiver({ log, archive: into, jobId, logger });
  archiver.logged(seq, true);
  await archiver.idle();
}

async function allSeqs(jobId: string): Promise<number[]> {
  const seqs: number[] = [];
  for (;;) {
    const page = await history.after(jobId, seqs.at(-1) ?? 0, 1_000);
    if (page.length === 0) return seqs;
    seqs.push(...page.map(({ seq }) => seq));
  }
}

async function steps(jobId: string): Promise<StepData[]> {
  const all: StepData[] = [];
  for await (const batch of history.uninterruptedSteps(jobId)) all.push(...batch);
  return all;
}

const names = (id: string) => api.store.children(`jobs/${id}/events`);

describe('the archiver', () => {
  it('has all events up to a checkpoint in the store, and lets Redis keep a chunk of them', async () => {
    const id = await runningJob(api.jobs);
    const archiver = new EventArchiver({ log, archive, jobId: id, logger });
    for (let step = 0; step < 12_000; step += 1_000) {
      archiver.logged(await logSteps(api.jobs, id, step + 1, step + 1_000), true);
      await archiver.idle();
    }
    const last = await log.lastSeq(id);
    expect(await names(id)).toEqual([
      `1-${CHUNK}-from-0.ndjson.gz`,
      `${CHUNK + 1}-${2 * CHUNK}-from-${CHUNK - 2}.ndjson.gz`,
      `${2 * CHUNK + 1}-${last}-from-${2 * CHUNK - 2}.ndjson.gz`,
    ]);
    expect(await log.firstSeq(id)).toBe(last - CHUNK + 1);
    expect(await allSeqs(id)).toEqual(upTo(last));
    expect((await steps(id)).map(({ step }) => step)).toEqual(upTo(12_000));
  });

  it('archives a run without checkpoints too', async () => {
    const id = await runningJob(api.jobs);
    const archiver = new EventArchiver({ log, archive, jobId: id, logger });
    for (let step = 0; step < 20_000; step += 1_000) {
      archiver.logged(await logSteps(api.jobs, id, step + 1, step + 1_000), false);
      await archiver.idle();
    }
    expect(await api.jobs.redis.xlen(`atelier:job:${id}:events`)).toBeLessThan(2 * CHUNK + 1_000);
    expect((await steps(id)).map(({ step }) => step)).toEqual(upTo(20_000));
  });

  it('goes on after a crash between archiving and trimming', async () => {
    const id = await runningJob(api.jobs);
    const last = await logSteps(api.jobs, id, 1, 10_000);
    await archive.append(id, undefined, await log.range(id, 0, CHUNK));
    await archiveUpTo(id, last);
    expect(await allSeqs(id)).toEqual(upTo(last));
    expect(await log.firstSeq(id)).toBe(last - CHUNK + 1);
  });

  it('goes on after a crash between a longer chunk and the removal of the shorter', async () => {
    const id = await runningJob(api.jobs);
    const last = await logSteps(api.jobs, id, 1, 300);
    await archiveUpTo(id, 100);
    const [short] = await names(id);
    const bytes = (await api.store.get(`jobs/${id}/events/${short}`)) as Buffer;
    await archiveUpTo(id, 200);
    await api.store.put(`jobs/${id}/events/${short}`, bytes);
    await archiveUpTo(id, last);
    await log.trim(id, last);
    expect(await allSeqs(id)).toEqual(upTo(last));
  });

  it('of an older attempt does no harm', async () => {
    const id = await runningJob(api.jobs);
    const last = await logSteps(api.jobs, id, 1, 9_000);
    await Promise.all(Array.from({ length: 4 }, (_, i) => archiveUpTo(id, last - 1_000 * i)));
    await archiveUpTo(id, last);
    await log.trim(id, last);
    expect(await allSeqs(id)).toEqual(upTo(last));
  });

  it('trims nothing that could not be archived, and tries again', async () => {
    const id = await runningJob(api.jobs);
    const last = await logSteps(api.jobs, id, 1, 5_000);
    // A file stands where the job's folder would be.
    const blocked = new DiskStore(`${api.store.root}/${id}-blocked`);
    await api.store.put(`${id}-blocked`, Buffer.from('a file'));
    await archiveUpTo(id, last, new EventArchive(blocked));
    expect(await log.firstSeq(id)).toBe(1);
    await archiveUpTo(id, last);
    expect(await log.firstSeq(id)).toBe(last - CHUNK + 1);
  });
});

describe('the history of an interrupted job', () => {
  it('has the evaluations that no later attempt supersedes, wherever they are kept', async () => {
    const id = await runningJob(api.jobs);
    const evaluated = (step: number, average: number) =>
      logEvent(api.jobs, id, {
        type: 'quality',
        data: { epoch: 0, step, images: 16, swd: { average, levels: [{ size: 32, distance: average }] } },
      });
    await logSteps(api.jobs, id, 1, 3_000);
    await evaluated(3_000, 30);
    await logSteps(api.jobs, id, 3_001, 6_000);
    // Its checkpoint was never registered: the attempt died.
    await evaluated(6_000, -1);
    await logEvent(api.jobs, id, { type: 'state', data: { state: 'running', attempt: 2, fromStep: 3_000 } });
    await logSteps(api.jobs, id, 3_001, 6_000);
    await evaluated(6_000, 60);
    const last = await logSteps(api.jobs, id, 6_001, 12_000);

    const evaluations = async () => {
      const found: number[][] = [];
      for await (const _ of history.uninterruptedSteps(id, ({ step, swd }) => found.push([step, swd.average])));
      return found;
    };
    const expected = [
      [3_000, 30],
      [6_000, 60],
    ];
    expect(await evaluations()).toEqual(expected);
    await archiveUpTo(id, last);
    expect(await log.firstSeq(id)).toBeGreaterThan(6_000);
    expect(await evaluations()).toEqual(expected);
  });

  it('reads as if the job had not been interrupted, across chunks and Redis', async () => {
    const id = await runningJob(api.jobs);
    const start = async (fromStep: number) =>
      logEvent(api.jobs, id, { type: 'state', data: { state: 'running', attempt: 1, fromStep } });
    const interrupted = async (from: number, to: number) => {
      const events = upTo(to)
        .slice(from - 1)
        .map(stepEvent);
      await Promise.all(events.map(({ type, data }) => logEvent(api.jobs, id, { type, data: { ...data, lossG: -1 } })));
    };
    await logSteps(api.jobs, id, 1, 3_000);
    await interrupted(3_001, 6_500);
    await start(3_000);
    await logSteps(api.jobs, id, 3_001, 5_000);
    // This one was begun from an older checkpoint than it was said to, because the newest was damaged.
    await interrupted(5_001, 5_200);
    await start(5_100);
    await logSteps(api.jobs, id, 5_001, 9_000);
    await interrupted(9_001, 9_100);
    const last = await start(9_000);
    await archiveUpTo(id, last - 200);

    const read = await steps(id);
    expect(read).toEqual(upTo(9_000).map((step) => stepEvent(step).data));
    await log.trim(id, last - 200);
    expect(await steps(id)).toEqual(read);
  });
});
