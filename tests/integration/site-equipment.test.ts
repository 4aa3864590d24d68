// SPDX-License-Identifier: GPL-3.0-or-later
// Encoders and hall decoders by WHIP and WHEP, as HTTP sees them; checks of technicians; line tests. The media server is a small
// honest peer on a real link here; real packets go through in tests/integration/whip.test.ts.
import { CallError, Client, login } from '../lib/client.ts';
import { assert, cleanup, equal, run, test, waitUntil } from '../lib/harness.ts';
import { Peer } from '../lib/link-peer.ts';
import { startDatabase, startMeeting } from '../lib/meeting.ts';

const db = await startDatabase();
cleanup(() => db.stop());
const server = await startMeeting(db, 'whip-origins = https://encoder.example\nturn-urls = turn:turn.example:3478?transport=udp\nturn-secret = bi-mat-cua-tram-chuyen-tiep\n');
cleanup(async () => equal(await server.stop(), 0, 'exit status after SIGTERM'));
const media = new Peer(`${server.varDir}/media.sock`, (m) =>
  m.t === 'peer.offer' ? (String(m.sdp).includes('bad') ? { t: 'error', code: 'bad_value', detail: 'the SDP cannot be read' } : { t: 'peer.answer', sdp: `v=0 answer to ${String(m.dir)}` }) : m.t === 'feed.add' ? { t: 'feed.ok', port: m.source === 'mic' ? 41000 : 41002 } : undefined,
() => ({ t: 'hello', epoch: 7 }));
await media.start();
const studio = new Peer(`${server.varDir}/studio.sock`, (m) => m.t === 'rtsp.add' ? { t: 'rtsp.ok' } : undefined, () => ({ t: 'hello', rooms: [] }));
await studio.start();
cleanup(() => { media.stop(); studio.stop(); });

const desk = await Client.open(server.url, await login(server.url, 'thuky'));
const member = await Client.open(server.url, await login(server.url, 'uyvien1'));
const meeting = (await desk.call('meetings.list', {})).meetings.find((m) => m.state === 'published')!.id;
const memberPeer = (await member.call('room.join', { meeting })).peer;
await desk.call('room.join', { meeting });
const sites = (await desk.call('meeting.get', { meeting })).sites;
const [site, other] = [sites[0]!, sites[1]!];

const code = async (promise: Promise<unknown>): Promise<string> => promise.then(() => 'accepted', (e: unknown) => (e instanceof CallError ? e.code : String(e)));
const OFFER = 'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\n';
const post = (path: string, key?: string, body = OFFER, headers: Record<string, string> = {}) =>
  fetch(server.url + path, { method: 'POST', body, headers: { 'Content-Type': 'application/sdp', ...(key ? { Authorization: `Bearer ${key}` } : {}), ...headers } });
const ask = (method: string, path: string, headers: Record<string, string> = {}, body?: string) => fetch(server.url + path, { method, headers, ...(body === undefined ? {} : { body }) });
const live = (c: Client) => (c.signals.filter((s) => s.kind === 'media.sites').at(-1)?.body as { sites: { site: number; via: string; state: string; peer: number }[] } | undefined)?.sites ?? [];
const lastTracks = (c: Client) => (c.signals.filter((s) => s.kind === 'media.tracks').at(-1)?.body as { tracks: { id: string; person: number | null; site?: number; name?: string }[] } | undefined)?.tracks ?? [];
const offers = (from = 0) => media.heard.slice(from).filter((m) => m.t === 'peer.offer');
const newKey = async (purpose: 'publish' | 'watch', more: { follows_site?: number } = {}) => desk.call('site.token_make', { meeting, site: site.id, purpose, hours: 2, ...more });

let key = '';
let resource = '';
let tag = '';
let encoder = 0;

test('the desk makes keys; only their hash is kept; nobody else makes or sees any', async () => {
  const made = await newKey('publish');
  key = made.token;
  equal([made.path, key.length], [`/whip/${meeting}`, 43], 'answer');
  equal(db.sql(`select encode (token_sha256, 'hex') = encode (sha256 ('${key}'), 'hex') from site_token`), 't', 'hash');
  equal(db.sql(`select count (*) from command where reply::text like '%${key}%'`), '0', 'stored answers with the key');
  equal(await code(member.call('site.token_make', { meeting, site: site.id, purpose: 'publish', hours: 1 })), 'not_allowed', 'a member makes none');
  equal(await code(member.call('site.tokens', { meeting })), 'not_allowed', 'a member sees none');
  equal(await code(desk.call('site.token_make', { meeting, site: 999999, purpose: 'publish', hours: 1 })), 'not_found', 'no such site');
  equal(await code(desk.call('site.token_make', { meeting, site: site.id, purpose: 'publish', follows_site: other.id, hours: 1 })), 'bad_value', 'an encoder follows nobody');
  const { tokens } = await desk.call('site.tokens', { meeting });
  equal(tokens.map((t) => [t.site, t.purpose, t.live, t.created_by.name]), [[site.id, 'publish', false, desk.hello.person.name]], 'list');
});

test('an offer with the key is answered with 201, Location and ETag, and the site is there with its name', async () => {
  const response = await post(`/whip/${meeting}`, key);
  equal([response.status, response.headers.get('content-type'), await response.text()], [201, 'application/sdp', 'v=0 answer to pub'], 'answer');
  resource = response.headers.get('location')!;
  tag = response.headers.get('etag')!;
  assert(/^\/whip\/resource\/[A-Za-z0-9_-]{43}$/.test(resource), resource);
  assert(/^<turn:turn\.example:3478\?transport=udp>; rel="ice-server"; username="\d+:[^"]+"; credential="[^"]+"; credential-type="password"$/.test(response.headers.get('link') ?? ''), `relay: ${response.headers.get('link')}`);
  const order = await media.told('peer.offer');
  encoder = order.peer as number;
  equal([order.room, order.dir, order.auto, order.sdp], [meeting, 'pub', true, OFFER], 'order');
  await waitUntil('the site on its way', () => live(member).some((s) => s.site === site.id && s.state === 'connecting'));
  media.send({ t: 'peer.state', peer: encoder, dir: 'pub', state: 'connected' });
  media.send({ t: 'track.up', room: meeting, track: `${encoder}/camera`, kind: 'video' });
  await waitUntil('the site live', () => live(member).some((s) => s.via === 'whip' && s.state === 'live'));
  await waitUntil('its picture', () => lastTracks(member).length === 1);
  equal(lastTracks(member).map((t) => [t.id, t.person, t.site, t.name]), [[`${encoder}/camera`, null, site.id, site.name]], 'track');
  const late = await Client.open(server.url, member.cookie);
  const { snapshot } = await late.call('room.join', { meeting });
  equal(snapshot.sites_live!.map((s) => [s.site, s.via, s.state]), [[site.id, 'whip', 'live']], 'snapshot');
  late.socket.terminate();
  assert((await desk.call('site.tokens', { meeting })).tokens[0]!.live, 'its key is in use');
});

test('one connection for each key', async () => {
  equal((await post(`/whip/${meeting}`, key)).status, 409, 'while it is up');
});

test('wrong keys, types, paths and pages are refused as the standards say', async () => {
  const none = await post(`/whip/${meeting}`);
  equal([none.status, none.headers.get('www-authenticate')], [401, 'Bearer realm="phien"'], 'no key');
  equal((await post(`/whip/${meeting}`, 'x'.repeat(43))).status, 401, 'a wrong key');
  equal((await post(`/whip/${meeting + 1}`, key)).status, 401, 'the key of another meeting');
  equal((await post(`/whep/${meeting}`, key)).status, 401, 'an encoder does not watch');
  equal((await post('/whip/' + 'y'.repeat(43))).status, 401, 'a wrong key in the path');
  const type = await post(`/whip/${meeting}`, key, OFFER, { 'Content-Type': 'text/plain' });
  equal([type.status, type.headers.get('accept-post')], [415, 'application/sdp'], 'type');
  equal((await post(`/whip/${meeting}`, key, 'v'.repeat(64 * 1024 + 1))).status, 413, 'too large');
  equal((await post(`/whip/${meeting}`, key, '')).status, 422, 'empty');
  for (const method of ['GET', 'PUT']) equal((await ask(method, `/whip/${meeting}`, { 'Content-Length': '0' })).status, 405, method);
  equal((await post(`/whip/${meeting}`, key, OFFER, { Origin: 'https://evil.example' })).status, 403, 'another page');
  const preflight = await ask('OPTIONS', `/whip/${meeting}`, { Origin: 'https://encoder.example', 'Access-Control-Request-Method': 'POST' });
  equal([preflight.status, preflight.headers.get('access-control-allow-origin'), preflight.headers.get('accept-post')], [204, 'https://encoder.example', 'application/sdp'], 'preflight');
  assert(/authorization/i.test(preflight.headers.get('access-control-allow-headers') ?? ''), 'Authorization is allowed');
  equal((await ask('OPTIONS', `/whip/${meeting}`, { Origin: 'https://evil.example' })).status, 403, 'preflight of another page');
});

test('trickled candidates are taken, a restart and a wrong tag are not', async () => {
  const patch = (headers: Record<string, string>, type = 'application/trickle-ice-sdpfrag') => ask('PATCH', resource, { 'Content-Type': type, ...headers }, 'a=ice-ufrag:x\r\n').then((r) => r.status);
  equal(await patch({ 'If-Match': tag }), 204, 'candidates');
  equal(await patch({}), 428, 'without tag');
  equal(await patch({ 'If-Match': '"1"' }), 412, 'another tag');
  equal(await patch({ 'If-Match': '*' }), 422, 'restart');
  equal(await patch({ 'If-Match': tag }, 'application/json'), 415, 'type');
  equal((await ask('PATCH', '/whip/resource/nobody', { 'Content-Type': 'application/trickle-ice-sdpfrag' }, '')).status, 404, 'no such session');
  equal((await ask('DELETE', resource.replace('whip', 'whep'))).status, 404, 'by the other door');
});

test('a bad offer leaves nothing behind', async () => {
  const made = await newKey('publish');
  const from = media.heard.length;
  equal((await post(`/whip/${meeting}`, made.token, 'v=0 bad')).status, 422, 'status');
  const peer = offers(from)[0]!.peer;
  await waitUntil('it to be dropped', () => media.heard.slice(from).some((m) => m.t === 'peer.drop' && m.peer === peer));
  equal(live(desk).length, 1, 'only the first one');
});

test('DELETE ends it: out of the room and of the media server', async () => {
  const from = media.heard.length;
  equal((await ask('DELETE', resource)).status, 200, 'status');
  equal((await media.told('peer.drop', from)).peer, encoder, 'peer');
  await waitUntil('it to be gone', () => live(member).length === 0 && lastTracks(member).length === 0);
  equal((await ask('DELETE', resource)).status, 404, 'twice');
});

test('the key stands in the path for devices without that header; lost consent ends it; a key taken back ends it', async () => {
  let from = media.heard.length;
  equal((await post(`/whip/${key}`)).status, 201, 'by the path');
  const first = offers(from)[0]!.peer as number;
  media.send({ t: 'peer.state', peer: first, dir: 'pub', state: 'connected' });
  await waitUntil('live', () => live(member).some((s) => s.state === 'live'));
  media.send({ t: 'peer.state', peer: first, dir: 'pub', state: 'failed' });
  await waitUntil('gone with its consent', () => live(member).length === 0);
  from = media.heard.length;
  equal((await post(`/whip/${meeting}`, key)).status, 201, 'again');
  const token = (await desk.call('site.tokens', { meeting })).tokens.find((t) => t.live)!.id;
  await desk.call('site.token_revoke', { meeting, token });
  equal((await media.told('peer.drop', from)).peer, offers(from)[0]!.peer, 'dropped');
  equal((await post(`/whip/${meeting}`, key)).status, 401, 'the key is worth nothing');
});

test('one that never came up gives way to the same key', async () => {
  const made = await newKey('publish');
  const from = media.heard.length;
  equal((await post(`/whip/${meeting}`, made.token)).status, 201, 'first');
  equal((await post(`/whip/${meeting}`, made.token)).status, 201, 'second');
  const [first, second] = offers(from).map((m) => m.peer);
  assert(media.heard.slice(from).some((m) => m.t === 'peer.drop' && m.peer === first), 'the first is dropped');
  media.send({ t: 'peer.state', peer: second, dir: 'pub', state: 'gone' });
  await waitUntil('nobody there', () => live(member).length === 0);
});

test('a decoder watches whoever speaks and what is presented, and follows', async () => {
  const made = await newKey('watch');
  equal(made.path, `/whep/${meeting}`, 'path');
  for (const source of ['mic', 'camera']) media.send({ t: 'track.up', room: meeting, track: `${memberPeer}/${source}`, kind: source === 'mic' ? 'audio' : 'video' });
  await waitUntil('the member', () => lastTracks(desk).length === 2);
  media.send({ t: 'speaker', room: meeting, peer: memberPeer });
  await waitUntil('who is heard', () => desk.signals.some((s) => s.kind === 'media.speaker' && s.body.person === member.hello.person.id));
  let from = media.heard.length;
  const response = await post(`/whep/${meeting}`, made.token);
  equal([response.status, await response.text()], [201, 'v=0 answer to sub'], 'answer');
  const order = offers(from)[0]!;
  const want = (m: Record<string, unknown>) => (m.want as { kind: string; track: string }[]).map((w) => `${w.kind} ${w.track}`);
  equal([order.auto, order.dir, want(order)], [true, 'sub', [`audio ${memberPeer}/mic`, `video ${memberPeer}/camera`]], 'order');
  media.send({ t: 'peer.state', peer: order.peer, dir: 'sub', state: 'connected' });
  await waitUntil('watching', () => live(desk).some((s) => s.via === 'whep' && s.state === 'live'));
  from = media.heard.length;
  media.send({ t: 'track.up', room: meeting, track: `${memberPeer}/screen`, kind: 'video' });
  await waitUntil('the shared screen', () => offers(from).length > 0);
  const second = offers(from)[0]!;
  equal([second.peer, second.sdp, want(second)], [order.peer, OFFER, [`audio ${memberPeer}/mic`, `video ${memberPeer}/screen`]], 'the same offer, another picture');
  equal((await ask('DELETE', response.headers.get('location')!)).status, 200, 'end');
});

test('a decoder of one site watches that site only', async () => {
  const made = await newKey('watch', { follows_site: other.id });
  const from = media.heard.length;
  const response = await post(`/whep/${meeting}`, made.token);
  equal(response.status, 201, 'status');
  equal(offers(from)[0]!.want, [{ kind: 'audio', track: '0/mic' }, { kind: 'video', track: '0/camera' }], 'nobody there yet, a place is kept');
  await ask('DELETE', response.headers.get('location')!);
});

test('a restart of phien-meeting leaves no encoder behind', async () => {
  const made = await newKey('publish');
  const from = media.heard.length;
  equal((await post(`/whip/${meeting}`, made.token)).status, 201, 'status');
  const peer = offers(from)[0]!.peer;
  await waitUntil('it to be noted', () => db.sql('select count (*) from site_token where live_peer is not null') === '1');
  await server.restart('SIGKILL');
  await waitUntil('the old one to be dropped', () => media.heard.some((m) => m.t === 'peer.drop' && m.peer === peer));
  equal((await post(`/whip/${meeting}`, made.token)).status, 201, 'it comes again');
});

test('the room system of a site is set by the desk, and its password is told to nobody', async () => {
  const again = await Client.open(server.url, desk.cookie);
  const set = (url: string) => again.call('site.source_set', { meeting, site: other.id, url, username: 'admin', password: 'rat-bi-mat' });
  equal(await code(set('http://10.0.0.9/')), 'bad_value', 'not RTSP');
  equal(await code(set('rtsp://admin:x@10.0.0.9/')), 'bad_value', 'a password in the address');
  await set('rtsp://10.0.0.9:554/live');
  const text = JSON.stringify(await again.call('meeting.get', { meeting }));
  assert(!text.includes('rat-bi-mat') && !text.includes('10.0.0.9'), 'told');
  equal((await again.call('meeting.get', { meeting })).sites.filter((s) => s.source === true).map((s) => s.id), [other.id], 'set up');
  equal(db.sql(`select count (*) from event where body::text like '%rat-bi-mat%'`) + db.sql(`select count (*) from command where reply::text like '%rat-bi-mat%'`), '00', 'record');
  await again.call('site.source_set', { meeting, site: other.id });
  equal((await again.call('meeting.get', { meeting })).sites.some((s) => s.source === true), false, 'taken away');
  again.socket.terminate();
});

test('a room system is fetched by the studio, fed to the media server, and seen as its site', async () => {
  const again = await Client.open(server.url, desk.cookie);
  const one = await Client.open(server.url, member.cookie);
  await again.call('room.join', { meeting });
  await one.call('room.join', { meeting });
  equal(await code(again.call('site.connect', { meeting, site: other.id })), 'not_found', 'nothing set up');
  await again.call('site.source_set', { meeting, site: other.id, url: 'rtsp://10.0.0.9:554/live', username: 'admin', password: 'rat-bi-mat' });
  equal(await code(one.call('site.connect', { meeting, site: other.id })), 'not_allowed', 'a member connects none');
  const from = { media: media.heard.length, studio: studio.heard.length };
  await again.call('site.connect', { meeting, site: other.id });
  const order = await studio.told('rtsp.add', from.studio);
  equal([order.room, order.url, order.user, order.password], [meeting, 'rtsp://10.0.0.9:554/live', 'admin', 'rat-bi-mat'], 'order');
  const peer = order.peer as number;
  const state = () => live(one).find((s) => s.via === 'rtsp')?.state;
  await waitUntil('connecting', () => state() === 'connecting');
  studio.send({ t: 'rtsp.stream', room: meeting, peer, track: `${peer}/camera`, kind: 'video', codec: 'H264', pt: 96, clock: 90000 });
  studio.send({ t: 'rtsp.stream', room: meeting, peer, track: `${peer}/mic`, kind: 'audio', codec: 'opus', pt: 97, clock: 48000 });
  const feed = await media.told('feed.add', from.media);
  equal([feed.room, feed.peer, feed.source, feed.codec, feed.pt, feed.clock], [meeting, peer, 'camera', 'H264', 96, 90000], 'feed');
  await waitUntil('both to be sent', () => studio.heard.slice(from.studio).filter((m) => m.t === 'rtsp.send').length === 2);
  equal(studio.heard.slice(from.studio).filter((m) => m.t === 'rtsp.send').map((m) => [m.track, m.host, m.port]), [[`${peer}/camera`, '127.0.0.1', 41002], [`${peer}/mic`, '127.0.0.1', 41000]], 'where to');
  studio.send({ t: 'rtsp.state', room: meeting, peer, state: 'live' });
  media.send({ t: 'track.up', room: meeting, track: `${peer}/camera`, kind: 'video' });
  await waitUntil('live', () => state() === 'live');
  await waitUntil('its picture', () => lastTracks(one).some((t) => t.site === other.id && t.name === other.name));
  studio.send({ t: 'rtsp.state', room: meeting, peer, state: 'retrying', code: 'timed_out' });
  await waitUntil('lost', () => state() === 'retrying');
  // A new studio: it is fetched again.
  const later = studio.heard.length;
  studio.stop();
  await studio.start();
  equal((await studio.told('rtsp.add', later)).peer, peer, 'again');
  studio.send({ t: 'rtsp.state', room: meeting, peer, state: 'failed', code: 'bad_credentials' });
  await waitUntil('given up', () => live(one).some((s) => s.via === 'rtsp' && s.state === 'failed'));
  assert(!JSON.stringify([...one.signals, ...one.events, ...again.signals]).includes('rat-bi-mat'), 'the password is told to nobody');
  await again.call('site.disconnect', { meeting, site: other.id });
  equal((await studio.told('rtsp.remove', later)).peer, peer, 'let go');
  await waitUntil('gone', () => !live(one).some((s) => s.via === 'rtsp'));
  await again.call('site.source_set', { meeting, site: other.id });
  again.socket.terminate();
  one.socket.terminate();
});

test('a technician’s check goes to the desk with name and time, and stays', async () => {
  const desk2 = await Client.open(server.url, desk.cookie);
  const one = await Client.open(server.url, member.cookie);
  await desk2.call('room.join', { meeting });
  const result = { camera: 'ok', microphone: 'ok', speaker: 'skipped', line: 'bad', up_kbps: 300, rtt_ms: 90, up_loss_percent: 1.5 } as const;
  const { id } = await one.call('site.check_submit', { meeting, passed: false, result });
  const told = await desk2.event('site.checked');
  equal([told.body.check, told.body.person, told.body.passed], [id, one.hello.person.id, false], 'event');
  const { checks } = await desk2.call('site.checks', { meeting });
  equal(checks.map((c) => [c.id, c.person.name, c.passed, Object.entries(c.result).sort()]), [[id, one.hello.person.name, false, Object.entries(result).sort()]], 'list');
  assert(checks[0]!.site !== null, 'the site the sender is invited at');
  equal(await code(one.call('site.checks', { meeting })), 'not_allowed', 'for the desk only');
  equal(await code(one.call('site.check_submit', { meeting, site: 999999, passed: true, result })), 'not_found', 'no such site');
  const second = await one.call('site.check_submit', { meeting, passed: true, result });
  equal((await desk2.call('site.checks', { meeting })).checks.map((c) => c.id), [second.id], 'the newest of a person');
});

test('a line test is private, needs no meeting, and is limited', async () => {
  const one = await Client.open(server.url, member.cookie);
  let from = media.heard.length;
  const reply = await one.call('media.check', { dir: 'pub', sdp: 'v=0', tracks: [{ mid: '0', source: 'mic' }] });
  equal([reply.sdp, reply.epoch, reply.seconds > 100 && reply.seconds <= 120], ['v=0 answer to pub', 7, true], 'answer');
  await one.call('media.check', { dir: 'sub', sdp: 'v=0', tracks: [{ mid: '0', source: 'mic' }] });
  const [pub, sub] = offers(from);
  assert((pub!.room as number) >= 2 ** 52, 'a room of its own');
  equal([sub!.room, sub!.peer, sub!.want], [pub!.room, pub!.peer, [{ mid: '0', track: `${pub!.peer as number}/mic` }]], 'only its own track');
  from = media.heard.length;
  one.socket.terminate();
  equal((await media.told('peer.drop', from)).peer, pub!.peer, 'ends with the connection');
  let last = '';
  for (let i = 0; i < 7 && last !== 'rate_limited'; i++) {
    const c = await Client.open(server.url, member.cookie);
    last = await code(c.call('media.check', { dir: 'pub', sdp: 'v=0', tracks: [] }));
    c.socket.terminate();
  }
  equal(last, 'rate_limited', 'the seventh in a row');
});

test('too many offers from one address wait', async () => {
  let last = { status: 0, wait: '' };
  for (let i = 0; i < 60 && last.status !== 429; i++) {
    const r = await post(`/whip/${meeting}`, 'z'.repeat(43));
    last = { status: r.status, wait: r.headers.get('retry-after') ?? '' };
  }
  equal(last.status, 429, 'status');
  assert(Number(last.wait) >= 1, `Retry-After: ${last.wait}`);
});

await run('site-equipment');
