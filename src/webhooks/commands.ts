/**
 * The steps on webhooks and their deliveries that must be atomic, as Lua run by Redis (`lua`).
 * `src/jobs/records/webhook-outbox.ts` has what a delivery is, and the step that owes one.
 */
import type { Redis, Result } from 'ioredis';
import { DELIVERY_LUA } from '../jobs/records/webhook-outbox.js';
import { defineLua, type LuaLibrary } from '../redis/lua.js';

/** Deliveries that are over and can still be looked at and replayed, for each webhook. */
export const DELIVERIES_KEPT = 1_000;
/** Attempts of a delivery that are kept. */
export const ATTEMPTS_KEPT = 20;
/** How many requests one process has on their way to one webhook, and to one that fails: a receiver that hangs keeps no other waiting. */
const AT_ONCE_TO_ONE = 8;
const AT_ONCE_TO_FAILING = 1;
/** How many deliveries that are due one claim looks at. */
const WINDOW = 500;
const PUT_OFF_MS = 1_000;

export type ClaimReply = [untilNext: number, claimed: string[][]];

declare module 'ioredis' {
  interface RedisCommander<Context> {
    atelierCreateWebhook(...args: string[]): Result<0 | 1, Context>;
    atelierUpdateWebhook(...args: string[]): Result<0 | 1, Context>;
    atelierRotateSecret(...args: string[]): Result<0 | 1, Context>;
    atelierDeleteWebhook(...args: string[]): Result<0 | 1, Context>;
    atelierOweWebhook(...args: string[]): Result<0 | 1, Context>;
    atelierReplay(...args: string[]): Result<'ok' | 'missing' | 'disabled', Context>;
    atelierClaimDeliveries(...args: string[]): Result<ClaimReply, Context>;
    atelierSettleDelivery(...args: string[]): Result<'' | 'gone' | 'failing' | 'void', Context>;
    atelierHandBack(...args: string[]): Result<0 | 1, Context>;
  }
}

const WEBHOOK_LUA: LuaLibrary = {
  files: [new URL('./lua/delivery-ends.lua', import.meta.url)],
  constants: { DELIVERIES_KEPT, ATTEMPTS_KEPT, AT_ONCE_TO_ONE, AT_ONCE_TO_FAILING, WINDOW, PUT_OFF_MS },
};

/** They take no keys: names follow from ids. */
const commands = {
  atelierCreateWebhook: { file: new URL('./lua/create.lua', import.meta.url), numberOfKeys: 0 },
  atelierUpdateWebhook: { file: new URL('./lua/update.lua', import.meta.url), numberOfKeys: 0 },
  atelierRotateSecret: { file: new URL('./lua/rotate-secret.lua', import.meta.url), numberOfKeys: 0 },
  atelierDeleteWebhook: { file: new URL('./lua/delete.lua', import.meta.url), numberOfKeys: 0 },
  atelierOweWebhook: { file: new URL('./lua/owe.lua', import.meta.url), numberOfKeys: 0 },
  atelierReplay: { file: new URL('./lua/replay.lua', import.meta.url), numberOfKeys: 0 },
  atelierClaimDeliveries: { file: new URL('./lua/claim.lua', import.meta.url), numberOfKeys: 0 },
  atelierSettleDelivery: { file: new URL('./lua/settle.lua', import.meta.url), numberOfKeys: 0 },
  atelierHandBack: { file: new URL('./lua/hand-back.lua', import.meta.url), numberOfKeys: 0 },
};

/** Teaches a connection the commands above. */
export function defineWebhookCommands(redis: Redis): void {
  defineLua(redis, commands, [DELIVERY_LUA, WEBHOOK_LUA]);
}
