/**
 * What webhooks are owed, as Lua (`lua/deliveries.lua`, `lua/webhook-outbox.lua`): the step that moves a job on writes down, in the same step, a delivery to each webhook
 * of its workspace. `src/webhooks` delivers.
 *
 * A delivery is due when its time in `keys.webhookDue` has come; its member there is `<webhook>.<message>`. The messages of a
 * job reach a webhook in order, unless one fails: a delivery is due only once the one before it was tried.
 */
import { monotonicFactory } from 'ulid';
import { keys } from '../../redis/keys.js';
import type { LuaLibrary } from '../../redis/lua.js';

/** As many may be owed to a webhook that fails: then it is disabled, before it fills Redis. */
export const OWED_WHILE_FAILING = 10_000;

/** Messages of one process have ids in the order in which they were made, which is that of the log. */
const ulid = monotonicFactory();

/** A message's id: what receivers know it by when it comes twice. */
export function newMessageId(): string {
  return `msg_${ulid()}`;
}

/** Functions on deliveries: to owe one, and to say when it is tried. */
export const DELIVERY_LUA: LuaLibrary = {
  files: [new URL('./lua/deliveries.lua', import.meta.url)],
  constants: { WEBHOOK: keys.webhook(''), WEBHOOK_DUE: keys.webhookDue, WEBHOOK_WAKE: keys.webhookWake },
};

/** For the steps that move jobs on. It needs `WORKSPACE_LUA` and `DELIVERY_LUA`. */
export const WEBHOOK_LUA: LuaLibrary = {
  files: [new URL('./lua/webhook-outbox.lua', import.meta.url)],
  constants: { WEBHOOKS: keys.webhooks, OWED_WHILE_FAILING },
};
