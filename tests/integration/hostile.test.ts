// SPDX-License-Identifier: GPL-3.0-or-later
// What strangers and careless clients send, against the whole running product. Each gets a clear answer; nothing else suffers.
import { randomBytes, randomUUID } from 'node:crypto';
import { createSocket } from 'node:dgram';
import WebSocket from 'ws';
import { CallError, Client, demoMeeting, http, login } from '../lib/client.ts';
import { assert, cleanup, equal, run, sleep, test, waitUntil } from '../lib/harness.ts';
import { startStack } from '../lib/stack.ts';

const stack = await startStack();
cleanup(() => stack.stop());
const secretary = await Client.as(stack.url, 'thuky');
const member = await Client.as(stack.url, 'uyvien1');
// Signed in now: after a thousand wrong passwords this address waits.
const reader = await Client.as(stack.url, 'uyvien1');
const meeting = await demoMeeting(secretary);
const pids = Object.fromEntries((['meeting', 'docs', 'media', 'signer', 'studio'] as const).map((name) => [name, stack.pid(name)]));

const refusal = async (promise: Promise<unknown>): Promise<string> => {
  try {
    await promise;
    return 'accepted';
  } catch (error) {
    if (error instanceof CallError) {
      assert(error.vi.length > 5 && error.en.length > 5, `${error.code} has a sentence in both languages`);
      return error.code;
    }
    throw error;
  }
};

/** A raw message and what became of the connection: the error code of the reply, or how it was closed. */
async function raw(text: string | Buffer): Promise<string> {
  const socket = new WebSocket(`${stack.url.replace('http', 'ws')}/ws`, { headers: { Cookie: member.cookie }, origin: stack.url });
  await new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  const outcome = new Promise<string>((resolve) => {
    socket.on('message', (data) => {
      const reply = JSON.parse(String(data)) as { type: string; error?: { code: string } };
      if (reply.type === 'reply' && reply.error) resolve(reply.error.code);
    });
    socket.on('close', (code) => resolve(`closed ${code}`));
    setTimeout(() => resolve('silence'), 3000);
  });
  socket.send(text);
  const result = await outcome;
  socket.terminate();
  return result;
}

const hello = (extra = '') => `{"type":"hello","id":"${randomUUID()}","body":{"protocol":1,"lang":"vi"${extra}}}`;

test('malformed JSON is answered, not fatal', async () => {
  for (const text of ['', '{', 'null', '[]', '"x"', '{"type":"hello"', '\u0000', hello(',"lang":"en"'), hello(',"stray":1'), `${'['.repeat(5000)}${']'.repeat(5000)}`]) {
    const outcome = await raw(text);
    assert(['bad_message', 'bad_value', 'closed 1007', 'closed 1008'].includes(outcome), `${JSON.stringify(text.slice(0, 40))}: ${outcome}`);
  }
});

test('an oversized frame closes only its own connection', async () => {
  equal(await raw(hello(`,"x":"${'a'.repeat(200_000)}"`)), 'closed 1009');
});

test('wrong types and values are named', async () => {
  equal(await raw('{"type":"hello","id":"not-a-uuid","body":{"protocol":1,"lang":"vi"}}').then((r) => r.startsWith('bad') || r.startsWith('closed')), true);
  equal(await raw(`{"type":"hello","id":"${randomUUID()}","body":{"protocol":"1","lang":"vi"}}`).then((r) => r.slice(0, 4)), 'bad_');
});

test('an unknown type gets an error reply and the connection goes on', async () => {
  const id = randomUUID();
  equal(await refusal(member.raw({ type: 'vote.steal', id, body: {} }, id)), 'unknown_type');
  await member.call('meetings.list', {});
});

test('a command before hello is refused', async () => {
  const early = await Client.open(stack.url, member.cookie, { hello: false });
  const outcome = await refusal(early.call('meetings.list', {}));
  assert(outcome !== 'accepted', outcome);
  early.close();
});

test('a member may not do what belongs to the chair and the secretary', async () => {
  equal(await refusal(member.call('meeting.open', { meeting })), 'not_allowed');
  equal(await refusal(member.call('meeting.close', { meeting })), 'not_allowed');
  equal(await refusal(member.call('agenda.add', { meeting, title: 'x', minutes: 5 })), 'not_allowed');
});

test('what does not exist is not found, and a vote that was never opened takes no ballot', async () => {
  equal(await refusal(member.call('room.join', { meeting: 999_999 })), 'not_found');
  const outcome = await refusal(member.call('vote.cast', { vote: 999_999, choice: 'yes' }));
  assert(['not_found', 'not_allowed'].includes(outcome), outcome);
});

test('a repeated command id gets the same reply and is done once', async () => {
  await secretary.call('room.join', { meeting });
  const id = randomUUID();
  const from = secretary.events.length;
  const first = await secretary.call('chat.send', { meeting, text: 'một lần' }, id);
  const second = await secretary.call('chat.send', { meeting, text: 'một lần' }, id);
  equal(second, first, 'reply');
  await sleep(300);
  equal(secretary.events.slice(from).filter((e) => e.kind === 'chat.said').length, 1, 'events');
});

test('a foreign Origin may not open the WebSocket or post', async () => {
  const outcome = await Client.open(stack.url, member.cookie, { origin: 'http://evil.example' }).then(() => 'opened', (e: Error) => e.message);
  assert(outcome.includes('403'), outcome);
  const response = await http(stack.url, '/api/logout', { method: 'POST', cookie: member.cookie, headers: { Origin: 'http://evil.example' } });
  equal(response.status, 403, 'status');
  const naked = await fetch(`${stack.url}/api/logout`, { method: 'POST', headers: { Cookie: member.cookie } });
  equal(naked.status, 403, 'without X-Phien');
});

test('no cookie, no socket', async () => {
  const outcome = await Client.open(stack.url, '__Host-phien=' + 'A'.repeat(43)).then(() => 'opened', (e: Error) => e.message);
  assert(/40[13]/.test(outcome), outcome);
});

test('a thousand wrong passwords are slowed down and the right one is not lost for others', async () => {
  const seen = new Map<string, number>();
  for (let batch = 0; batch < 50; batch++) {
    const codes = await Promise.all(
      Array.from({ length: 20 }, async (_, i) => {
        const response = await http(stack.url, '/api/login', { json: { username: 'uyvien6', password: `wrong-${batch}-${i}` } });
        return ((await response.json()) as { error: { code: string } }).error.code;
      }),
    );
    for (const code of codes) seen.set(code, (seen.get(code) ?? 0) + 1);
  }
  equal([...seen.keys()].sort(), ['bad_credentials', 'rate_limited'], 'codes');
  assert(seen.get('bad_credentials')! <= 30, `only a few were even tried: ${seen.get('bad_credentials')}`);
});

test('path tricks in names of uploads are neutralised or refused', async () => {
  const cookie = secretary.cookie;
  for (const filename of ['../../etc/passwd', 'a/b.pdf', '..\\x.pdf', '.', 'x\u0000.pdf', 'a'.repeat(500)]) {
    const response = await http(stack.url, '/docs/uploads', { cookie, json: { meeting, filename, size: 100 } });
    assert(response.status === 200 || response.status === 201 || (response.status >= 400 && response.status < 500), `${filename}: ${response.status}`);
    const body = (await response.json()) as { upload?: unknown; error?: { code: string } };
    assert(body.upload !== undefined || body.error !== undefined, 'an answer in JSON');
  }
  for (const path of ['/docs/versions/../../etc/passwd', '/docs/versions/1/pages/..%2f..%2fx', '/-/blobs/', '/-/pages/', '/-/recordings/x.mp4']) {
    const response = await http(stack.url, path, { cookie });
    const text = await response.text();
    assert(response.status >= 400 || text.includes('<div id="root"'), `${path}: ${response.status}`);
    assert(!text.includes('root:x:0'), `${path} leaks`);
  }
});

test('signing out ends the reading at once, and what the browser kept is for that session only', async () => {
  const version = (await reader.call('meeting.get', { meeting })).documents[0]!.version;
  const page = `/docs/versions/${version}/pages/1?w=800`;
  const shown = await http(stack.url, page, { cookie: reader.cookie });
  equal([shown.status, shown.headers.get('content-type'), shown.headers.get('vary'), shown.headers.get('x-content-type-options')], [200, 'image/png', 'Cookie', 'nosniff']);
  equal((await http(stack.url, '/api/logout', { method: 'POST', cookie: reader.cookie })).status, 200);
  equal((await http(stack.url, page, { cookie: reader.cookie })).status, 401, 'after signing out');
});

test('a broken PDF is refused with its reason and the service goes on', async () => {
  const cookie = secretary.cookie;
  const bytes = Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(5000)]);
  const { upload } = (await (await http(stack.url, '/docs/uploads', { cookie, json: { meeting, filename: 'hong.pdf', size: bytes.length } })).json()) as { upload: number | string };
  await http(stack.url, `/docs/uploads/${upload}?offset=0`, { method: 'PUT', cookie, body: bytes });
  await http(stack.url, `/docs/uploads/${upload}/finish`, { method: 'POST', cookie });
  const state = await waitUntil('the verdict', async () => {
    const s = (await (await http(stack.url, `/docs/uploads/${upload}`, { cookie })).json()) as { state: string; error?: { code: string; vi: string; en: string } };
    return s.state === 'refused' || s.state === 'ready' ? s : null;
  });
  equal(state.state, 'refused', 'state');
  assert(state.error!.vi.length > 5 && state.error!.en.length > 5, 'sentences');
});

test('garbage at the media port changes nothing', async () => {
  const socket = createSocket('udp4');
  for (let i = 0; i < 3000; i++) {
    const packet = randomBytes(1 + (i % 1400));
    packet[0] = [0x00, 0x01, 0x16, 0x80, 0x90, 0xff][i % 6]!;
    socket.send(packet, stack.mediaPort, '127.0.0.1');
    if (i % 100 === 0) await sleep(5);
  }
  await sleep(300);
  socket.close();
});

test('after all that every daemon is the same process, and signs people in', async () => {
  for (const [name, pid] of Object.entries(pids)) equal(stack.pid(name as keyof typeof pids & 'meeting'), pid, name);
  const again = await waitUntil('the address to be let in again', () => Client.as(stack.url, 'chutich'), 60_000, 1000);
  await again.call('meetings.list', {});
  again.close();
});

await login(stack.url, 'uyvien2');
await run('hostile');
