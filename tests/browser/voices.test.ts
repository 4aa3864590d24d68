// SPDX-License-Identifier: GPL-3.0-or-later
// Twenty-six sites in one room, each with a microphone and a tone of its own: the chair receives eight voice slots instead of twenty-six m-lines
// and hears the one who speaks, whoever it is. The sites are encoders that publish by WHIP from one page.
import { CALM } from '../lib/browser-checks.ts';
import { launch, signIn } from '../lib/browser.ts';
import { Client } from '../lib/client.ts';
import { assert, cleanup, equal, run, test, waitUntil } from '../lib/harness.ts';
import { enterRoom, makeMeeting } from '../lib/room.ts';
import { startStack } from '../lib/stack.ts';

const SITES = 26;
const stack = process.env.PHIEN_URL ? null : await startStack();
const url = process.env.PHIEN_URL ?? stack!.url;
if (stack) cleanup(() => stack.stop());
const browser = await launch();
cleanup(() => browser.close());
const { meeting } = await makeMeeting(url, ['chutich'], Array.from({ length: SITES }, (_, i) => `Điểm cầu ${i + 1}`));
const secretary = await Client.as(url, 'thuky');
cleanup(() => secretary.close());
const C = (await signIn(browser, url, 'chutich')).page;
const encoder = await (await browser.newContext(CALM)).newPage();

const tone = (site: number) => 300 + site * 60;
type Mouths = { gains: GainNode[] };
/** Only this one speaks; -1: nobody. */
const speaks = (site: number) => encoder.evaluate((who) => (window as unknown as Mouths).gains.forEach((g, i) => (g.gain.value = i === who ? 0.5 : 0)), site);

/** Sound m-lines in use, and the loudest frequency of all that is received; 0: silence. */
const heard = () => C.evaluate(async () => {
  const w = window as unknown as { __peers: RTCPeerConnection[]; ear?: { context: AudioContext; analyser: AnalyserNode; known: Set<string> } };
  if (w.ear === undefined) {
    const context = new AudioContext();
    await context.resume();
    const analyser = new AnalyserNode(context, { fftSize: 8192, smoothingTimeConstant: 0 });
    w.ear = { context, analyser, known: new Set() };
  }
  const { context, analyser, known } = w.ear;
  let lines = 0;
  for (const pc of w.__peers) {
    if (pc.connectionState === 'closed') continue;
    for (const t of pc.getTransceivers()) {
      if (t.currentDirection !== 'recvonly' || t.receiver.track.kind !== 'audio') continue;
      lines++;
      if (known.has(t.receiver.track.id)) continue;
      known.add(t.receiver.track.id);
      context.createMediaStreamSource(new MediaStream([t.receiver.track])).connect(analyser);
    }
  }
  const bins = new Float32Array(analyser.frequencyBinCount);
  analyser.getFloatFrequencyData(bins);
  let top = 0;
  for (let i = 1; i < bins.length; i++) if (bins[i]! > bins[top]!) top = i;
  return { lines, hertz: bins[top]! > -50 ? (top * context.sampleRate) / 8192 : 0 };
});

test('twenty-six microphones are in the room', async () => {
  const { sites } = await secretary.call('meeting.get', { meeting });
  const keys = [];
  for (const site of sites) keys.push(await secretary.call('site.token_make', { meeting, site: site.id, purpose: 'publish', hours: 2 }));
  await encoder.goto(url);
  await encoder.evaluate(async (list) => {
    const context = new AudioContext();
    await context.resume();
    const gains: GainNode[] = [];
    const kept: unknown[] = [context];
    for (const [i, { path, token }] of list.entries()) {
      const mouth = new OscillatorNode(context, { frequency: 300 + i * 60 });
      const gain = new GainNode(context, { gain: 0 });
      const out = context.createMediaStreamDestination();
      mouth.connect(gain).connect(out);
      mouth.start();
      gains.push(gain);
      const pc = new RTCPeerConnection({ bundlePolicy: 'max-bundle' });
      pc.addTransceiver(out.stream.getAudioTracks()[0]!, { direction: 'sendonly' });
      await pc.setLocalDescription();
      let reply = new Response(null, { status: 429 }); /* one address may not make this many at once: later then */
      for (let tries = 0; reply.status === 429 && tries < 60; tries++) {
        if (tries > 0) await new Promise((resolve) => setTimeout(resolve, 1000));
        reply = await fetch(path, { method: 'POST', headers: { 'content-type': 'application/sdp', authorization: `Bearer ${token}` }, body: pc.localDescription!.sdp });
      }
      if (reply.status !== 201) throw new Error(`WHIP ${i}: ${reply.status} ${await reply.text()}`);
      await pc.setRemoteDescription({ type: 'answer', sdp: await reply.text() });
      kept.push(pc, mouth, out);
    }
    Object.assign(window, { gains, kept });
  }, keys.map(({ path, token }) => ({ path, token })));
  await enterRoom({ page: C } as Parameters<typeof enterRoom>[0], url, meeting);
});

test('they are received on eight m-lines', async () => {
  await waitUntil('eight sound m-lines', async () => (await heard()).lines === 8, 40_000, 300);
});

test('whoever speaks is heard, first one and last one alike', async () => {
  for (const site of [0, 25, 7, 13, 5, 16]) {
    await speaks(site);
    const got = await waitUntil(`the tone of site ${site + 1}`, async () => {
      const h = await heard();
      return Math.abs(h.hertz - tone(site)) < 15 ? h : null;
    }, 20_000, 100);
    equal(got.lines, 8, 'm-lines');
  }
  await speaks(-1);
  await waitUntil('silence', async () => (await heard()).hertz === 0, 20_000, 100);
  assert((await heard()).lines === 8, 'the slots stay');
});

await run('voices');
