// SPDX-License-Identifier: GPL-3.0-or-later
// An attacker on another machine (a network namespace) while two real browsers are in a call: nothing of it is accepted, the call
// goes on without a break, and memory stays where it was.
import { spawn, type ChildProcess } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { assert, cleanup, end, equal, run, Skip, sleep, test, waitUntil } from '../lib/harness.ts';
import { growth, MediaLab, stats } from '../lib/media-lab.ts';
import { makeNamespace, type Namespace } from '../lib/netns.ts';
import { top } from '../lib/stack.ts';

const ROOM = 5;
const program = join(process.env.PHIEN_BUILD ?? join(top, 'build/dev'), 'tests/unit/media/media-attack');
/** What a call may hold more of after an attack, KiB: the allocator's own play, no growth by packets sent. */
const RSS_PLAY_KIB = 4096;

let ns: Namespace;
let lab: MediaLab;
let pages: Page[] = [];

interface Attack {
  child: ChildProcess;
  /** Packets or connections it says it sent. */
  done: Promise<number>;
  lines(): string;
}

function attack(...args: string[]): Attack {
  const child = spawn(ns.inside[0]!, [...ns.inside.slice(1), program, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  cleanup(() => end(child));
  let text = '';
  child.stdout!.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const done = new Promise<number>((resolve, reject) =>
    child.once('close', (code) => (code === 0 ? resolve(Number(text.trim().split('\n').at(-1))) : reject(new Error(`the attacker ended with ${code}: ${text}`)))));
  return { child, done, lines: () => text };
}

/** An attacker with valid credentials, as a person who has been let in. */
async function guest(verb: string, peer: number, n = 0): Promise<Attack> {
  const a = attack(verb, ns.here, String(lab.udpPort), String(n));
  const offer = await waitUntil('the offer', () => /^([\s\S]*?)\n?\.\n/.exec(a.lines())?.[1]);
  const answer = await lab.link.ask({ t: 'peer.offer', room: ROOM, peer, dir: 'pub', sdp: `${offer.trimEnd()}\r\n`, tracks: [{ mid: '0', source: 'mic' }] });
  a.child.stdin!.write(`${String(answer.sdp).replaceAll('\r\n', '\n')}.\n`);
  return a;
}

const counters = ['packets_in', 'handshakes', 'bad_stun', 'bad_address', 'bad_kind', 'bad_dtls', 'dtls_dropped', 'bad_auth', 'replayed', 'tcp_refused', 'bad_rtp'] as const;
type Counts = Record<(typeof counters)[number] | 'connections' | 'rss', number>;
async function count(): Promise<Counts> {
  await sleep(1200); // the page of numbers is renewed once a second
  const out = { rss: lab.rss(), connections: await lab.metric('phien_media_connections') } as Counts;
  for (const name of counters) out[name] = await lab.metric(`phien_media_${name}_total`);
  return out;
}

/** While it goes on: frames come at both pages in every second, and none of the pictures freezes. */
async function undisturbed(attack: Promise<number>): Promise<{ sent: number; worst: number; freezes: number }> {
  let sent: number | undefined;
  let worst = Infinity;
  const before = await Promise.all(pages.map(stats));
  void attack.then((n) => (sent = n), () => (sent = -1));
  do worst = Math.min(worst, ...(await Promise.all(pages.map((p) => growth(p, 1000)))).map((g) => g.frames));
  while (sent === undefined);
  const after = await Promise.all(pages.map(stats));
  assert(worst > 0, `a page got no frame for a second`);
  return { sent: await attack, worst, freezes: after.reduce((n, s, i) => n + s.freezes - before[i]!.freezes, 0) };
}

test('two browsers are in a call', async () => {
  ns = makeNamespace();
  lab = await MediaLab.start(ROOM);
  pages = await lab.call();
  console.log(`        ${(await Promise.all(pages.map((p) => growth(p, 2000)))).map((g) => g.frames).join(' and ')} frames in 2 s`);
});

test('strangers: checks of nobody, allocations, ClientHello before ICE, SRTP injected, cut off and oversized', async () => {
  const before = await count();
  const r = await undisturbed(attack('strangers', ns.here, String(lab.udpPort), '6').done);
  const after = await count();
  console.log(`        ${r.sent} packets; fewest frames in a second ${r.worst}, freezes ${r.freezes}, memory ${before.rss} → ${after.rss} KiB`);
  assert(r.sent > 20_000, `only ${r.sent} packets were sent`);
  for (const name of ['bad_stun', 'bad_address', 'bad_kind'] as const) assert(after[name] - before[name] > 1000, `${name}: ${after[name] - before[name]}`);
  for (const name of ['handshakes', 'connections', 'bad_auth', 'replayed', 'bad_rtp'] as const) equal(after[name], before[name], name);
  assert(after.rss - before.rss < RSS_PLAY_KIB, `memory grew from ${before.rss} to ${after.rss} KiB`);
});

test('a crowd of TCP connections', async () => {
  const before = await count();
  const r = await undisturbed(attack('crowd', ns.here, String(lab.udpPort), '3000').done);
  const after = await count();
  console.log(`        ${r.sent} connections; fewest frames in a second ${r.worst}, memory ${before.rss} → ${after.rss} KiB`);
  assert(r.sent > 2000, `only ${r.sent} connections were made`);
  assert(after.tcp_refused - before.tcp_refused > 1000, `refused: ${after.tcp_refused - before.tcp_refused}`);
  assert(after.rss - before.rss < RSS_PLAY_KIB, `memory grew from ${before.rss} to ${after.rss} KiB`);
  await waitUntil('all of them to be gone', async () => (await lab.metric('phien_media_tcp_connections')) === 0, 10_000);
});

test('a guest with another certificate than the one announced', async () => {
  const before = await count();
  await undisturbed((await guest('wrong-certificate', 8)).done);
  const after = await count();
  equal(after.handshakes, before.handshakes, 'handshakes that came up');
  equal(after.bad_dtls - before.bad_dtls, 1, 'refused');
  assert(!lab.link.received.some((m) => m.t === 'peer.state' && m.peer === 8 && m.state === 'connected'), 'it was never connected');
});

test('a guest who replays, tampers, cuts off and blows up: exactly its honest packets go through', async () => {
  const tap = createSocket('udp4');
  let got = 0;
  tap.on('message', () => got++);
  await new Promise<void>((resolve) => tap.bind(0, '127.0.0.1', resolve));
  cleanup(() => void tap.close());
  const before = await count();
  const a = await guest('replay', 9);
  await waitUntil('its track', () => lab.link.received.some((m) => m.t === 'track.up' && m.track === '9/mic'));
  await lab.link.ask({ t: 'tap.add', room: ROOM, track: '9/mic', host: '127.0.0.1', port: tap.address().port });
  const r = await undisturbed(a.done);
  const after = await count();
  const rose = (name: keyof Counts) => after[name] - before[name];
  console.log(`        ${r.sent} bad packets; replayed ${rose('replayed')}, not authentic ${rose('bad_auth')}, malformed ${rose('bad_rtp') + rose('bad_kind')}; ${got} of the 100 honest ones at the tap; freezes ${r.freezes}`);
  assert(rose('replayed') >= 990, `replayed: ${rose('replayed')}`);
  assert(rose('bad_auth') >= 1000, `not authentic: ${rose('bad_auth')}`);
  assert(got > 0 && got <= 100, `${got} packets came through, at most its 100 honest ones may`);
  lab.link.send({ t: 'tap.remove', track: '9/mic' });
});

test('a guest who floods the handshake threads', async () => {
  const before = await count();
  const r = await undisturbed((await guest('handshakes', 10, 5)).done);
  const after = await count();
  console.log(`        ${r.sent} ClientHellos; dropped ${after.dtls_dropped - before.dtls_dropped}; fewest frames in a second ${r.worst}, freezes ${r.freezes}, memory ${before.rss} → ${after.rss} KiB`);
  assert(r.sent > 10_000, `only ${r.sent} were sent`);
  equal(after.handshakes, before.handshakes, 'handshakes that came up');
  assert(after.rss - before.rss < RSS_PLAY_KIB, `memory grew from ${before.rss} to ${after.rss} KiB`);
});

test('and after all that the call goes on, and another one is let in', async () => {
  for (const p of pages) assert((await growth(p, 1000)).frames > 5, 'frames');
  equal(lab.daemon.exitCode, null, 'the daemon lives');
  if (pages.length === 0) throw new Skip('no call');
  const third = await lab.openPage(3);
  await third.evaluate("subscribe(['1/mic', '1/camera'])");
  await waitUntil('the third to see', async () => (await stats(third)).frames > 5, 15_000);
});

await run('media-attack', { bail: false });
