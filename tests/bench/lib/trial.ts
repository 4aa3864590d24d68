// SPDX-License-Identifier: GPL-3.0-or-later
// One trial: a server comes up, publishers and viewers join, and after a warm-up its threads' run time is read over a fixed
// span together with what the viewers received. Every server goes through the same words here.
import { sleep, waitUntil } from '../../lib/harness.ts';
import { cpuUs, rssKib, threads } from './cpu.ts';
import { Load, type Profile, type Source } from './load.ts';
import type { Net } from './netns.ts';
import type { Publication, StartSfu } from './servers.ts';

export interface Plan {
  publishers: number;
  viewers: number;
  /** What each publisher sends. */
  sources: Omit<Source, 'ssrc'>[];
  profile: Profile;
  pacing?: 'paced' | 'whole';
  warmMs?: number;
  spanMs?: number;
}

export interface Figures {
  us_per_packet: number;
  cpu_percent: number;
  packets: number;
  packets_per_s: number;
  mbit_per_s: number;
  /** Of what was published to each viewer, what arrived: less where the server was overloaded or held back by its estimate of the line. */
  delivered_percent: number;
  /** Of those opened by the viewers, all that were ours byte for byte. */
  opened: number;
  bad: number;
  missing: number;
  asked: number;
  /** What the viewers sent back: receiver reports, transport-wide feedback. */
  reports: number;
  twcc: number;
  /** Sent again in the stream itself; and RTX or padding, which are not counted as packets. */
  again: number;
  extra: number;
  delay_us: { p50: number; p99: number };
  rss_kib: number;
  rss_kib_per_viewer: number;
  threads: number;
}

const round = (x: number, digits = 2) => Number(x.toFixed(digits));

/** Servers that estimate each line need a moment until everybody gets everything; a second of that, or six seconds of waiting. */
async function steady(load: Load, fanOut: number): Promise<void> {
  for (let i = 0; i < 6; i++) {
    const before = await load.stat();
    await sleep(1000);
    const after = await load.stat();
    const sent = after.rtp_out - before.rtp_out;
    if (sent === 0 || after.rtp_in - before.rtp_in >= 0.98 * sent * fanOut) return;
  }
}

export async function trial(net: Net, start: StartSfu, plan: Plan): Promise<Figures> {
  const load = await Load.start(net.load);
  const sfu = await start(net);
  try {
    const pubs = await load.peers(plan.publishers, plan.profile, sfu.ice.publish);
    const publications: Publication[] = pubs.map((peer) => ({ peer, sources: plan.sources.map((s, k) => ({ ...s, ssrc: 100_000 + peer.index * 16 + k })) }));
    for (const p of publications) await sfu.publish(load, p, plan.pacing ?? 'paced');
    if (!sfu.begin) await waitUntil('the publishers to be connected', async () => (await load.stat()).connected === plan.publishers, 20_000);
    await sleep(plan.sources.some((s) => s.kind === 'video') ? 1800 : 0); /* what a server keeps of the publisher's packets is not the viewers' */
    const rssBefore = rssKib(sfu.pid);
    const fanOut = plan.publishers === 1 ? plan.viewers : (plan.viewers * (plan.publishers - 1)) / plan.publishers;
    const viewers = await load.peers(plan.viewers, plan.profile, sfu.ice.watch);
    for (const [i, v] of viewers.entries()) await sfu.watch(load, v, publications.filter((_, k) => plan.publishers === 1 || k !== i));
    if (sfu.begin) sfu.begin();
    else await waitUntil('everybody to be connected', async () => (await load.stat()).connected === plan.publishers + plan.viewers, 60_000);
    await sleep(plan.warmMs ?? 2000);
    await steady(load, fanOut);
    await load.delays();
    const [before, cpuBefore] = [await load.stat(), cpuUs(sfu.pid)];
    const began = performance.now();
    await sleep(plan.spanMs ?? 4000);
    const [after, cpu] = [await load.stat(), cpuUs(sfu.pid) - cpuBefore];
    const seconds = (performance.now() - began) / 1000;
    const delays = await load.delays();
    const packets = after.rtp_in - before.rtp_in;
    const sent = sfu.begin ? packets / fanOut : after.rtp_out - before.rtp_out;
    if (packets === 0) throw new Error('the viewers received nothing');
    const rss = rssKib(sfu.pid);
    return {
      us_per_packet: round(cpu / packets),
      cpu_percent: round(cpu / seconds / 10_000),
      packets,
      packets_per_s: Math.round(packets / seconds),
      mbit_per_s: round(((after.bytes_in - before.bytes_in) * 8) / seconds / 1e6),
      delivered_percent: round((100 * packets) / (sent * fanOut), 1),
      opened: after.good - before.good,
      bad: after.bad - before.bad,
      missing: after.missing - before.missing,
      asked: after.asked - before.asked,
      reports: after.reports - before.reports,
      twcc: after.twcc - before.twcc,
      again: after.again - before.again,
      extra: after.extra - before.extra,
      delay_us: { p50: delays.p50_us, p99: delays.p99_us },
      rss_kib: rss,
      rss_kib_per_viewer: round((rss - rssBefore) / plan.viewers, 1),
      threads: threads(sfu.pid),
    };
  } finally {
    await sfu.stop();
    await load.stop();
  }
}
