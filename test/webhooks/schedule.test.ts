import { describe, expect, it } from 'vitest';
import { afterAttempt, standardSchedule } from '../../src/webhooks/schedule.js';

const HOUR = 3_600_000;
const failed = { status: 500, error: 'answered 500', retryAfterMs: 0 };

describe('the schedule of attempts', () => {
  it('is what Standard Webhooks proposes, ten attempts over three days', () => {
    const waits = Array.from({ length: 10 }, (_, tries) => afterAttempt(failed, standardSchedule, tries, 0));
    expect(waits.map(({ inMs }) => inMs / 1_000)).toEqual([
      5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400, 0,
    ]);
    expect(waits.map(({ outcome }) => outcome)).toEqual([...Array(9).fill('again'), 'given_up']);
  });

  it('spreads attempts by a tenth of their wait, and never makes them earlier', () => {
    expect(afterAttempt(failed, [1_000], 0, 0.999).inMs).toBe(1_100);
    expect(afterAttempt(failed, [1_000], 0, 0).inMs).toBe(1_000);
  });

  it('gives a receiver the time that it asks for, a day at most, and no less than it has anyway', () => {
    const asks = (retryAfterMs: number) => afterAttempt({ ...failed, retryAfterMs }, [5_000], 0, 0).inMs;
    expect([asks(1_000), asks(60_000), asks(100 * HOUR)]).toEqual([5_000, 60_000, 24 * HOUR]);
  });

  it('ends with a success, and with 410', () => {
    expect(afterAttempt({ status: 204, error: null, retryAfterMs: 0 }, [5_000], 0).outcome).toBe('delivered');
    expect(afterAttempt({ ...failed, status: 410 }, [5_000], 0).outcome).toBe('gone');
  });
});
