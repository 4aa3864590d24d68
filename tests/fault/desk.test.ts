// SPDX-License-Identifier: GPL-3.0-or-later
// kill -9 between prepare and finish, between number and seal, in the middle of many with one PIN, at seeded moments while leaders sign and two clerks give numbers. Whoever had no
// answer looks again and goes on. Afterwards: each document has one number, numbers have no gap, no file is half signed, nothing is signed twice.
// Then the disk is full at every step of the desk, and PostgreSQL cannot write: refused in two languages, nothing changed, and the same action succeeds later.
// PHIEN_SEED repeats a run's choices; PHIEN_KILLS sets the number of kills (10).
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CallError, http } from '../lib/client.ts';
import { Official, refused, type Card } from '../lib/desk.ts';
import { assert, cleanup, equal, run, sleep, test, waitUntil } from '../lib/harness.ts';
import { parts } from '../lib/signed-parts.ts';
import { smallDisk } from '../lib/small-disk.ts';
import { decisionXml, docx } from '../lib/small-docx.ts';
import { startStack, type Daemon } from '../lib/stack.ts';

const seed = Number(process.env.PHIEN_SEED ?? Date.now() % 1_000_000);
const kills = Number(process.env.PHIEN_KILLS ?? 10);
const documents = 12;
const renewed = 4;
console.log(`fault/desk: seed ${seed} (PHIEN_SEED=${seed} repeats the choices), ${kills} kills over ${documents} documents`);
let dice = seed >>> 0;
function random(): number {
  dice = (dice + 0x6d2b79f5) >>> 0;
  let t = dice;
  t = Math.imul(t ^ (t >>> 15), t | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}

const disk = smallDisk(900);
const stack = await startStack({ varDir: disk.dir });
const dir = mkdtempSync(join(tmpdir(), 'phien-desk-'));
cleanup(async () => {
  await stack.stop();
  rmSync(dir, { recursive: true, force: true });
});
function sql<T>(query: string): T[] {
  const text = execFileSync('psql', ['-XAtq', '-h', join(stack.varDir, 'run'), '-U', 'phien_owner', '-d', 'phien', '-c', `select coalesce (json_agg (x), '[]') from (${query}) x`], { encoding: 'utf8', stdio: 'pipe' });
  return JSON.parse(text) as T[];
}
const [drafter, leader, clerk, sameClerk] = await Promise.all(['chuyenvien', 'chutich', 'vanthu', 'vanthu'].map((n) => Official.as(stack.url, n)));
const requests: number[] = [];
const PIN = '270695';
let stopping = false;
const tally = { kills: {} as Record<string, number>, repeated: 0, refused: [] as string[] };

test('documents wait for the leader', async () => {
  const options = await drafter!.get<{ units: { id: number; abbr: string }[]; people: { id: number; name: string }[] }>('/desk/options');
  const unit = options.units.find((u) => u.abbr === 'UBND')!.id;
  const signer = options.people.find((p) => p.name === 'Nguyễn Văn Thành')!.id;
  for (let i = 1; i <= documents; i++) {
    const { request } = await drafter!.post<{ request: number }>('/desk', {
      unit, kind: 'decision', subject: `Quyết định thử ${i}`, urgency: 'normal', recipients: [], number_first: i % 3 === 0,
      body: { paragraphs: [`Điều 1. Nội dung ${i}.`], signer, capacity: 'TM.' },
    });
    await drafter!.post(`/desk/requests/${request}/compose`);
    const seen = (await drafter!.request(request)).versions.at(-1)!.sha256;
    await drafter!.post(`/desk/requests/${request}/submit`, { seen, steps: [{ pos: 1, kind: 'sign', person: signer, capacity: 'TM.' }] });
    requests.push(request);
  }
  await leader!.confirm();
  await leader!.post('/pin', { pin: PIN });
});

/** Up to four with one PIN: what a kill cuts off waits as before, what was recorded is not signed again. */
async function signMany(who: Official, cards: Card[]): Promise<void> {
  for (const card of cards) if (!card.opened) await who.post(`/versions/${card.version}/read`, { page: card.pages });
  const { results } = await who.post<{ results: { signed: boolean; code?: string }[] }>('/desk/sign', { files: cards.map((c) => ({ step: c.mine!.step, seen: c.sha256 })), pin: PIN });
  const odd = results.find((r) => !r.signed);
  if (odd) throw new CallError(odd.code!, '', 'one of many was not signed');
}

const kindOf = { sign: 'sign', number: 'number', seal: 'seal' } as const;
/** Looks what waits and does it; no answer, or one that another was faster, means: look again. */
async function work(who: Official, kinds: (keyof typeof kindOf)[]): Promise<void> {
  for (let idle = 0; !stopping && idle < 400; ) {
    try {
      const box = (await who.boxes()).waiting.filter((c) => c.mine !== null && (kinds as string[]).includes(c.mine.kind));
      const card = box[Math.floor(random() * box.length)];
      if (!card) {
        if ((await who.boxes()).sent.length === 0 && (await done()) === documents) return;
        idle++;
        await sleep(50);
        continue;
      }
      idle = 0;
      if (card.mine!.kind === 'sign') await signMany(who, box.slice(0, 4));
      else await who.act(card.id, card.mine!.kind, card.mine!.kind);
    } catch (error) {
      tally.repeated++;
      if (error instanceof CallError && !['database', 'database_away', 'link_away', 'internal', 'overloaded', 'timed_out', 'cancelled', 'conflict', 'wrong_state', 'stale_revision', 'not_your_turn', 'rate_limited', 'pdf_crashes', 'pin_needed', 'not_read'].includes(error.code))
        tally.refused.push(error.message);
      await sleep(60 + random() * 120);
    }
  }
}
const done = async () => (await clerk!.boxes().catch(() => ({ done: [] as unknown[] }))).done.length;

async function reaper(): Promise<void> {
  const victims: Daemon[] = ['docs', 'docs', 'signer', 'postgres', 'docs', 'nginx'];
  for (let i = 0; i < kills && !stopping; i++) {
    await sleep(150 + random() * 700);
    const victim = victims[Math.floor(random() * victims.length)]!;
    tally.kills[victim] = (tally.kills[victim] ?? 0) + 1;
    await stack.kill(victim);
  }
}

test('two clerks, a leader and kill -9: everything is issued in the end', async () => {
  const people = [work(leader!, ['sign']), work(clerk!, ['number', 'seal']), work(sameClerk!, ['seal', 'number'])];
  const killing = reaper();
  await Promise.all(people);
  stopping = true;
  await killing;
  console.log(`        kills ${JSON.stringify(tally.kills)}, looked again ${tally.repeated} times`);
  equal(tally.refused, [], 'refusals that nobody should see');
  equal(sql<{ n: number }>(`select count (*)::int as n from phien.sign_request where state = 'issued'`)[0]!.n, documents, 'issued');
});

test('one number each, none twice, none left out', () => {
  const rows = sql<{ number: number; request_id: number; sealed: boolean }>(`select number, request_id, sealed_at is not null as sealed from phien.register_out order by number`);
  equal(rows.map((r) => r.number), requests.map((_, i) => i + 1), 'numbers');
  equal(new Set(rows.map((r) => r.request_id)).size, documents, 'documents');
  assert(rows.every((r) => r.sealed), 'all are sealed');
});

test('one signature and one seal each, and every file that is served holds', async () => {
  const signatures = sql<{ document_id: number; kind: string; n: number }>(`select v.document_id, g.kind, count (*)::int as n from phien.signature g join phien.document_version v on v.id = g.version_id join phien.sign_request r on r.document_id = v.document_id group by 1, 2`);
  equal(signatures.length, 2 * documents, 'rows');
  assert(signatures.every((s) => s.n === 1), JSON.stringify(signatures));
  for (const id of requests) {
    const request = await clerk!.request(id);
    equal(request.steps.map((s) => s.state), ['done', 'done', 'done'], `steps of ${id}`);
    for (const version of request.versions) {
      const path = join(dir, `${version.id}.pdf`);
      writeFileSync(path, await clerk!.file(version.id));
      const said = spawnSync('pdfsig', ['-nocert', path], { encoding: 'utf8' }).stdout;
      const verdicts = [...said.matchAll(/Signature Validation: (.*)/g)].map((m) => m[1]);
      assert(verdicts.slice(0, 2).every((v) => v === 'Signature is Valid.'), `version ${version.n} of ${id}: ${said}`);
      const seal = request.steps.at(-1)!;
      if (version.id === seal.version) equal(verdicts.length, 2, `signatures of the sealed file of ${id}`);
    }
  }
});

/** Versions after the seal: each is one raise, so each has one document time-stamp more than the one before. */
async function raised(id: number): Promise<number> {
  const request = await clerk!.request(id);
  const seal = request.versions.findIndex((v) => v.id === request.steps.at(-1)!.version);
  const files = await Promise.all(request.versions.slice(seal).map((v) => clerk!.file(v.id)));
  const stamps = files.map((f) => parts(f).length - 2);
  for (const [i, file] of files.entries()) assert(i === 0 || file.subarray(0, files[i - 1]!.length).equals(files[i - 1]!), 'old bytes stay a prefix');
  equal(stamps.slice(1), stamps.slice(1).map((_, i) => stamps[0]! + i + 1), `time-stamps of ${id}`);
  return files.length - 1;
}
const archived = () =>
  waitUntil('all to be B-LTA', () => sql(`select from phien.sign_request r left join phien.proof p using (document_id) where p.level is distinct from 'B-LTA' or p.state <> 'done'`).length === 0, 90_000, 200);

test('each file is raised to B-LTA once, also when the service is killed over it; a renewal likewise', async () => {
  await archived();
  const before = await Promise.all(requests.map(raised));
  assert(before.every((n) => n === 1 || n === 2), `raises: ${before.join(' ')} (two where a signature had no time-stamp at first)`);
  sql(`select phien.proof_renew (document_id) as n from phien.proof where document_id in (select document_id from phien.sign_request order by id limit ${renewed})`);
  for (let i = 0; i < 3; i++) {
    await sleep(300 + random() * 900);
    await stack.kill('docs');
  }
  await archived();
  equal(await Promise.all(requests.map(raised)), before.map((n, i) => (i < renewed ? n + 1 : n)), 'one version more for each of those');
  for (const id of requests) {
    const request = await clerk!.request(id);
    const check = await clerk!.get<{ verdict: string; signatures: { level: string; integrity: string }[] }>(`/versions/${request.versions.at(-1)!.id}/check`);
    assert(check.verdict === 'valid_with_changes' && check.signatures.every((s) => s.integrity === 'ok' && ['B-LTA', 'DocTimeStamp'].includes(s.level)), JSON.stringify(check));
  }
  equal(sql(`select document_id from phien.proof where renew_at is null or lease is not null`), [], 'nothing is left half done');
});

// ---- the disk is full

/** What is kept is whole: each blob is named after its bytes, and nobody's half-made file lies about. */
function storeIsWhole(): void {
  const blobs = join(disk.dir, 'blobs');
  for (const folder of readdirSync(blobs))
    for (const name of readdirSync(join(blobs, folder))) {
      const bytes = readFileSync(join(blobs, folder, name));
      equal(createHash('sha256').update(bytes).digest('hex'), folder + name, 'a blob is what its name says');
      assert(bytes.subarray(-32).toString('latin1').includes('%%EOF') || !bytes.subarray(0, 5).toString('latin1').startsWith('%PDF-'), `${folder}${name} ends`);
    }
}
const stateOf = (id: number) =>
  sql(`select r.state, r.round, r.rev, (select json_agg (json_build_array (s.kind, s.state, s.version_id) order by s.id) from phien.sign_step s where s.request_id = r.id) as steps,
         (select json_agg (v.sha256 order by v.n) from phien.document_version v where v.document_id = r.document_id) as versions,
         (select count (*) from phien.signature g join phien.document_version v on v.id = g.version_id where v.document_id = r.document_id) as signatures
       from phien.sign_request r where r.id = ${id}`);
/** With less and less of the disk full: refused by name, nothing changed, until it succeeds; at the end there is room for everybody. */
async function withLittleRoom(what: string, id: number, act: () => Promise<unknown>): Promise<number> {
  const before = JSON.stringify(stateOf(id));
  let refusals = 0;
  try {
    for (const bytes of [0, 16384, 131072, 524288]) {
      await disk.leave(bytes);
      const problem = await act().then(() => null, (error: unknown) => error);
      if (problem === null) return refusals;
      assert(problem instanceof CallError && problem.code === 'disk_full', `${what} with ${bytes} bytes of room: ${String(problem)}`);
      assert(problem.vi.includes('Ổ đĩa') && problem.en.includes('disk is full'), 'both languages say so');
      equal(JSON.stringify(stateOf(id)), before, `${what}: nothing has changed`);
      refusals++;
    }
  } finally {
    disk.makeRoom();
  }
  await act();
  return refusals;
}

/** What PostgreSQL writes to its log next has its place already: a segment of its own, and those behind the checkpoint used again. */
function logHasRoom(): void {
  for (const command of ['select pg_switch_wal ()', 'checkpoint']) execFileSync('psql', ['-XAtq', '-h', join(disk.dir, 'run'), '-U', 'postgres', '-d', 'phien', '-c', command], { stdio: 'pipe' });
}

let full = 0;
test('a full disk refuses each step of the desk by name; nothing changes, no number is lost, and the same succeeds when there is room', async () => {
  logHasRoom();
  const options = await drafter!.get<{ units: { id: number; abbr: string }[]; people: { id: number; name: string }[] }>('/desk/options');
  const [unit, signer] = [options.units.find((u) => u.abbr === 'UBND')!.id, options.people.find((p) => p.name === 'Nguyễn Văn Thành')!.id];
  full = (await drafter!.post<{ request: number }>('/desk', {
    unit, kind: 'decision', subject: 'Khi ổ đĩa đầy', urgency: 'normal', recipients: [], number_first: false, body: { paragraphs: ['Điều 1. Nội dung.'], signer, capacity: 'TM.' },
  })).request;
  const refusals: Record<string, number> = {};
  refusals.compose = await withLittleRoom('compose', full, () => drafter!.post(`/desk/requests/${full}/compose`));
  const seen = (await drafter!.request(full)).versions.at(-1)!;
  await drafter!.post(`/desk/requests/${full}/submit`, { seen: seen.sha256, steps: [{ pos: 1, kind: 'sign', person: signer, capacity: 'TM.' }] });
  const { step } = await leader!.step(full, 'sign');
  await leader!.post(`/versions/${seen.id}/read`, { page: seen.page_count });
  refusals.sign = await withLittleRoom('sign', full, async () => {
    const { results } = await leader!.post<{ results: { signed: boolean; code?: string; vi?: string; en?: string }[] }>('/desk/sign', { files: [{ step, seen: seen.sha256 }], pin: PIN });
    const [one] = results;
    if (!one!.signed) throw new CallError(one!.code!, one!.vi ?? '', one!.en ?? '');
  });
  const numbers = sql<{ n: number }>(`select count (*)::int as n from phien.register_out`)[0]!.n;
  refusals.number = await withLittleRoom('number', full, () => clerk!.act(full, 'number', 'number'));
  refusals.seal = await withLittleRoom('seal', full, () => clerk!.act(full, 'seal', 'seal'));
  console.log(`        refused for want of room: ${JSON.stringify(refusals)}`);
  assert(Object.values(refusals).every((n) => n >= 1), 'each was refused at least once');
  equal(sql<{ number: number }>(`select number from phien.register_out order by number`).map((r) => r.number), Array.from({ length: numbers + 1 }, (_, i) => i + 1), 'one number, no gap');
  storeIsWhole();
  writeFileSync(join(dir, 'full.pdf'), await clerk!.file((await clerk!.request(full)).steps.at(-1)!.version!));
  equal([...spawnSync('pdfsig', ['-nocert', join(dir, 'full.pdf')], { encoding: 'utf8' }).stdout.matchAll(/Signature Validation: (.*)/g)].map((m) => m[1]), ['Signature is Valid.', 'Signature is Valid.'], 'signature and seal');
  await waitUntil('what was begun to be cleared away, also by those who were killed', () => readdirSync(join(disk.dir, 'uploads')).length === 0, 20_000, 50);
});

test('a full disk and a draft that is brought: the piece is refused and sent again; what is here waits for room by itself; the check page says it too', async () => {
  const file = docx(decisionXml('Nguyễn Văn Thành', ['TM. ỦY BAN NHÂN DÂN', 'CHỦ TỊCH']));
  const request = (await drafter!.post<{ request: number }>('/desk', {
    ...(({ unit: sql<{ unit_id: number }>(`select unit_id from phien.sign_request where id = ${full}`)[0]!.unit_id })), kind: 'decision', subject: 'Dự thảo khi ổ đĩa đầy', urgency: 'normal', recipients: [], number_first: false,
    body: { source: 'file', signer: sql<{ id: number }>(`select id from phien.person where name = 'Nguyễn Văn Thành'`)[0]!.id, capacity: 'TM.' },
  })).request;
  const { document } = await drafter!.request(request);
  const { upload } = await drafter!.post<{ upload: string }>('/uploads', { document, filename: 'Dự thảo.docx', size: file.length });
  const piece = () => http(stack.url, `/docs/uploads/${upload}?offset=0`, { method: 'PUT', cookie: drafter!.cookie, body: Buffer.from(file), headers: { 'Content-Type': 'application/octet-stream' } });
  const offset = async () => (await drafter!.get<{ offset: number; state: string; phase?: string; version?: number }>(`/uploads/${upload}`));
  await disk.leave(0);
  const no = await piece();
  equal([no.status, ((await no.json()) as { error: { code: string } }).error.code, (await offset()).offset], [507, 'disk_full', 0], 'the piece is refused, none of it counts');
  const check = await http(stack.url, '/docs/check', { method: 'POST', body: new Uint8Array(randomBytes(3 << 20)) });
  equal([check.status, ((await check.json()) as { error: { code: string } }).error.code], [507, 'disk_full'], 'a check: the edge has no room for the body');
  disk.makeRoom();
  equal((await piece()).status, 200, 'sent again');
  await disk.leave(0);
  await drafter!.post(`/uploads/${upload}/finish`);
  await waitUntil('it to be said why nothing happens', async () => (await offset()).phase === 'no_room', 40_000, 100);
  equal((await offset()).state, 'checking', 'not refused: the file is not to blame');
  disk.makeRoom();
  await stack.kill('docs'); // whoever comes next takes it up, as this one would have within 20 s
  await waitUntil('it to be taken up by itself', async () => (await offset()).state === 'ready', 60_000, 200);
  assert((await drafter!.request(request)).file !== null, 'a draft with its zones');
  storeIsWhole();
});

test('PostgreSQL has no room: for rows, then for its log and dies of it; nothing acknowledged is lost and it all goes on', async () => {
  const before = JSON.stringify(stateOf(full));
  const count = () => sql<{ n: number }>(`select count (*)::int as n from phien.sign_request`)[0]!.n;
  const had = count();
  logHasRoom();
  const long = (): Promise<unknown> => drafter!.post('/desk', { unit: sql<{ unit_id: number }>(`select unit_id from phien.sign_request where id = ${full}`)[0]!.unit_id, kind: 'decision', subject: 'Dài', urgency: 'normal',
    recipients: [], number_first: false, body: { paragraphs: Array.from({ length: 400 }, () => randomBytes(700).toString('base64')), signer: null, capacity: '' } });
  await disk.leave(0);
  try {
    await refused('a row', 'disk_full', async () => { for (let i = 0; i < 20; i++) await long(); });
    const kept = count();
    // The next segment of its log has no place: PostgreSQL stops, and says so to whoever asks, until there is room.
    for (let i = 0, alive = true; i < 80 && alive; i++) alive = spawnSync('psql', ['-XAtq', '-h', join(disk.dir, 'run'), '-U', 'postgres', '-d', 'phien', '-c', 'select pg_logical_emit_message (true, $$x$$, $$y$$); select pg_switch_wal ()'], { stdio: 'pipe' }).status === 0;
    await waitUntil('it to be said', async () => (await clerk!.boxes().then(() => '', (error: CallError) => error.code)) === 'database_away', 20_000, 50);
    disk.makeRoom();
    await waitUntil('PostgreSQL to be back', async () => (await clerk!.boxes().catch(() => null)) !== null, 60_000, 200);
    equal([count(), JSON.stringify(stateOf(full))], [kept, before], 'what was acknowledged is there, nothing else');
    assert(kept >= had, 'rows');
  } finally {
    disk.makeRoom();
  }
  await long();
});

await run('fault/desk', { bail: true });
