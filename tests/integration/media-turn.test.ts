// SPDX-License-Identifier: GPL-3.0-or-later
// deploy/coturn/turnserver.conf as it stands: a call of real browsers that may use nothing but the relay, and a relay that reaches
// nothing but the media server.
import { spawn, spawnSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client, login } from '../lib/client.ts';
import { assert, cleanup, end, equal, run, Skip, sleep, test } from '../lib/harness.ts';
import { freeUdpPort, growth, MediaLab } from '../lib/media-lab.ts';
import { startDatabase, startMeeting } from '../lib/meeting.ts';
import { makeNamespace, type Namespace } from '../lib/netns.ts';
import { top } from '../lib/stack.ts';

const SECRET = 'a-secret-for-the-test-alone';
let ns: Namespace;
let lab: MediaLab;
let port = 0;
let told: RTCIceServer;

let names = 0;
/** As phien-meeting makes them: the name is when it ends, the password its HMAC. Another name each time, for each has its quota. */
function credentials(): { username: string; credential: string } {
  const username = `${Math.floor(Date.now() / 1000) + 600}:${++names}`;
  return { username, credential: createHmac('sha1', SECRET).update(username).digest('base64') };
}

/** What turnutils_uclient says when it sends by the relay to that address. */
function reach(peer: string): string {
  const { username, credential } = credentials();
  const done = spawnSync('turnutils_uclient', ['-c', '-n', '1', '-m', '1', '-l', '100', '-u', username, '-w', credential, '-p', String(port), '-e', peer, ns.here], { encoding: 'utf8', timeout: 5000 });
  return done.stdout + done.stderr;
}

test('coturn starts with the file of deploy/coturn', async () => {
  if (!existsSync('/usr/bin/turnserver')) throw new Skip('coturn is not installed');
  ns = makeNamespace();
  lab = await MediaLab.start(5, { inside: ns.inside, env: { PHIEN_MEDIA_ANNOUNCE_IPS: ns.there } });
  port = await freeUdpPort();
  const values: Record<string, string> = { SECRET, REALM: 'phien.test', LISTEN: ns.here, MEDIA: ns.there };
  const conf = readFileSync(join(top, 'deploy/coturn/turnserver.conf'), 'utf8')
    .replaceAll(/@([A-Z]+)@/g, (_, name: string) => values[name]!)
    .replace('listening-port=3478', `listening-port=${port}`);
  const file = join(lab.varDir, 'turnserver.conf');
  writeFileSync(file, `${conf}pidfile=${join(lab.varDir, 'turn.pid')}\nuserdb=${join(lab.varDir, 'turn.db')}\n`);
  const server = spawn('turnserver', ['-c', file], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [server.stdout, server.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  cleanup(() => end(server));
  await sleep(1000);
  equal(server.exitCode, null, `coturn runs: ${said.slice(-2000)}`);
});

test('who enters a room is told the relay, with a name and a password that hold for a day', async () => {
  if (port === 0) throw new Skip('no coturn');
  const db = await startDatabase();
  cleanup(() => db.stop());
  const urls = [`turn:${ns.here}:${port}?transport=udp`, `turn:${ns.here}:${port}?transport=tcp`];
  const server = await startMeeting(db, `turn-urls = ${urls.join(', ')}\nturn-secret = ${SECRET}\n`);
  cleanup(async () => equal(await server.stop(), 0, 'exit status'));
  const person = await Client.open(server.url, await login(server.url, 'uyvien1'));
  const meeting = (await person.call('meetings.list', {})).meetings.find((m) => m.state === 'published')!.id;
  const joined = await person.call('room.join', { meeting });
  person.close();
  assert(joined.turn, 'the answer names the relay');
  equal(joined.turn.urls, urls, 'its addresses');
  const left = Number(joined.turn.username.split(':')[0]) - Date.now() / 1000;
  assert(left > 86_000 && left <= 86_400, `it holds for ${left} s`);
  told = joined.turn;
});

test('a call by the relay alone, with what the server told', async () => {
  if (port === 0) throw new Skip('no coturn');
  const ice = { iceServers: [told], iceTransportPolicy: 'relay' };
  const [a, b] = await lab.call(undefined, ice);
  for (const page of [a, b]) {
    const s = await growth(page, 3000);
    equal(s.candidate, 'relay', 'the candidate in use');
    assert(s.frames > 20 && s.energy > 0, `by the relay in 3 s: ${s.frames} frames, energy ${s.energy}`);
    console.log(`        ${s.frames} frames by the relay in 3 s`);
  }
  await a.close();
  await b.close();
});

test('the relay reaches the media server and nothing else', async () => {
  if (port === 0) throw new Skip('no coturn');
  const allowed = reach(ns.there);
  assert(!/error|403|Forbidden/i.test(allowed), `the media server is reached: ${allowed.slice(-500)}`);
  for (const peer of ['127.0.0.1', ns.here, '10.0.0.1', '169.254.169.254', '172.16.0.1', '192.168.1.1', '100.64.0.1', '224.0.0.1', '8.8.8.8', '0.0.0.0']) {
    const said = reach(peer);
    assert(/403|Forbidden|denied/i.test(said), `${peer} is refused: ${said.slice(-600)}`);
  }
});

test('a wrong password gets no relay', () => {
  if (port === 0) throw new Skip('no coturn');
  const done = spawnSync('turnutils_uclient', ['-c', '-n', '1', '-m', '1', '-u', credentials().username, '-w', 'wrong', '-p', String(port), '-e', ns.there, ns.here], { encoding: 'utf8', timeout: 5000 });
  assert(/401|Unauthorized|Cannot complete Allocation/i.test(done.stdout + done.stderr), (done.stdout + done.stderr).slice(-500));
});

await run('media-turn');
