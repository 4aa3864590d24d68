// SPDX-License-Identifier: GPL-3.0-or-later
// Where no UDP gets through: real browsers come by ICE-TCP. Once with the UDP candidates taken out of the answers, once with the
// server in a network namespace whose firewall drops every UDP packet.
import { assert, equal, run, test, waitUntil } from '../lib/harness.ts';
import { growth, MediaLab, stats } from '../lib/media-lab.ts';
import { makeNamespace } from '../lib/netns.ts';

const withoutUdp = (answer: string) => answer.replace(/^a=candidate:\S+ \d+ udp .*\r\n/gim, '');

test('answers carry passive TCP candidates after those of UDP', async () => {
  const lab = await MediaLab.start(5);
  let answer = '';
  const [a, b] = await lab.call((sdp) => (answer = sdp));
  assert(/^a=candidate:\S+ 1 tcp \d+ \S+ \d+ typ host tcptype passive\r$/m.test(answer), answer);
  for (const page of [a, b]) equal((await stats(page)).protocol, 'udp', 'where UDP gets through it is used');
  await a.close();
  await b.close();
});

test('with no UDP candidate both see and hear by TCP', async () => {
  const lab = await MediaLab.start(6);
  const [a, b] = await lab.call(withoutUdp);
  for (const page of [a, b]) {
    const s = await growth(page, 3000);
    equal(s.protocol, 'tcp', 'protocol');
    assert(s.frames > 20 && s.energy > 0, `by TCP in 3 s: ${s.frames} frames, energy ${s.energy}`);
    console.log(`        ${s.frames} frames, energy ${s.energy.toFixed(4)}, ${s.packets} packets in 3 s`);
  }
  await waitUntil('the count of connections', async () => (await lab.metric('phien_media_tcp_connections')) >= 4);
  await a.close();
  await b.close();
});

test('behind a firewall that drops UDP the browsers find the TCP port by themselves', async () => {
  const ns = makeNamespace();
  ns.run('nft', 'add table inet t; add chain inet t in { type filter hook input priority 0; }; add rule inet t in meta l4proto udp counter drop');
  const lab = await MediaLab.start(7, { inside: ns.inside, env: { PHIEN_MEDIA_ANNOUNCE_IPS: ns.there } });
  const [a, b] = await lab.call();
  for (const page of [a, b]) {
    const s = await growth(page, 3000);
    equal(s.protocol, 'tcp', 'protocol');
    assert(s.frames > 20 && s.energy > 0, `by TCP in 3 s: ${s.frames} frames, energy ${s.energy}`);
  }
  const dropped = Number(/packets (\d+)/.exec(ns.run('nft', 'list', 'ruleset'))?.[1] ?? 0);
  assert(dropped > 0, 'the browsers tried UDP and the firewall dropped it');
  console.log(`        ${dropped} UDP packets dropped by the firewall`);
});

await run('media-tcp');
