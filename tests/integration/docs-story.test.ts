// SPDX-License-Identifier: GPL-3.0-or-later
// phien-docs, phien-render and phien-signer as they are, on a private PostgreSQL: a paper's way from upload to signature, and what
// careless and hostile people send on that way.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { assert, cleanup, end, equal, run, Skip, sleep, test, waitUntil } from '../lib/harness.ts';
import { smallPdf } from '../lib/small-pdf.ts';

const top = fileURLToPath(new URL('../..', import.meta.url));
if (!process.env.PHIEN_TEST_PG_CTL) {
  const again = spawnSync('sh', [join(top, 'tests/lib/with-pg.sh'), process.execPath, join(top, 'node_modules/tsx/dist/cli.mjs'), fileURLToPath(import.meta.url)], {
    stdio: 'inherit',
  });
  process.exit(again.status ?? 1);
}
const build = process.env.PHIEN_BUILD ?? join(top, 'build/dev');
const samples = process.env.PHIEN_SAMPLES ?? join(top, '../shared/samples');

// ---- a database with one meeting

function psql(sql: string): string {
  const done = spawnSync('psql', ['-X', '-q', '-At', '-v', 'ON_ERROR_STOP=1', '-d', 'phien'], { input: sql, encoding: 'utf8' });
  assert(done.status === 0, `psql: ${done.stderr}`);
  return done.stdout.trim();
}
function deploy(): void {
  const boot = spawnSync('psql', ['-X', '-q', '-d', 'postgres', '-f', join(top, 'db/bootstrap.sql')], { encoding: 'utf8' });
  assert(boot.status === 0, boot.stderr);
  for (const line of readFileSync(join(top, 'db/sqitch.plan'), 'utf8').split('\n')) {
    const name = /^([a-z_]+) /.exec(line)?.[1];
    if (name) psql(readFileSync(join(top, 'db/deploy', `${name}.sql`), 'utf8'));
  }
}
deploy();
psql(`set search_path = phien, public;
insert into org_unit (kind, name, code) values ('committee', 'Ủy ban nhân dân tỉnh Sơn Hà', 'H99');
insert into position_title (name, rank) values ('Chủ tịch', 1), ('Thư ký', 5), ('Ủy viên', 10);
insert into person (name) values ('Nguyễn Văn Ước'), ('Trần Thị Thư'), ('Lê Văn Viên'), ('Phạm Người Ngoài');
insert into tenure (person_id, unit_id, title_id, member) select p, 1, t, true from (values (1, 1), (2, 2), (3, 3), (4, 3)) x (p, t);
insert into account (person_id, username) values (1, 'chutich'), (2, 'thuky'), (3, 'uyvien1'), (4, 'nguoila');
insert into login_session (token_sha256, account_id) select sha256 (('token-' || username)::bytea), id from account;
insert into meeting (unit_id, title, kind, starts_at, ends_at, chair_id, secretary_id, created_by, place)
  values (1, 'Phiên họp thường kỳ tháng 11', 'regular', now (), now () + interval '2 hours', 1, 2, 2, 'Phòng họp số 1');
insert into participant (meeting_id, person_id, role, votes) values (1, 1, 'chair', true), (1, 2, 'secretary', false), (1, 3, 'delegate', true);
insert into agenda_item (meeting_id, position, title, minutes) values (1, 1, 'Thông qua nghị quyết', 10);
update meeting set state = 'published', published_at = now () where id = 1;`);

// ---- the daemons

const varDir = mkdtempSync(join(tmpdir(), 'phien-docs-'));
mkdirSync(join(varDir, 'run'));
const port = await new Promise<number>((resolve) => {
  const probe = createServer().listen(0, '127.0.0.1', () => {
    const { port: p } = probe.address() as { port: number };
    probe.close(() => resolve(p));
  });
});
const conf = join(varDir, 'phien.conf');
writeFileSync(conf, `[phien]\nvar = ${varDir}\n[docs]\ndatabase = host=${process.env.PGHOST} dbname=phien user=phien_docs\nlisten = 127.0.0.1:${port}\naccel = false\n`);
let log = '';
const children: ChildProcess[] = [];
function start(program: string, env: Record<string, string> = {}): ChildProcess {
  const child = spawn(join(build, 'docs-service', program), ['--config', conf], { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, ...env } });
  child.stderr!.on('data', (chunk: Buffer) => (log += chunk.toString()));
  children.push(child);
  return child;
}
let docs = start('phien-docs');
cleanup(async () => {
  await end(...children);
  rmSync(varDir, { recursive: true, force: true });
  if (process.env.PHIEN_SHOW_LOG) console.log(log);
});

// ---- a client

type Json = Record<string, any>; // answers of the service, looked at field by field
const url = (path: string) => `http://127.0.0.1:${port}/docs${path}`;
async function call(user: string, method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<{ status: number; json: Json; headers: Headers; bytes: Buffer }> {
  const raw = body instanceof Uint8Array;
  const answer = await fetch(url(path), {
    method,
    headers: { 'X-Phien': '1', Cookie: `__Host-phien=token-${user}`, ...headers },
    body: body === undefined ? null : raw ? new Uint8Array(body) : JSON.stringify(body),
    signal: AbortSignal.timeout(60_000),
  });
  const bytes = Buffer.from(await answer.arrayBuffer());
  const isJson = answer.headers.get('content-type')?.startsWith('application/json');
  return { status: answer.status, json: isJson ? (JSON.parse(bytes.toString()) as Json) : {}, headers: answer.headers, bytes };
}
const ready = () => waitUntil('phien-docs', async () => (await call('thuky', 'GET', '/versions/999999')).status === 404, 10_000);
const chunk = 4 << 20;
async function begin(user: string, filename: string, size: number, more: Json = { meeting: 1 }): Promise<string> {
  const created = await call(user, 'POST', '/uploads', { filename, size, ...more });
  equal(created.status, 201, JSON.stringify(created.json));
  return created.json.upload as string;
}
async function finish(user: string, upload: string): Promise<Json> {
  equal((await call(user, 'POST', `/uploads/${upload}/finish`, {})).status, 202, 'finish');
  return waitUntil('the check', async () => {
    const { json } = await call(user, 'GET', `/uploads/${upload}`);
    return json.state === 'ready' || json.state === 'refused' ? json : null;
  }, 60_000);
}
async function upload(user: string, filename: string, bytes: Uint8Array, more: Json = { meeting: 1 }): Promise<Json> {
  const id = await begin(user, filename, bytes.length, more);
  for (let at = 0; at < bytes.length; at += chunk) {
    const sent = await call(user, 'PUT', `/uploads/${id}?offset=${at}`, bytes.subarray(at, at + chunk));
    equal(sent.status, 200, JSON.stringify(sent.json));
  }
  return finish(user, id);
}
const sha = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const paper = smallPdf(['Page one: resolution', 'Page two', 'Page three']);
let version = 0;

// ---- the story

test('a paper is uploaded, and its pages can be seen', async () => {
  await ready();
  const done = await upload('thuky', 'Tờ trình số 12.pdf', paper, { meeting: 1, item: 1, title: 'Tờ trình' });
  equal(done.state, 'ready', JSON.stringify(done));
  version = done.version as number;
  const shown = await call('uyvien1', 'GET', `/versions/${version}`);
  equal([shown.json.page_count, shown.json.pages[0], shown.json.n, shown.json.sha256, shown.json.kind], [3, [595, 842], 1, sha(paper), 'paper']);
  const page = await call('uyvien1', 'GET', `/versions/${version}/pages/1?w=800`);
  equal(page.status, 200);
  assert(page.bytes.subarray(1, 4).toString() === 'PNG', 'a page of text is a PNG');
  equal(page.bytes.readUInt32BE(16), 800, 'width in pixels');
  assert(page.headers.get('cache-control')?.includes('immutable'), 'a page never changes');
  equal(page.headers.get('vary'), 'Cookie', 'and is kept for this session only');
  equal((await call('uyvien1', 'GET', `/versions/${version}/pages/4`)).status, 404, 'page 4 of 3');
  equal(psql(`select count (*) from phien.event where kind = 'document.added'`), '1', 'events');
});

test('the bytes come back as they went in', async () => {
  const file = await call('uyvien1', 'GET', `/versions/${version}/file`);
  equal(sha(file.bytes), sha(paper));
  equal(file.headers.get('content-disposition'), `attachment; filename*=UTF-8''${encodeURIComponent('Tờ trình số 12.pdf')}`);
});

test('words carry their boxes', async () => {
  const text = await call('uyvien1', 'GET', `/versions/${version}/text/1`);
  equal(text.json.words.map((w: unknown[]) => w[4]), ['Page', 'one:', 'resolution']);
  const [x, y] = text.json.words[0] as number[];
  assert(Math.abs(x! - 72) < 2 && y! > 60 && y! < 85, `the first word lies at ${x}, ${y} from the top left`);
});

test('a database that goes away over the index does not cost the index', async () => {
  psql(`create function public.cut () returns trigger language plpgsql security definer as $$ begin perform pg_terminate_backend (pg_backend_pid ()); return new; end $$;
    create trigger cut before insert on phien.page_text for each row execute function public.cut ()`);
  const first = await upload('thuky', 'mot.pdf', smallPdf(['kangaroo']));
  await waitUntil('the index to fail', () => log.includes('page text not saved'));
  psql('drop trigger cut on phien.page_text; drop function public.cut');
  await ready();
  await upload('thuky', 'hai.pdf', smallPdf(['platypus'])); // begins the index anew, as the clock does every 20 s
  await waitUntil('the words of the first', async () => (await call('uyvien1', 'GET', `/versions/${first.version}/search?q=kangaroo`)).json.hits?.length === 1, 10_000);
});

test('an upload goes on after kill -9 at the acknowledged offset', async () => {
  const bytes = smallPdf(['big'], 9_000_000);
  const id = await begin('thuky', 'lon.pdf', bytes.length);
  equal((await call('thuky', 'PUT', `/uploads/${id}?offset=0`, bytes.subarray(0, chunk))).json.offset, chunk);
  docs.kill('SIGKILL');
  await sleep(100);
  docs = start('phien-docs');
  await ready();
  const state = await call('thuky', 'GET', `/uploads/${id}`);
  equal([state.json.state, state.json.offset], ['receiving', chunk]);
  equal((await call('thuky', 'PUT', `/uploads/${id}?offset=0`, bytes.subarray(0, 1000))).status, 409, 'an old offset');
  for (let at = chunk; at < bytes.length; at += chunk) equal((await call('thuky', 'PUT', `/uploads/${id}?offset=${at}`, bytes.subarray(at, at + chunk))).status, 200);
  const done = await finish('thuky', id);
  equal(done.state, 'ready', JSON.stringify(done));
  equal(sha((await call('thuky', 'GET', `/versions/${done.version}/file`)).bytes), sha(bytes));
});

test('50 MB work, several at once', async () => {
  const bytes = smallPdf(['fifty'], 50 << 20);
  const [big, ...small] = await Promise.all([upload('thuky', '50MB.pdf', bytes), ...[1, 2, 3].map((n) => upload('thuky', `nho-${n}.pdf`, smallPdf([`small ${n}`])))]);
  equal([big!.state, ...small.map((s) => s.state)], ['ready', 'ready', 'ready', 'ready']);
});

test('a check cut off by kill -9 is taken up again', async () => {
  const bytes = smallPdf(['interrupted'], 20_000_000);
  const id = await begin('thuky', 'x.pdf', bytes.length);
  for (let at = 0; at < bytes.length; at += chunk) await call('thuky', 'PUT', `/uploads/${id}?offset=${at}`, bytes.subarray(at, at + chunk));
  equal((await call('thuky', 'POST', `/uploads/${id}/finish`, {})).status, 202);
  docs.kill('SIGKILL');
  await sleep(100);
  docs = start('phien-docs');
  await ready();
  await waitUntil('the upload to be ready', async () => (await call('thuky', 'GET', `/uploads/${id}`)).json.state === 'ready', 20_000);
});

test('broken, empty and foreign files are refused with a reason in two languages', async () => {
  const cases: [string, Uint8Array, string][] = [
    ['text', new TextEncoder().encode('this is no PDF at all'), 'pdf_not_a_pdf'],
    ['cut off', paper.subarray(0, 60), 'pdf_damaged'],
    ['noise', Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(5000)]), 'pdf_damaged'],
  ];
  for (const [name, bytes, code] of cases) {
    const done = await upload('thuky', `${name}.pdf`, bytes);
    equal([done.state, done.error?.code], ['refused', code], name);
    assert(done.error.vi.length > 5 && done.error.en.length > 5, 'sentences');
  }
});

test('an encrypted file is refused as encrypted', async () => {
  const plain = join(varDir, 'plain.pdf');
  const locked = join(varDir, 'locked.pdf');
  writeFileSync(plain, paper);
  equal(spawnSync('qpdf', ['--encrypt', 'mat-khau', 'chu', '256', '--', plain, locked]).status, 0, 'qpdf');
  const done = await upload('thuky', 'locked.pdf', readFileSync(locked));
  equal([done.state, done.error?.code], ['refused', 'pdf_encrypted']);
});

test('path tricks in file names go nowhere', async () => {
  for (const name of ['../../../etc/passwd', '..\\..\\windows\\system.ini', '/abs/o/lute.pdf', 'a\u0000b.pdf', '.', '', '\u202efdp.exe', 'x'.repeat(900)]) {
    const created = await call('thuky', 'POST', '/uploads', { meeting: 1, filename: name, size: paper.length });
    if (created.status !== 201) {
      equal(created.status, 400, `${JSON.stringify(name)}: ${JSON.stringify(created.json)}`);
      continue;
    }
    const kept = psql(`select filename from phien.upload where id = '${created.json.upload}'`);
    assert(!/[/\\\u0000-\u001f\u202e]/.test(kept) && kept.length > 0 && kept[0] !== '.', `${JSON.stringify(name)} became ${JSON.stringify(kept)}`);
  }
  const odd = await call('thuky', 'GET', '/uploads/..%2f..%2fetc');
  assert(odd.status === 404 || odd.status === 400, `status ${odd.status}`);
  assert(!existsSync('/tmp/etc') && readdirSync(join(varDir, 'uploads')).every((name) => /^[0-9a-f-]{36}$/.test(name)), 'only UUIDs in uploads/');
});

test('strangers, members and foreign sites are kept to what they may', async () => {
  equal((await call('nguoila', 'GET', `/versions/${version}`)).status, 403, 'a stranger reads');
  equal((await call('nguoila', 'GET', `/versions/${version}/pages/1`)).status, 403, 'a stranger sees a page');
  equal((await call('nguoila', 'GET', `/versions/${version}/file`)).status, 403, 'a stranger downloads');
  equal((await call('uyvien1', 'POST', '/uploads', { meeting: 1, filename: 'a.pdf', size: 10 })).json.error?.code, 'not_allowed', 'a member uploads');
  equal((await call('khong-co', 'GET', `/versions/${version}`)).status, 401, 'no session');
  equal((await call('thuky', 'POST', '/uploads', { meeting: 1, filename: 'a.pdf', size: 10 }, { 'X-Phien': '' })).status, 403, 'without X-Phien');
  equal((await call('thuky', 'POST', '/uploads', { meeting: 1, filename: 'a.pdf', size: 10 }, { Origin: 'https://evil.example' })).status, 403, 'foreign Origin');
  const id = await begin('thuky', 'mine.pdf', 10);
  equal((await call('chutich', 'GET', `/uploads/${id}`)).status, 404, "another's upload");
  equal((await call('thuky', 'POST', '/uploads', { meeting: 1, filename: 'a.pdf', size: 1e12 })).json.error?.code, 'too_large');
});

test('private notes are their author\'s alone, shared ones everybody\'s', async () => {
  const note = { page: 1, kind: 'note', layer: 'private', data: { text: 'chỉ của tôi', x: 10, y: 20 }, client: randomUUID() };
  const mine = await call('uyvien1', 'POST', `/versions/${version}/annotations`, note);
  equal(mine.status, 201, JSON.stringify(mine.json));
  equal((await call('uyvien1', 'POST', `/versions/${version}/annotations`, note)).json.id, mine.json.id, 'the same client id again');
  const shared = await call('uyvien1', 'POST', `/versions/${version}/annotations`, { page: 2, kind: 'highlight', layer: 'shared', data: { rects: [[1, 2, 3, 4]] } });
  equal(shared.status, 201, JSON.stringify(shared.json));
  const seen = async (user: string) => ((await call(user, 'GET', `/versions/${version}/annotations`)).json.annotations as Json[]).map((a) => a.id);
  equal(await seen('uyvien1'), [mine.json.id, shared.json.id]);
  equal(await seen('chutich'), [shared.json.id]);
  equal((await call('chutich', 'PUT', `/annotations/${mine.json.id}`, { page: 1, layer: 'shared', data: { text: 'x' } })).status, 404, "changing another's private note");
  equal((await call('chutich', 'DELETE', `/annotations/${mine.json.id}`)).status, 404);
  const changed = await call('uyvien1', 'PUT', `/annotations/${mine.json.id}`, { page: 1, layer: 'private', data: { text: 'mới' } });
  equal(changed.json.data, { text: 'mới' }, JSON.stringify(changed.json));
  equal((await call('uyvien1', 'POST', `/versions/${version}/annotations`, { ...note, page: 99, client: randomUUID() })).json.error?.code, 'bad_value');
  equal((await call('chutich', 'DELETE', `/annotations/${shared.json.id}`)).status, 200, 'the chair removes a shared note');
  equal((await call('uyvien1', 'POST', `/versions/${version}/read`, { page: 2 })).json.page, 2, 'read receipt');
});

test('the renderer is killed and comes back', async () => {
  const zygotes = () => spawnSync('pgrep', ['-P', String(docs.pid)], { encoding: 'utf8' }).stdout.trim().split('\n').filter(Boolean).map(Number);
  const before = zygotes();
  equal(before.length, 1, 'zygotes');
  process.kill(before[0]!, 'SIGKILL');
  const page = await call('uyvien1', 'GET', `/versions/${version}/pages/3?w=1600`);
  equal(page.status, 200, JSON.stringify(page.json));
  assert(zygotes()[0] !== before[0], 'a new zygote');
});

test('samples of attackers: each gets an answer, the service stays up', async () => {
  if (!existsSync(join(samples, 'attack'))) throw new Skip(`no samples in ${samples} (PHIEN_SAMPLES)`);
  const files = ['attack', 'fuzz'].flatMap((kind) => readdirSync(join(samples, kind)).filter((n) => n.endsWith('.pdf')).sort().filter((_, i) => i % 8 === 0).map((n) => join(samples, kind, n)));
  const counts: Record<string, number> = {};
  const pid = docs.pid;
  for (const file of files.filter((f) => statSync(f).size > 0)) {
    const done = await upload('thuky', 'mau.pdf', readFileSync(file));
    const key = done.state === 'ready' ? 'ready' : (done.error.code as string);
    counts[key] = (counts[key] ?? 0) + 1;
    if (done.state === 'ready') {
      const page = await call('thuky', 'GET', `/versions/${done.version}/pages/1?w=800`);
      assert([200, 404, 422].includes(page.status), `${file}: page ${page.status}`);
    }
  }
  console.log(`        ${files.length} files: ${JSON.stringify(counts)}`);
  assert(docs.pid === pid && docs.exitCode === null, 'phien-docs is the same process');
});

// ---- minutes

let minutes = 0;
test('minutes become a PDF, and "nghi quyet" finds "nghị quyết" in it', async () => {
  psql(`set search_path = phien, public; update meeting set state = 'open', opened_at = now () where id = 1; update meeting set state = 'closed', closed_at = now () where id = 1;
    insert into minutes_revision (meeting_id, rev, sections, author_id) values (1, 1, '[{"key":"present","heading":"Thành phần","paragraphs":["Có mặt 3 đại biểu."]},
    {"key":"course","heading":"Diễn biến","paragraphs":["Phiên họp thảo luận dự thảo Nghị quyết về ngân sách."]},{"key":"opinions","heading":"Ý kiến","paragraphs":[]},
    {"key":"votes","heading":"Biểu quyết","paragraphs":["Tán thành 3/3."]},{"key":"conclusions","heading":"Kết luận","paragraphs":["Thông qua nghị quyết."]}]', 2)`);
  const made = await call('thuky', 'POST', '/meetings/1/minutes', {});
  equal(made.status, 201, JSON.stringify(made.json));
  const found = await waitUntil('the text to be indexed', async () => {
    const { json } = await call('uyvien1', 'GET', `/versions/${made.json.version}/search?q=${encodeURIComponent('nghi quyet')}`);
    return json.hits?.length ? json : null;
  });
  equal(found.hits.length, 2, JSON.stringify(found));
  assert(found.hits[0].rects.length === 2 && /Nghị quyết/.test(found.hits[0].excerpt), JSON.stringify(found.hits[0]));
  equal((await call('uyvien1', 'POST', '/meetings/1/minutes', {})).status, 403, 'a member makes minutes');
  equal((await call('chutich', 'POST', `/versions/${made.json.version}/sign`, {})).json.error?.code, 'wrong_state', 'a draft is not signed');
});

test('the chair signs the frozen minutes; an independent reader calls the signature valid', async () => {
  if (!existsSync(join(build, 'docs-service/signer/phien-signer'))) throw new Skip('phien-signer is not built');
  start('signer/phien-signer', { ASAN_OPTIONS: 'detect_leaks=0' }); // its own cage leaves LeakSanitizer no thread
  await waitUntil('the signer', () => existsSync(join(varDir, 'run/signer.sock')));
  psql(`update phien.minutes_revision set state = 'frozen' where meeting_id = 1 and rev = 1`);
  const made = await call('thuky', 'POST', '/meetings/1/minutes', {});
  equal(made.status, 201, JSON.stringify(made.json));
  equal((await call('thuky', 'POST', `/versions/${made.json.version}/sign`, {})).json.error?.code, 'not_allowed', 'the secretary signs');
  const late = await begin('thuky', 'muon.pdf', paper.length, { document: made.json.document });
  equal((await call('thuky', 'PUT', `/uploads/${late}?offset=0`, paper)).status, 200);
  psql(`create function public.rival () returns trigger language plpgsql security definer set search_path = phien as $$ begin
      insert into document_version (document_id, sha256, filename, page_count) select document_id, sha256, filename, page_count from document_version where id = ${made.json.version};
      return new; end $$;
    create trigger rival before insert on phien.blob for each row execute function public.rival ()`);
  const beaten = await waitUntil('an answer of the signer', async () => {
    const answer = await call('chutich', 'POST', `/versions/${made.json.version}/sign`, {});
    return answer.json.error?.code === 'link_away' ? null : answer;
  });
  psql('drop trigger rival on phien.blob; drop function public.rival');
  equal(beaten.json.error?.code, 'wrong_state', 'a version came while the chair signed');
  equal(psql('select count (*) from phien.signature'), '0', 'signatures on a file nobody signed');
  const signed = await waitUntil('a signature', async () => {
    const answer = await call('chutich', 'POST', `/versions/${made.json.version}/sign`, { capacity: 'TM.' });
    return answer.json.error?.code === 'link_away' ? null : answer;
  });
  equal(signed.status, 201, JSON.stringify(signed.json));
  minutes = signed.json.version as number;
  const before = (await call('chutich', 'GET', `/versions/${made.json.version}/file`)).bytes;
  const after = (await call('chutich', 'GET', `/versions/${minutes}/file`)).bytes;
  assert(after.subarray(0, before.length).equals(before), 'the old bytes are a prefix');
  const file = join(varDir, 'signed.pdf');
  writeFileSync(file, after);
  const judge = spawnSync('pdfsig', ['-nocert', file], { encoding: 'utf8' });
  assert(/Signature is Valid/.test(judge.stdout), judge.stdout + judge.stderr);
  equal((await call('chutich', 'POST', `/versions/${made.json.version}/sign`, {})).json.error?.code, 'wrong_state', 'an older version');
  equal((await call('thuky', 'POST', '/meetings/1/minutes', {})).json.error?.code, 'wrong_state', 'composing over a signature');
  const over = await finish('thuky', late);
  equal([over.state, over.error?.code], ['refused', 'wrong_state'], 'an upload begun before the signature');
  equal(psql(`select string_agg (kind, ' ' order by seq desc) from (select kind, seq from phien.event order by seq desc limit 2) x`), 'minutes.signed document.added');
});

test('our own check agrees', async () => {
  if (!minutes) throw new Skip('nothing was signed');
  const verdict = await call('uyvien1', 'GET', `/versions/${minutes}/check`);
  equal([verdict.status, verdict.json.verdict], [200, 'valid'], JSON.stringify(verdict.json));
  equal((await call('uyvien1', 'GET', `/versions/${version}/check`)).json.verdict, 'unsigned');
});

test('recordings are listed for those of the meeting', async () => {
  mkdirSync(join(varDir, 'recordings'), { recursive: true });
  writeFileSync(join(varDir, 'recordings/meeting-1.webm'), 'not really a film');
  psql(`insert into phien.recording (meeting_id, file) values (1, 'meeting-1.webm'); update phien.recording set state = 'done', stopped_at = now (), bytes = 17, duration_ms = 1000`);
  const list = await call('uyvien1', 'GET', '/meetings/1/recordings');
  equal([list.json.recordings.length, list.json.recordings[0].state], [1, 'done']);
  equal((await call('uyvien1', 'GET', `/recordings/${list.json.recordings[0].id}/file`)).bytes.toString(), 'not really a film');
  equal((await call('nguoila', 'GET', '/meetings/1/recordings')).status, 403);
});

test('signed minutes end as a file that can be proven for years: B-LTA', async () => {
  if (!minutes) throw new Skip('nothing was signed');
  await waitUntil('the minutes to be B-LTA', () => psql(`select p.level from phien.proof p join phien.document_version v using (document_id) where v.id = ${minutes}`) === 'B-LTA', 30_000);
  const newest = psql(`select w.id from phien.document_version w where w.document_id = (select document_id from phien.document_version where id = ${minutes}) order by n desc limit 1`);
  const check = await call('uyvien1', 'GET', `/versions/${newest}/check`);
  equal([check.json.verdict, check.json.signatures[0].level, check.json.signatures.at(-1).level], ['valid_with_changes', 'B-LTA', 'DocTimeStamp'], JSON.stringify(check.json.signatures));
});

test('an upload nobody goes on with is forgotten after a week', async () => {
  const id = await begin('thuky', 'bo-do.pdf', 100);
  equal((await call('thuky', 'PUT', `/uploads/${id}?offset=0`, new Uint8Array(50))).status, 200);
  assert(existsSync(join(varDir, 'uploads', id)), 'its file is there');
  psql(`update phien.upload set updated_at = now () - interval '8 days' where id = '${id}'`);
  docs.kill('SIGTERM');
  await waitUntil('phien-docs to end', () => docs.exitCode !== null, 8000);
  equal(docs.exitCode, 0, `phien-docs ends well when asked: ${log.slice(-2000)}`);
  docs = start('phien-docs');
  await ready();
  await waitUntil('the file to be gone', () => !existsSync(join(varDir, 'uploads', id)));
  equal((await call('thuky', 'GET', `/uploads/${id}`)).status, 404);
});

await run('docs story');
