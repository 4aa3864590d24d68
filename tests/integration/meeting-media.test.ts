// SPDX-License-Identifier: GPL-3.0-or-later
// What phien-meeting says to the media server and the studio, and what it makes of their words. Both are played by small honest
// peers on real unix links here; with real ones, browsers and packets it is tried in tests/browser.
import { mkdirSync, writeFileSync } from 'node:fs';
import { CallError, Client, login } from '../lib/client.ts';
import { assert, cleanup, equal, run, test, waitUntil } from '../lib/harness.ts';
import { Peer } from '../lib/link-peer.ts';
import { startDatabase, startMeeting } from '../lib/meeting.ts';

const db = await startDatabase();
cleanup(() => db.stop());
const server = await startMeeting(db, 'grace = 1\n');
cleanup(async () => equal(await server.stop(), 0, 'exit status after SIGTERM'));

let epoch = 7;
const media = new Peer(`${server.varDir}/media.sock`, (m) =>
  m.t === 'peer.offer' ? (String(m.sdp).includes('bad') ? { t: 'error', code: 'bad_value', detail: 'the SDP cannot be read' } : { t: 'peer.answer', sdp: `answer to ${String(m.dir)}` })
  : m.t === 'tap.add' ? { t: 'tap.ok', pt: String(m.track).endsWith('mic') ? 111 : 96, codec: String(m.track).endsWith('mic') ? 'opus' : 'VP8', clock: 90000, channels: 2, ssrc: 5 }
  : undefined, () => ({ t: 'hello', epoch }));
const studio = new Peer(`${server.varDir}/studio.sock`, (m) =>
  m.t === 'record.start' ? { t: 'record.ready' } : m.t === 'track.add' ? { t: 'track.ready', track: m.track, port: 40000 }
  : m.t === 'hls.start' ? { t: 'hls.ready' } : m.t === 'record.stop' ? { t: 'record.done', room: m.room, file: 'x.mp4', bytes: 1234, duration_ms: 5600 } : undefined);
await media.start();
await studio.start();
cleanup(() => { media.stop(); studio.stop(); });

let chair = await Client.open(server.url, await login(server.url, 'chutich'));
let one = await Client.open(server.url, await login(server.url, 'uyvien1'));
const meeting = (await chair.call('meetings.list', {})).meetings.find((m) => m.state === 'published')!.id;
db.sql(`insert into blob (sha256, size) values (repeat ('c', 64), 10); with d as (insert into document (meeting_id, title) values (${meeting}, 'Tờ trình') returning id) insert into document_version (document_id, sha256, filename, page_count) select id, repeat ('c', 64), 'to-trinh.pdf', 3 from d`);
let peer = (await one.call('room.join', { meeting })).peer;
let chairPeer = (await chair.call('room.join', { meeting })).peer;
await chair.call('meeting.open', { meeting, override_reason: 'Thử thiết bị' });

const code = async (promise: Promise<unknown>): Promise<string> => promise.then(() => 'accepted', (e: unknown) => (e instanceof CallError ? e.code : String(e)));
const tracks = (c: Client) => c.signals.filter((s) => s.kind === 'media.tracks').at(-1)?.body as { tracks: { id: string; muted: boolean; person: number }[] } | undefined;

test('offers go to the media server and answers come back', async () => {
  equal(await one.call('media.publish', { meeting, sdp: 'v=0', tracks: [{ mid: '0', source: 'mic' }, { mid: '1', source: 'camera' }] }), { sdp: 'answer to pub', epoch: 7 }, 'publish');
  const order = await media.told('peer.offer');
  equal([order.room, order.peer, order.dir, order.tracks], [meeting, peer, 'pub', [{ mid: '0', source: 'mic' }, { mid: '1', source: 'camera' }]], 'order');
  equal(await chair.call('media.subscribe', { meeting, sdp: 'v=0', want: [{ mid: '0', track: `${peer}/mic` }] }), { sdp: 'answer to sub', epoch: 7 }, 'subscribe');
  equal(await code(one.call('media.publish', { meeting, sdp: 'bad', tracks: [] })), 'bad_value', 'a bad offer');
});

test('tracks and the speaker are told by person; strange peers are not', async () => {
  media.send({ t: 'track.up', room: meeting, track: '99/mic', kind: 'audio' });
  media.send({ t: 'track.up', room: meeting, track: `${peer}/mic`, kind: 'audio' });
  media.send({ t: 'track.up', room: meeting, track: `${peer}/camera`, kind: 'video' });
  await waitUntil('two tracks', () => tracks(chair)?.tracks.length === 2);
  equal(tracks(chair)!.tracks.map((t) => [t.id, t.person]), [[`${peer}/mic`, one.hello.person.id], [`${peer}/camera`, one.hello.person.id]], 'tracks');
  media.send({ t: 'speaker', room: meeting, peer });
  await waitUntil('the speaker', () => chair.signals.some((s) => s.kind === 'media.speaker' && s.body.person === one.hello.person.id));
});

test('who is muted by the chair cannot lift it, unless given the floor', async () => {
  const from = media.heard.length;
  equal(await code(one.call('media.mute_other', { meeting, person: chair.hello.person.id, source: 'mic' })), 'not_allowed', 'a member mutes nobody');
  await chair.call('media.mute_other', { meeting, person: one.hello.person.id, source: 'mic' });
  const order = await media.told('track.mute', from);
  equal([order.peer, order.source, order.muted], [peer, 'mic', true], 'order');
  await waitUntil('the truth on the tile', () => tracks(one)?.tracks.find((t) => t.id === `${peer}/mic`)?.muted === true);
  equal(await code(one.call('media.mute', { meeting, source: 'mic', muted: false })), 'not_allowed', 'lifting it');
  await chair.call('floor.grant', { meeting, person: one.hello.person.id });
  equal(await code(one.call('media.mute', { meeting, source: 'mic', muted: false })), 'accepted', 'with the floor');
});

test('what a client shows goes to the media server, with the priorities of the meeting', async () => {
  await chair.call('floor.end', { meeting });
  media.send({ t: 'speaker', room: meeting, peer: 0 });
  await waitUntil('silence', () => chair.signals.some((s) => s.kind === 'media.speaker' && s.body.person === null));
  let from = media.heard.length;
  const priorities = async () => ((await media.told('peer.prefer', from)).tiles as { priority: number }[]).map((t) => t.priority);
  const tiles = [{ track: `${peer}/camera`, width: 640, height: 360 }, { track: `${chairPeer}/camera`, width: 160, height: 90 }, { track: `${peer}/screen`, width: 1280, height: 720 }];
  await chair.call('media.prefer', { meeting, tiles });
  const order = await media.told('peer.prefer', from);
  equal([order.room, order.peer, order.tiles], [meeting, chairPeer, tiles.map((t, i) => ({ ...t, priority: [1, 0, 2][i] }))], 'order');
  from = media.heard.length;
  await chair.call('floor.grant', { meeting, person: one.hello.person.id });
  equal(await priorities(), [3, 0, 2], 'who has the floor');
  from = media.heard.length;
  media.send({ t: 'speaker', room: meeting, peer: chairPeer });
  equal(await priorities(), [3, 3, 2], 'who is heard');
  from = media.heard.length;
  await chair.call('media.subscribe', { meeting, sdp: 'v=0', want: [] });
  equal(await priorities(), [3, 3, 2], 'again, with a new offer');
  equal(await code(one.call('media.prefer', { meeting, tiles: Array.from({ length: 65 }, () => tiles[0]!) })), 'bad_value', 'too many');
});

test('the state of a line is told: its level to all, its figures to its owner and the desk, and to who comes late', async () => {
  const told = (c: Client) => c.signals.filter((s) => s.kind === 'media.quality').map((s) => [s.body.person, s.body.dir, s.body.level, s.body.kbps]);
  const word = (level: string, kbps: number) => media.send({ t: 'peer.quality', room: meeting, peer: chairPeer, dir: 'up', level, loss_percent: 1.5, rtt_ms: 40, kbps, limited: false });
  word('good', 900);
  word('good', 800);
  word('poor', 100);
  media.send({ t: 'peer.quality', room: meeting, peer: 99, dir: 'up', level: 'poor', loss_percent: 0, rtt_ms: 0, kbps: 0 });
  media.send({ t: 'peer.quality', room: meeting, peer: chairPeer, dir: 'sideways', level: 'poor', loss_percent: 0, rtt_ms: 0, kbps: 0 });
  media.send({ t: 'peer.layer', room: meeting, peer, track: `${chairPeer}/camera`, width: 0, height: 0, paused: true });
  await waitUntil('the pause', () => one.signals.some((s) => s.kind === 'media.paused'));
  const id = chair.hello.person.id;
  equal(told(one), [[id, 'up', 'good', 900], [id, 'up', 'poor', 100]], 'a member');
  equal(told(chair), [[id, 'up', 'good', 900], [id, 'up', 'good', 800], [id, 'up', 'poor', 100]], 'its owner');
  assert(!chair.signals.some((s) => s.kind === 'media.paused'), 'a pause is for one');
  const { snapshot } = await one.call('room.join', { meeting });
  equal(snapshot.quality, [{ person: id, peer: chairPeer, dir: 'up', level: 'poor', loss_percent: 1.5, rtt_ms: 40, kbps: 100 }], 'snapshot');
});

test('in a large room only the loudest and the called are heard', async () => {
  const from = media.heard.length;
  const many = await Promise.all(Array.from({ length: 8 }, async () => {
    const c = await Client.open(server.url, one.cookie);
    return { c, peer: (await c.call('room.join', { meeting })).peer };
  }));
  for (const m of many) media.send({ t: 'track.up', room: meeting, track: `${m.peer}/mic`, kind: 'audio' });
  const order = await media.told('room.voices', from);
  equal([order.room, order.limit], [meeting, 3], 'order');
  const called = order.called as number[];
  assert(called.includes(chairPeer) && called.includes(peer), `chair and floor are called: ${called.join()}`);
  const later = media.heard.length;
  for (const m of many) m.c.socket.terminate();
  await waitUntil('all voices again', () => media.heard.slice(later).some((m) => m.t === 'room.voices' && m.limit === 0));
});

test('what the chair has muted holds for a new device of the same person, before it can say a word', async () => {
  await chair.call('floor.end', { meeting });
  await chair.call('media.mute_other', { meeting, person: one.hello.person.id, source: 'camera' });
  const from = media.heard.length;
  const again = await Client.open(server.url, one.cookie);
  const { peer: second } = await again.call('room.join', { meeting });
  const order = await media.told('track.mute', from);
  equal([order.peer, order.source, order.muted], [second, 'camera', true], 'order');
  equal(await code(again.call('media.mute', { meeting, source: 'camera', muted: false })), 'not_allowed', 'lifting it there');
  await chair.call('media.mute_other', { meeting, person: one.hello.person.id, source: 'camera', muted: false });
  const before = media.heard.length;
  equal(await code(again.call('media.mute', { meeting, source: 'camera', muted: false })), 'accepted', 'after the chair has lifted it');
  assert(media.heard.slice(before).some((m) => m.t === 'track.mute' && m.muted === false), 'opened by its owner');
  again.socket.terminate();
  await one.call('media.mute', { meeting, source: 'camera', muted: false });
});

test('a recording takes every track to the studio, follows the speaker, and is in the record', async () => {
  const from = { media: media.heard.length, studio: studio.heard.length };
  equal(await code(one.call('record.start', { meeting })), 'not_allowed', 'a member records nothing');
  await chair.call('record.start', { meeting });
  await chair.event('record.started');
  const start = await studio.told('record.start', from.studio);
  assert(/^meeting-\d+-\d+\.mp4$/.test(String(start.file)), String(start.file));
  await waitUntil('both tracks in the studio', () => studio.heard.slice(from.studio).filter((m) => m.t === 'track.add').length === 2);
  equal(studio.heard.find((m) => m.t === 'track.add' && m.track === `${peer}/mic`)!.codec, 'opus', 'codec');
  await waitUntil('both taps', () => media.heard.slice(from.media).filter((m) => m.t === 'tap.add' && m.port === 40000).length === 2);
  media.send({ t: 'track.up', room: meeting, track: `${chairPeer}/camera`, kind: 'video' });
  await waitUntil('the late track', () => studio.heard.some((m) => m.t === 'track.add' && m.track === `${chairPeer}/camera`));
  media.send({ t: 'speaker', room: meeting, peer: chairPeer });
  equal((await studio.told('speaker', from.studio)).track, `${chairPeer}/camera`, 'picture');
  equal(await code(chair.call('record.start', { meeting })), 'wrong_state', 'twice');
  assert((await one.call('room.join', { meeting })).snapshot.recording, 'shown to all');
  await chair.call('record.stop', { meeting });
  await one.event('record.stopped');
  equal(db.sql(`select state, bytes, duration_ms from recording where meeting_id = ${meeting}`), 'done|1234|5600', 'row');
});

test('the recording is told the item, the speaker, the page and the layout; the studio asks for whole pictures', async () => {
  const from = studio.heard.length;
  const told = (type: string) => studio.heard.slice(from).filter((m) => m.t === type);
  await chair.call('programme.set', { meeting, layout: 'page_strip', tracks: [`${peer}/camera`] });
  await waitUntil('the layout in the room', () => one.signals.some((s) => s.kind === 'programme.changed' && (s.body as { programme: { layout: string } }).programme.layout === 'page_strip'));
  equal(told('programme.layout').length, 0, 'nothing is made yet');
  await chair.call('record.start', { meeting });
  const layout = await studio.told('programme.layout', from);
  equal([layout.layout, layout.tracks], ['page_strip', [`${peer}/camera`]], 'layout');
  await waitUntil('both names', () => told('track.add').some((m) => m.name === one.hello.person.name));
  const detail = await chair.call('meeting.get', { meeting });
  const item = detail.agenda.find((i) => i.parent === null && i.state === 'pending')!;
  await chair.call('agenda.start', { item: item.id });
  equal((await studio.told('chapter', from)).title, `${item.number} ${item.title}`, 'chapter');
  await chair.call('floor.grant', { meeting, person: one.hello.person.id });
  await waitUntil('the caption', () => told('caption').some((m) => m.text === `${item.number} ${item.title} — ${one.hello.person.name}`));
  const paper = detail.documents.find((d) => d.pages > 0)!;
  await chair.call('present.start', { meeting, version: paper.version, page: 1 });
  const folder = `${server.varDir}/pages/${paper.sha256.slice(0, 2)}/${paper.sha256}`;
  mkdirSync(folder, { recursive: true });
  for (const name of ['r1-p1-w800.png', 'r1-p1-w2400.jpg', 'r1-p1-w1200.jpg', 'r1-p11-w1200.png']) writeFileSync(`${folder}/${name}`, '');
  await waitUntil('the page, once it is drawn', () => told('page.show').some((m) => m.file === `${paper.sha256.slice(0, 2)}/${paper.sha256}/r1-p1-w1200.jpg`), 5000);
  const media0 = media.heard.length;
  studio.send({ t: 'keyframe', room: meeting, track: `${peer}/camera` });
  equal((await media.told('keyframe', media0)).track, `${peer}/camera`, 'whole picture');
  await chair.call('present.stop', { meeting });
  await waitUntil('no page', () => told('page.show').at(-1)!.file === null);
  const events = one.events.length;
  studio.send({ t: 'record.done', req: 0, room: meeting + 1000, file: 'y.mp4', bytes: 1, duration_ms: 1, error: 'another meeting' });
  studio.send({ t: 'record.done', req: 0, room: meeting, file: 'x.mp4', bytes: 77, duration_ms: 88, error: 'no space left on device' });
  await one.event('record.stopped', events);
  equal(db.sql(`select state, bytes, error from recording where meeting_id = ${meeting} order by id desc limit 1`), 'failed|77|no space left on device', 'a full disk ends it with what there is');
});

test('the live list is fed like a recording and ends by itself or by the chair', async () => {
  equal(await code(one.call('programme.live', { meeting, on: true })), 'not_allowed', 'a member makes none');
  const from = studio.heard.length;
  await chair.call('programme.live', { meeting, on: true });
  await waitUntil('tracks', () => studio.heard.slice(from).some((m) => m.t === 'track.add'));
  assert((await one.call('room.join', { meeting })).snapshot.programme?.live === true, 'in the snapshot');
  await chair.call('programme.live', { meeting, on: false });
  await studio.told('hls.stop', from);
  await chair.call('programme.live', { meeting, on: true });
  studio.send({ t: 'hls.lost', room: meeting });
  await waitUntil('told', () => (one.signals.filter((s) => s.kind === 'programme.changed').at(-1)!.body as { programme: { live: boolean } }).programme.live === false);
});

test('a studio that dies ends its recording as failed; the meeting goes on', async () => {
  await chair.call('record.start', { meeting });
  const from = one.events.length;
  studio.stop();
  await one.event('record.stopped', from);
  equal(db.sql(`select state, error is not null from recording where meeting_id = ${meeting} order by id desc limit 1`), 'failed|t', 'row');
  equal(await code(chair.call('record.start', { meeting })), 'link_away', 'without a studio');
  await one.call('chat.send', { meeting, text: 'vẫn họp' });
});

test('a recording goes on over a restart of phien-meeting', async () => {
  await studio.start();
  await waitUntil('the recording to start', async () => (await code(chair.call('record.start', { meeting }))) === 'accepted');
  await server.restart('SIGKILL');
  [chair, one] = [await Client.open(server.url, chair.cookie), await Client.open(server.url, one.cookie)];
  peer = (await one.call('room.join', { meeting })).peer;
  chairPeer = (await chair.call('room.join', { meeting })).peer;
  assert((await one.call('room.join', { meeting })).snapshot.recording, 'still shown');
  const from = studio.heard.length;
  media.send({ t: 'track.up', room: meeting, track: `${peer}/mic`, kind: 'audio' });
  equal((await studio.told('track.add', from)).track, `${peer}/mic`, 'new tracks reach the file');
  await chair.call('record.stop', { meeting });
  await one.event('record.stopped');
  equal(db.sql(`select state, bytes from recording where meeting_id = ${meeting} order by id desc limit 1`), 'done|1234', 'row');
});

test('a new media server makes everybody offer again; a mute is not forgotten', async () => {
  await chair.call('media.mute_other', { meeting, person: one.hello.person.id, source: 'mic' });
  media.stop();
  await waitUntil('no tracks', () => tracks(one)?.tracks.length === 0);
  equal(await code(one.call('media.publish', { meeting, sdp: 'v=0', tracks: [] })), 'link_away', 'while it is away');
  epoch = 8;
  await media.start();
  await waitUntil('the restart', () => one.signals.some((s) => s.kind === 'media.restart' && s.body.epoch === 8));
  const from = media.heard.length;
  equal((await one.call('media.publish', { meeting, sdp: 'v=0', tracks: [{ mid: '0', source: 'mic' }] })).epoch, 8, 'epoch');
  media.send({ t: 'track.up', room: meeting, track: `${peer}/mic`, kind: 'audio' });
  const order = await media.told('track.mute', from);
  equal([order.peer, order.source, order.muted], [peer, 'mic', true], 'muted again');
});

test('who loses the line is dropped from the media server, and after a while counts as having left', async () => {
  const from = media.heard.length;
  one.socket.terminate();
  equal((await media.told('peer.drop', from)).peer, peer, 'peer');
  await chair.event('roster.left');
  const gone = await chair.event('attendance.changed', chair.events.length);
  equal([gone.body.person, gone.body.attendance], [one.hello.person.id, 'left'], 'attendance');
  const { attendance } = (await chair.call('room.join', { meeting })).snapshot;
  equal(attendance.present, 1, 'counted for the quorum');
});

await run('meeting-media');
