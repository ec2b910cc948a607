import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AddressGuard, type Resolve } from '../../src/webhooks/address-guard.js';
import { Sender } from '../../src/webhooks/sender.js';
import { type Receiver, startReceiver } from '../support/webhook-receiver.js';

const LOOPBACK = ['127.0.0.0/8', '::1/128'];
const never = new AbortController().signal;
const message = ['{"type":"ping"}', never] as const;

let receiver: Receiver;
let port: string;

beforeAll(async () => {
  receiver = await startReceiver();
  ({ port } = new URL(receiver.url));
});
afterAll(() => receiver?.close());

/** A name server that gives these answers, one after the other, and then the last one. */
function answering(...answers: string[][]): Resolve & { readonly asked: () => number } {
  let asked = 0;
  const resolve = async () => {
    const addresses = answers[Math.min(asked++, answers.length - 1)] as string[];
    return addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  };
  return Object.assign(resolve, { asked: () => asked });
}

describe('addresses', () => {
  const guard = new AddressGuard([]);

  it.each(['8.8.8.8', '93.184.215.14', '2606:4700:4700::1111', '::ffff:8.8.8.8'])('%s may be reached', (address) => {
    expect(guard.allows(address)).toBe(true);
  });

  it.each([
    ['127.0.0.1', 'loopback'],
    ['127.255.255.254', 'loopback'],
    ['::1', 'loopback'],
    ['0.0.0.0', 'this host'],
    ['::', 'this host'],
    ['10.1.2.3', 'private'],
    ['172.16.0.1', 'private'],
    ['172.31.255.255', 'private'],
    ['192.168.1.1', 'private'],
    ['fd12:3456::1', 'private'],
    ['169.254.169.254', 'link-local: metadata of most clouds'],
    ['fe80::1', 'link-local'],
    ['fec0::1', 'site-local'],
    ['100.64.0.1', 'carrier-grade NAT'],
    ['100.100.100.200', 'metadata of Alibaba Cloud'],
    ['192.0.0.192', 'metadata of Oracle Cloud'],
    ['168.63.129.16', 'metadata of Azure'],
    ['fd00:ec2::254', 'metadata of AWS'],
    ['224.0.0.1', 'multicast'],
    ['ff02::1', 'multicast'],
    ['255.255.255.255', 'broadcast'],
    ['240.0.0.1', 'reserved'],
    ['198.18.0.1', 'benchmarks'],
    ['192.0.2.1', 'documentation'],
    ['2001:db8::1', 'documentation'],
    ['::ffff:127.0.0.1', 'IPv4 as IPv6'],
    ['::ffff:a00:1', 'IPv4 as IPv6'],
    ['::127.0.0.1', 'IPv4 as IPv6'],
    ['::7f00:1', 'IPv4 as IPv6'],
    ['::ffff:0:7f00:1', 'IPv4 as IPv6'],
    ['64:ff9b:1::7f00:1', 'IPv4 behind NAT64 of one’s own'],
    ['4000::1', 'not given out'],
    ['64:ff9b::7f00:1', 'IPv4 behind NAT64'],
    ['2002:7f00:1::', 'IPv4 by 6to4'],
    ['2001::1', 'IPv4 by Teredo'],
    ['fe80::1%eth0', 'with a zone'],
    ['shop.example', 'no address'],
    ['', 'no address'],
  ])('%s may not be reached (%s)', (address) => {
    expect(guard.allows(address)).toBe(false);
  });

  it('of the operator’s networks may be reached, and their neighbours not', () => {
    const own = new AddressGuard(['10.1.0.0/16', 'fd12::/32']);
    expect(['10.1.2.3', '::ffff:10.1.2.3', 'fd12:0:1::1'].map((address) => own.allows(address))).toEqual([
      true,
      true,
      true,
    ]);
    expect(['10.2.0.1', '127.0.0.1', 'fd13::1'].map((address) => own.allows(address))).toEqual([false, false, false]);
  });
});

describe('URLs that write an address out', () => {
  it.each([
    'http://127.0.0.1/',
    'http://127.1/',
    'http://2130706433/',
    'http://0x7f.0.0.1/',
    'http://0177.0.0.1/',
    'http://[::1]:80/',
    'http://[::ffff:7f00:1]/',
    'http://localhost/',
    'http://LOCALHOST./',
    'http://any.localhost/',
    'http://①②⑦.0.0.1/',
    'http://169.254.169.254/latest/meta-data/',
  ])('%s is refused', (url) => {
    expect(new AddressGuard([]).blocksHost(new URL(url))).toBe(true);
    expect(new AddressGuard(['127.0.0.0/8', '::1/128', '169.254.0.0/16']).blocksHost(new URL(url))).toBe(false);
  });

  it.each(['https://shop.example/', 'http://8.8.8.8/', 'http://notlocalhost/'])('%s is not', (url) => {
    expect(new AddressGuard([]).blocksHost(new URL(url))).toBe(false);
  });
});

describe('a message', () => {
  const post = (url: string, guard: AddressGuard) => new Sender(guard, 2_000).send(url, {}, ...message);

  it('reaches an address that is allowed, by name and written out', async () => {
    const before = receiver.received.length;
    const guard = new AddressGuard(LOOPBACK);
    for (const host of ['127.0.0.1', 'localhost']) {
      expect(await post(`http://${host}:${port}/`, guard)).toMatchObject({ status: 204, error: null });
    }
    expect(receiver.received).toHaveLength(before + 2);
  });

  it.each(['127.0.0.1', 'localhost', '[::1]', '2130706433'])('never reaches %s without leave', async (host) => {
    const before = receiver.received.length;
    const answer = await post(`http://${host}:${port}/`, new AddressGuard([]));
    expect(answer).toMatchObject({
      status: null,
      error: expect.stringMatching(/has an address that webhooks may not/),
    });
    expect(receiver.received).toHaveLength(before);
  });

  it('never reaches a name that stands for this machine, and its failure tells no address', async () => {
    const before = receiver.received.length;
    for (const addresses of [['127.0.0.1'], ['::1'], ['93.184.215.14', '127.0.0.1'], ['::ffff:127.0.0.1']]) {
      const answer = await post(`http://rebound.example:${port}/`, new AddressGuard([], answering(addresses)));
      expect(answer.error).toBe('rebound.example has an address that webhooks may not reach');
    }
    expect(receiver.received).toHaveLength(before);
  });

  it('goes to the address that was checked: a name server that changes its mind is not asked again', async () => {
    const before = receiver.received.length;
    // 127.0.0.2 is allowed, and the receiver hears 127.0.0.1 only: whoever asked twice would reach it.
    const resolve = answering(['127.0.0.2'], ['127.0.0.1']);
    const guard = new AddressGuard(['127.0.0.2/32'], resolve);
    const answer = await post(`http://rebound.example:${port}/`, guard);
    expect(answer).toMatchObject({ status: null, error: 'could not be reached: ECONNREFUSED' });
    expect(resolve.asked()).toBe(1);
    // The next attempt asks anew, over a new connection, and is refused.
    expect((await post(`http://rebound.example:${port}/`, guard)).error).toContain('may not reach');
    expect(receiver.received).toHaveLength(before);
  });

  it('opens no connection twice, so that each attempt is checked', async () => {
    const resolve = answering(['127.0.0.1'], ['127.0.0.1'], ['10.0.0.1']);
    const sender = new Sender(new AddressGuard(['127.0.0.0/8'], resolve), 2_000);
    const send = () => sender.send(`http://shop.example:${port}/`, {}, ...message);
    expect([(await send()).status, (await send()).status, (await send()).status]).toEqual([204, 204, null]);
    expect(resolve.asked()).toBe(3);
    await sender.close();
  });

  it('follows no redirect', async () => {
    const before = receiver.received.length;
    for (const status of [301, 302, 303, 307, 308]) {
      const away = await startReceiver(() => ({ status, headers: { location: receiver.url } }));
      const answer = await post(away.url, new AddressGuard(LOOPBACK));
      expect(answer).toMatchObject({ status, error: `answered ${status}: redirects are not followed` });
      expect(away.received).toHaveLength(1);
      await away.close();
    }
    expect(receiver.received).toHaveLength(before);
  });

  it('to a name that is none fails with its reason', async () => {
    const answer = await post('http://no-such-host.invalid/', new AddressGuard([]));
    expect(answer.error).toMatch(/^could not be reached: (ENOTFOUND|EAI_AGAIN)$/);
  });
});
