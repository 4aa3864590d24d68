// SPDX-License-Identifier: GPL-3.0-or-later
// A whole province comes in at once: 500 light peers negotiate, shake hands and listen to the running meeting as fast as they can,
// and what one who sits in that meeting feels of it: how late packets come and how many are missing, before, meanwhile and after.
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { sleep, waitUntil } from '../lib/harness.ts';
import { top } from '../lib/stack.ts';
import { cpuUs, rssKib, waitedUs } from './lib/cpu.ts';
import { Load, type Delays } from './lib/load.ts';
import { makeNet, type Net } from './lib/netns.ts';
import { phienOn, type Publication } from './lib/servers.ts';

const JOINERS = 500;
const ROUNDS = 3;
/** The ones in the meeting: a speaker with voice and picture, and those who watch. */
const WATCHERS = 5;

interface Felt extends Delays {
  missing: number;
  /** The forwarding threads were ready and had no core, in all. */
  waited_ms: number;
}

interface Round {
  joins_per_s: number;
  all_in_s: number;
  /** Of one joiner, from the server's answer to its keys. */
  handshake_ms: { p50: number; p99: number };
  cpu_ms_per_join: number;
  rss_kib_per_join: number;
  before: Felt;
  during: Felt;
  after: Felt;
}

async function felt(meeting: Load, pid: number, wait: () => Promise<unknown>): Promise<Felt> {
  await meeting.delays();
  const before = (await meeting.stat()).missing;
  const waited = waitedUs(pid, 'sfu');
  await wait();
  return { ...(await meeting.delays()), missing: (await meeting.stat()).missing - before, waited_ms: Math.round((waitedUs(pid, 'sfu') - waited) / 1000) };
}

async function oneRound(net: Net): Promise<Round> {
  const sfu = await phienOn([])(net);
  const meeting = await Load.start(net.load);
  const crowd = await Load.start(net.load, { nice: 5, first: 1000 });
  try {
    meeting.sample(1);
    const [speaker] = await meeting.peers(1, 'gcm', 'full');
    const talk: Publication = { peer: speaker!, sources: [{ kind: 'audio', kbps: 40, ssrc: 1001 }, { kind: 'video', kbps: 1000, ssrc: 1002 }] };
    const voice: Publication = { peer: speaker!, sources: [talk.sources[0]!] };
    await sfu.publish(meeting, talk, 'paced');
    for (const peer of await meeting.peers(WATCHERS, 'gcm', 'full')) await sfu.watch(meeting, peer, [talk]);
    await waitUntil('the meeting', async () => (await meeting.stat()).connected === 1 + WATCHERS, 20_000);
    await sleep(1500);
    const before = await felt(meeting, sfu.pid, () => sleep(4000));
    const [cpu, rss] = [cpuUs(sfu.pid), rssKib(sfu.pid)];
    const during = await felt(meeting, sfu.pid, async () => {
      const peers = await crowd.peers(JOINERS, 'gcm', 'full');
      await Promise.all(peers.map((peer) => sfu.watch(crowd, peer, [voice])));
      await waitUntil('everybody to be in', async () => (await crowd.stat()).connected === JOINERS, 60_000, 20);
    });
    const used = cpuUs(sfu.pid) - cpu;
    const joined = await crowd.joined();
    const after = await felt(meeting, sfu.pid, () => sleep(3000));
    const round = (x: number) => Number(x.toFixed(2));
    return {
      joins_per_s: Math.round(JOINERS / (joined.last / 1e6)),
      all_in_s: round(joined.last / 1e6),
      handshake_ms: { p50: round(joined.p50 / 1000), p99: round(joined.p99 / 1000) },
      cpu_ms_per_join: round(used / 1000 / JOINERS),
      rss_kib_per_join: round((rssKib(sfu.pid) - rss) / JOINERS),
      before,
      during,
      after,
    };
  } finally {
    await crowd.stop();
    await meeting.stop();
    await sfu.stop();
  }
}

const net = makeNet();
process.once('SIGINT', () => (net.remove(), process.exit(1))).once('SIGTERM', () => (net.remove(), process.exit(1)));
const rounds: Round[] = [];
try {
  for (let i = 0; i < ROUNDS; i++) {
    rounds.push(await oneRound(net));
    console.log(JSON.stringify(rounds.at(-1)));
  }
} finally {
  net.remove();
}
const middle = [...rounds].sort((a, b) => a.joins_per_s - b.joins_per_s)[ROUNDS >> 1]!;
const result = {
  what: `${JOINERS} peers join a running meeting at once (offer, ICE, DTLS with P-256, then its voice); delays are from the speaker's clock to the arrival in a watcher’s kernel; load and server share ${cpus().length} cores`,
  joiners: JOINERS,
  ...middle,
  rounds,
};
mkdirSync(join(top, 'build/bench'), { recursive: true });
writeFileSync(join(top, 'build/bench/join.json'), JSON.stringify(result, null, 2) + '\n');
console.log('written: build/bench/join.json');
process.exit(0);
