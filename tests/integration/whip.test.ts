// SPDX-License-Identifier: GPL-3.0-or-later
// An encoder publishes by WHIP and a hall decoder watches by WHEP, both built from GStreamer, through nginx and the whole product;
// a browser in the room sees and hears the encoder. And what the chair has muted is silent at the receiver, whatever is sent.
import { launch, seesAndHears, signIn } from '../lib/browser.ts';
import { Client } from '../lib/client.ts';
import { Device } from '../lib/device.ts';
import { assert, cleanup, equal, run, sleep, test, waitUntil } from '../lib/harness.ts';
import { startStack } from '../lib/stack.ts';

const stack = await startStack();
cleanup(() => stack.stop());
const browser = await launch();
cleanup(() => browser.close());
const devices: Device[] = [];
cleanup(async () => devices.forEach((d) => d.end()));
const device = (kind: 'send' | 'receive'): Device => {
  const d = new Device(kind);
  devices.push(d);
  return d;
};

const desk = await Client.as(stack.url, 'thuky');
const chair = await Client.as(stack.url, 'chutich');
const meeting = (await chair.call('meetings.list', {})).meetings.find((m) => m.state === 'published')!.id;
await desk.call('room.join', { meeting });
await chair.call('room.join', { meeting });
await chair.call('meeting.open', { meeting, override_reason: 'Thử thiết bị' });
const site = (await desk.call('meeting.get', { meeting })).sites.find((s) => !s.central)!;
const key = (purpose: 'publish' | 'watch', follows_site?: number) => desk.call('site.token_make', { meeting, site: site.id, purpose, hours: 1, ...(follows_site === undefined ? {} : { follows_site }) });
const live = () => (desk.signals.filter((s) => s.kind === 'media.sites').at(-1)?.body as { sites: { via: string; state: string }[] } | undefined)?.sites ?? [];
type Track = { id: string; site?: number; name?: string; peer: number };
const tracks = () => (desk.signals.filter((s) => s.kind === 'media.tracks').at(-1)?.body as { tracks: Track[] } | undefined)?.tracks ?? [];
const grows = async (what: string, d: Device): Promise<void> => {
  const before = d.seen();
  await waitUntil(what, () => d.seen().frames > before.frames + 10 && d.seen().sound > before.sound + 500, 20_000);
};

const encoder = device('send');
const member = await signIn(browser, stack.url, 'uyvien1');

test('an encoder publishes by WHIP and appears with the name of its site', async () => {
  const made = await key('publish');
  await encoder.connect(stack.url, made.path, made.token);
  await waitUntil('picture and sound of the site', () => tracks().filter((t) => t.site === site.id).length === 2, 20_000);
  equal(tracks().map((t) => t.name), [site.name, site.name], 'name');
  await waitUntil('it to be live', () => live().some((s) => s.via === 'whip' && s.state === 'live'), 20_000);
});

test('a browser in the room sees and hears it', async () => {
  await member.page.goto(`${stack.url}/meetings/${meeting}/room`);
  await seesAndHears(member, 30_000);
  equal(member.problems, [], 'the page complains');
});

test('a hall decoder watches that site by WHEP', async () => {
  const made = await key('watch', site.id);
  const decoder = device('receive');
  await decoder.connect(stack.url, made.path, made.token);
  await grows('decoded pictures and sound', decoder);
  await sleep(17_000); // longer than consent lasts (RFC 7675): such devices repeat no checks
  await grows('pictures and sound still', decoder);
  equal(await decoder.disconnect(), 200, 'end');
  await waitUntil('the decoder to be gone', () => !live().some((s) => s.via === 'whep'));
  const at = decoder.seen().frames;
  await sleep(1500);
  assert(decoder.seen().frames - at <= 3, `pictures after the end: ${decoder.seen().frames - at}`);
});

test('a decoder of the programme watches whoever is there', async () => {
  const made = await key('watch');
  const decoder = device('receive');
  await decoder.connect(stack.url, made.path, made.token);
  await grows('the programme: the encoder is all there is', decoder);
  await decoder.disconnect();
});

test('kill -9 of the media server: the encoder is told, offers anew, and is seen again', async () => {
  await stack.kill('media');
  await waitUntil('the old session to be gone', async () => (await fetch(encoder.resource, { method: 'DELETE' })).status === 404, 10_000);
  const again = device('send');
  const made = await key('publish');
  await waitUntil('a new session', async () => again.connect(stack.url, made.path, made.token).then(() => true, () => false), 20_000, 500);
  await seesAndHears(member, 30_000);
  equal(await again.disconnect(), 200, 'end');
  await waitUntil('the site to leave', () => tracks().every((t) => t.site === undefined));
});

// One who sends whatever the server says, as a person, without our client.
const mids = (sdp: string) => [...sdp.matchAll(/^m=(audio|video)[\s\S]*?^a=mid:(\S+)/gm)].map((m) => ({ kind: m[1]!, mid: m[2]! }));

test('what the chair has muted is silent and dark at the receiver, though its sender goes on; the floor opens it again', async () => {
  const evil = await Client.as(stack.url, 'uyvien2');
  const { peer } = await evil.call('room.join', { meeting });
  const source = device('send');
  const offer = await source.offer();
  const sent = mids(offer).map(({ kind, mid }) => ({ mid, source: kind === 'audio' ? ('mic' as const) : ('camera' as const) }));
  source.answer((await evil.call('media.publish', { meeting, sdp: offer, tracks: sent })).sdp);
  await waitUntil('both tracks', () => tracks().filter((t) => t.peer === peer).length === 2, 20_000);
  const sink = device('receive');
  const wanted = await sink.offer();
  const want = mids(wanted).map(({ kind, mid }) => ({ mid, track: `${peer}/${kind === 'audio' ? 'mic' : 'camera'}` }));
  sink.answer((await chair.call('media.subscribe', { meeting, sdp: wanted, want })).sdp);
  await grows('picture and sound', sink);
  const person = evil.hello.person.id;
  for (const which of ['mic', 'camera'] as const) await chair.call('media.mute_other', { meeting, person, source: which });
  await sleep(1500); // what was on its way
  const at = sink.seen();
  await sleep(2000);
  equal(sink.seen().frames - at.frames, 0, 'pictures');
  assert(sink.seen().sound - at.sound < 200, `sound: ${sink.seen().sound - at.sound} ms`);
  // A new offer of the same sender, or another name for the microphone, opens nothing.
  await evil.call('media.publish', { meeting, sdp: offer, tracks: sent });
  await sleep(1000);
  equal(sink.seen().frames - at.frames, 0, 'pictures after offering again');
  await chair.call('floor.grant', { meeting, person });
  const before = sink.seen();
  await waitUntil('the microphone with the floor', () => sink.seen().sound > before.sound + 500, 10_000);
  equal(sink.seen().frames - at.frames, 0, 'the camera stays dark');
});

await run('whip');
