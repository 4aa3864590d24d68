// SPDX-License-Identifier: GPL-3.0-or-later
// The leader signs with a key that is not ours, over HTTP with real daemons: his program fetches the file by a one-time link, signs it with a key of
// another authority, and brings it back; everything else that may come back is refused. phien-docs is killed in between.
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, chmodSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Official, refused } from '../lib/desk.ts';
import { assert, cleanup, equal, run, sleep, test, waitUntil } from '../lib/harness.ts';
import { append, bodyOf, stream, textOf } from '../lib/forge.ts';
import { parts } from '../lib/signed-parts.ts';
import { smallPdf } from '../lib/small-pdf.ts';
import { startStack, top } from '../lib/stack.ts';
import { startProxy } from '../lib/web-proxy.ts';

const build = process.env.PHIEN_BUILD ?? join(top, 'build/dev');
process.env.PHIEN_CSC_TIMEOUT = '4'; // a slow service is given up on after so many seconds
// Time-stamps, OCSP and revocation lists come over HTTP here, from our own authority's addresses, through a proxy that sees them and can take them away.
const proxy = await startProxy();
const dir = mkdtempSync(join(tmpdir(), 'phien-outside-'));
chmodSync(dir, 0o711);
mkdirSync(join(dir, 'mirror'));
Object.assign(process.env, { PHIEN_TRUST_PROXY: proxy.url, PHIEN_TRUST_TSA_URLS: 'http://tsa.test/ca/tsa', PHIEN_TRUST_HOSTS: 'localhost', PHIEN_TRUST_KEEP_SECONDS: '1', PHIEN_TRUST_MIRRORS: join(dir, 'mirror') });
const stack = await startStack();
proxy.hosts.set('tsa.test', stack.url);
cleanup(async () => {
  await stack.stop();
  rmSync(dir, { recursive: true, force: true });
});
mkdirSync(join(dir, 'token/run'), { recursive: true });
const at = (name: string) => join(dir, name);
const [drafter, leader, clerk] = await Promise.all(['chuyenvien', 'chutich', 'vanthu'].map((n) => Official.as(stack.url, n)));
const ids = { unit: 0, leader: 0, drafter: 0, request: 0, token: 0 };

interface Links { file: string; signed: string; expires_at: string; certs: { subject: string }[] }
interface State { state: string; refused: { code: string; vi: string } | null; fetched_at: string | null; certs: { subject: string; until: string }[] }
interface Answer { status: number; code: string; body: { request?: number; version?: number } }

/** The token's side: a key and an authority of its own, in a directory the product never sees. */
function token(key: string, from: string, to: string, ...more: string[]): void {
  const done = spawnSync(join(build, 'cli/phien'), ['sign', '--key', key, ...more, from, to], { env: { ...process.env, PHIEN_VAR: at('token') }, encoding: 'utf8' });
  equal(done.status, 0, `sign as ${key}: ${done.stderr}`);
}
function signedBy(key: string, bytes: Buffer, ...more: string[]): Buffer {
  writeFileSync(at('in.pdf'), bytes);
  token(key, at('in.pdf'), at('out.pdf'), ...more);
  return readFileSync(at('out.pdf'));
}
/** The certificate of a key, taken out of something it signed. */
function certificate(key: string): string {
  const text = signedBy(key, Buffer.from(smallPdf(['x']))).toString('latin1');
  const hex = /\/Contents\s*<([0-9A-Fa-f]+)>/.exec(text)![1]!;
  writeFileSync(at('cms.der'), Buffer.from(hex, 'hex'));
  const pem = execFileSync('openssl', ['pkcs7', '-inform', 'DER', '-in', at('cms.der'), '-print_certs'], { encoding: 'utf8' });
  const own = pem.split(/(?=subject=)/).find((p) => !/^subject=(.*)\n+issuer=\1$/m.test(p) && p.includes('BEGIN'))!;
  writeFileSync(at(`${key}.pem`), own);
  return at(`${key}.pem`);
}
const operator = (...args: string[]) => spawnSync(join(build, 'cli/phien'), ['cert', ...args], { env: { ...process.env, PHIEN_VAR: stack.varDir }, encoding: 'utf8' });
function sql<T>(query: string): T[] {
  const text = execFileSync('psql', ['-XAtq', '-h', join(stack.varDir, 'run'), '-U', 'phien_owner', '-d', 'phien', '-c', query], { encoding: 'utf8' });
  return text.trim() === '' ? [] : (JSON.parse(`[${text.trim().split('\n').join(',')}]`) as T[]);
}

/** What a signing program does: no cookie, no header of ours. */
/** nginx speaks for a daemon that is away, or of too many at once (502, 429): a program tries again. */
async function patiently(send: () => Promise<Response>): Promise<Response> {
  let response = await send();
  for (let i = 0; i < 100 && (response.headers.get('content-type') ?? '').startsWith('text/html'); i++) {
    await sleep(100);
    response = await send();
  }
  return response;
}
async function fetchFile(links: Links): Promise<Buffer> {
  const response = await patiently(() => fetch(stack.url + links.file));
  equal(response.status, 200, 'the file of the link');
  return Buffer.from(await response.arrayBuffer());
}
async function bring(links: Links, bytes: Buffer, method = 'PUT'): Promise<Answer> {
  const response = await patiently(() => fetch(stack.url + links.signed, { method, body: new Uint8Array(bytes), headers: { 'content-type': 'application/pdf' } }));
  const body = (await response.json()) as { request?: number; version?: number; error?: { code: string; vi: string; en: string } };
  if (body.error) assert(body.error.vi.length > 20 && body.error.en.length > 20, 'a sentence in both languages');
  return { status: response.status, code: body.error?.code ?? '', body };
}
async function refusedFile(what: string, code: string, links: Links, bytes: Buffer): Promise<void> {
  equal((await bring(links, bytes)).code, code, what);
}
async function waitingDocument(numberFirst = false, text = 'Nội dung.'): Promise<number> {
  const { request } = await drafter!.post<{ request: number }>('/desk', {
    unit: ids.unit, kind: 'decision', subject: 'Về việc ký bằng USB token', urgency: 'normal', recipients: [], number_first: numberFirst,
    body: { paragraphs: [`Điều 1. ${text}`], signer: ids.leader, capacity: 'TM.' },
  });
  await drafter!.post(`/desk/requests/${request}/compose`);
  const seen = (await drafter!.request(request)).versions.at(-1)!.sha256;
  await drafter!.post(`/desk/requests/${request}/submit`, { seen, steps: [{ pos: 1, kind: 'sign', person: ids.leader, capacity: 'TM.' }] });
  return request;
}
async function links(request: number): Promise<Links> {
  const { step, seen } = await leader!.step(request, 'sign');
  return leader!.post<Links>(`/desk/steps/${step}/intake`, { seen });
}
async function state(request: number): Promise<State> {
  const step = (await leader!.request(request)).steps.find((s) => s.kind === 'sign')!;
  return leader!.get<State>(`/desk/steps/${step.id}/intake`);
}
function pdfsig(file: Buffer): string[] {
  writeFileSync(at('x.pdf'), file);
  return [...spawnSync('pdfsig', ['-nocert', at('x.pdf')], { encoding: 'utf8' }).stdout.matchAll(/Signature Validation: (.*)/g)].map((m) => m[1]!);
}

test('no link before the operator has registered the token’s certificate', async () => {
  const options = await drafter!.get<{ units: { id: number; abbr: string }[]; people: { id: number; name: string }[] }>('/desk/options');
  ids.unit = options.units.find((u) => u.abbr === 'UBND')!.id;
  ids.leader = options.people.find((p) => p.name === 'Nguyễn Văn Thành')!.id;
  ids.drafter = options.people.find((p) => p.name === 'Lê Thị Kim Oanh')!.id;
  ids.request = await waitingDocument();
  equal((await state(ids.request)).state, 'none', 'no link yet');
  await refused('no certificate', 'no_certificate', () => links(ids.request));
  equal(operator('add', '--person', String(ids.leader), at('nothing.pem')).status, 66, 'no such file');
  writeFileSync(at('empty.pem'), 'no certificate\n');
  equal(operator('add', '--person', String(ids.leader), at('empty.pem')).status, 77, 'no certificate in it');
  const own = certificate('leader');
  const added = operator('add', '--person', String(ids.leader), own);
  equal(added.status, 0, `the certificate is registered: ${added.stderr}`);
  equal(operator('add', '--person', String(ids.drafter), own).status, 77, 'one certificate is one person’s');
  equal(operator('add', '--person', String(ids.drafter), certificate('other')).status, 0, 'another person’s own');
  assert(/valid .*Nguyễn Văn Thành/.test(operator('list').stdout), operator('list').stdout);
});

test('the link is for the one whose turn it is, on the version he saw', async () => {
  const { step, seen } = await leader!.step(ids.request, 'sign');
  await refused('another person', 'not_your_turn', () => drafter!.post(`/desk/steps/${step}/intake`, { seen }));
  await refused('another version', 'stale_revision', () => leader!.post(`/desk/steps/${step}/intake`, { seen: '0'.repeat(64) }));
  const first = await links(ids.request);
  equal(createHash('sha256').update(await fetchFile(first)).digest('hex'), seen, 'the very bytes');
  assert((await state(ids.request)).fetched_at !== null, 'that they were fetched is seen');
  const second = await links(ids.request);
  equal((await fetch(stack.url + first.file)).status, 410, 'a new pair ends the first');
  equal((await fetch(`${stack.url}/docs/intake/${'A'.repeat(43)}/file`)).status, 404, 'a guessed one is none');
  const secret = second.file.split('/')[3]!;
  for (const log of ['docs', 'nginx'] as const) assert(!stack.log(log).includes(secret), `the key of the link is not in the log of ${log}`);
  assert(!readFileSync(join(stack.varDir, 'log/nginx-access.log'), 'utf8').includes(secret), 'nor in the access log');
});

test('whatever is not our file with one signature of his is refused, and the link stays good', async () => {
  const pair = await links(ids.request);
  const ours = await fetchFile(pair);
  const good = signedBy('leader', ours, '--field', 'ChuKy');
  await refusedFile('a foreign file', 'intake_not_ours', pair, signedBy('leader', Buffer.from(smallPdf(['another']))));
  await refusedFile('no PDF', 'intake_not_ours', pair, Buffer.from('hello'));
  await refusedFile('our file unsigned', 'intake_unsigned', pair, ours);
  equal((await state(ids.request)).refused?.code, 'intake_unsigned', 'the leader’s page says why');
  await refusedFile('two signatures', 'intake_not_one', pair, signedBy('leader', good));
  const inside = Buffer.from(good);
  inside[Math.floor(ours.length / 2)]! ^= 1;
  await refusedFile('a byte of ours changed', 'intake_not_ours', pair, inside);
  const late = Buffer.from(good);
  const spot = late.lastIndexOf('/Name');
  assert(spot > ours.length, 'something of the signature revision to change');
  late[spot + 8]! ^= 1;
  await refusedFile('a byte of the signature changed', 'intake_changed', pair, late);
  await refusedFile('bytes after the signature', 'intake_changed', pair, Buffer.concat([good, Buffer.from('% more\n')]));
  await refusedFile('another person’s certificate', 'intake_wrong_cert', pair, signedBy('other', ours, '--field', 'ChuKy'));
  await refusedFile('a certificate nobody registered', 'intake_wrong_cert', pair, signedBy('stranger', ours, '--field', 'ChuKy'));
  await refusedFile('a signature nobody sees', 'intake_invisible', pair, signedBy('leader', ours, '--field', 'Moi'));
  await refusedFile('a picture over the page', 'intake_changed', pair, signedBy('leader', ours, '--field', 'Moi', '--page', '1', '--rect', '0,0,500,700'));
  await refusedFile('locked against the clerk', 'intake_locked', pair, signedBy('leader', ours, '--field', 'ChuKy', '--lock-all'));
  await refusedFile('certified against any change', 'intake_locked', pair, signedBy('leader', ours, '--field', 'ChuKy', '--certify', '1'));
  writeFileSync(at('form.pdf'), ours);
  const filled = spawnSync(join(build, 'cli/phien'), ['form', 'fill', at('form.pdf'), at('filled.pdf'), 'SoVanBan=99'], { env: { ...process.env, PHIEN_VAR: at('token') }, encoding: 'utf8' });
  equal(filled.status, 0, `a number written by hand: ${filled.stderr}`);
  await refusedFile('a number written before signing', 'intake_changed', pair, signedBy('leader', readFileSync(at('filled.pdf')), '--field', 'ChuKy'));
  const request = await leader!.request(ids.request);
  equal([request.versions.length, request.steps.find((s) => s.kind === 'sign')!.state], [1, 'current'], 'nothing was recorded');
});

test('phien-docs is killed between fetching and bringing; the file is taken once and stands like any other signature', async () => {
  const pair = await links(ids.request);
  const good = signedBy('leader', await fetchFile(pair), '--field', 'ChuKy');
  await stack.kill('docs');
  const first = await bring(pair, good);
  equal(first.status, 201, `taken by another process: ${first.code}`);
  equal((await bring(pair, good)).code, 'intake_used', 'a second one');
  equal((await patiently(() => fetch(stack.url + pair.file))).status, 410, 'nor is the file given again');
  equal((await state(ids.request)).state, 'used', 'the leader’s page sees it');
  equal(pdfsig(await leader!.file(first.body.version!)), ['Signature is Valid.'], 'pdfsig');
  const [row] = sql<{ cert: string; field: string; capacity: string; digest: string }>(
    `select json_build_object ('cert', cert_sha256, 'field', field_name, 'capacity', capacity, 'digest', digest_sha256) from phien.signature where version_id = ${first.body.version}`);
  const fingerprint = execFileSync('openssl', ['x509', '-in', at('leader.pem'), '-outform', 'DER']);
  equal([row!.cert, row!.field, row!.capacity], [createHash('sha256').update(fingerprint).digest('hex'), 'ChuKy', 'TM.'], 'what is recorded');
});

test('number and seal follow; all signatures are valid', async () => {
  ids.token = ids.request;
  equal((await clerk!.act(ids.request, 'number', 'number')).code, '01/QĐ-UBND', 'number');
  const sealed = await clerk!.act(ids.request, 'seal', 'seal');
  equal(pdfsig(await clerk!.file(sealed.version!)), ['Signature is Valid.', 'Signature is Valid.'], 'pdfsig');
  equal((await leader!.request(ids.request)).state, 'issued', 'issued');
});

test('a file brought while phien-docs dies is taken once, whoever answers', async () => {
  for (let i = 0; i < 3; i++) {
    const request = await waitingDocument(i === 1);
    if (i === 1) await clerk!.act(request, 'number', 'number');
    const pair = await links(request);
    const good = signedBy('leader', await fetchFile(pair), ...(i === 2 ? ['--field', 'KyThem', '--page', '1', '--rect', '320,80,480,140'] : ['--field', 'ChuKy']));
    const brought = bring(pair, good, 'POST').catch(() => null);
    await new Promise((done) => setTimeout(done, 15 * i));
    await stack.kill('docs');
    const answer = await brought;
    const again = await bring(pair, good);
    assert(again.status === 201 || again.code === 'intake_used', `then: ${answer?.status} ${answer?.code}, ${again.status} ${again.code}`);
    const after = await leader!.request(request);
    equal(after.steps.find((s) => s.kind === 'sign')!.state, 'done', 'signed');
    equal(sql<number>(`select count (*) from phien.signature g join phien.document_version v on v.id = g.version_id where v.document_id = ${after.document}`), [1], 'once');
    await clerk!.act(request, i === 1 ? 'seal' : 'number', i === 1 ? 'seal' : 'number');
  }
});

test('a late file is refused; a revoked certificate no longer counts; a returned document takes nothing', async () => {
  const request = await waitingDocument();
  const pair = await links(request);
  const good = signedBy('leader', await fetchFile(pair), '--field', 'ChuKy');
  sql(`alter table phien.sign_intake disable trigger sign_intake_fixed; update phien.sign_intake set created_at = created_at - interval '1 hour', expires_at = now () - interval '1 second' where used_at is null and voided_at is null; alter table phien.sign_intake enable trigger sign_intake_fixed`);
  await refusedFile('a late one', 'intake_expired', pair, good);
  equal((await state(request)).state, 'expired', 'the leader’s page says so');
  const fresh = await links(request);
  const der = execFileSync('openssl', ['x509', '-in', at('leader.pem'), '-outform', 'DER']);
  equal(operator('revoke', createHash('sha256').update(der).digest('hex')).status, 0, 'revoked');
  await refusedFile('with a revoked certificate', 'intake_wrong_cert', fresh, good);
  equal(operator('add', '--person', String(ids.leader), certificate('second')).status, 0, 'a new token');
  await leader!.act(request, 'sign', 'return', { comment: 'Sửa lại Điều 1' });
  equal((await state(request)).state, 'returned', 'the leader’s page says so');
  await refusedFile('after it was returned', 'wrong_state', fresh, signedBy('second', await fetchFile(fresh), '--field', 'ChuKy'));
});

/** All that the desk knows of a document: steps, versions, signatures, links and prepared signatures, register. Why something was refused may change, nothing else. */
function known(request: number): string {
  return JSON.stringify(sql(`select json_build_object ('state', r.state, 'rev', r.rev, 'steps', (select json_agg (row_to_json (s) order by s.id) from phien.sign_step s where s.request_id = r.id),
    'versions', (select json_agg (v.sha256 order by v.n) from phien.document_version v where v.document_id = r.document_id),
    'signatures', (select json_agg (g.digest_sha256 order by g.id) from phien.signature g join phien.document_version v on v.id = g.version_id where v.document_id = r.document_id),
    'links', (select json_agg (json_build_array (i.id, i.sha256, i.used_at, i.version_id, i.voided_at, i.expires_at) order by i.id) from phien.sign_intake i join phien.sign_step s on s.id = i.step_id where s.request_id = r.id),
    'prepared', (select json_agg (json_build_array (m.id, m.sha256, m.digest, m.cms, m.used_at, m.version_id, m.voided_at, m.expires_at) order by m.id) from phien.remote_sign m join phien.sign_step s on s.id = m.step_id where s.request_id = r.id),
    'register', (select json_agg (row_to_json (o)) from phien.register_out o where o.request_id = r.id)) from phien.sign_request r where r.id = ${request}`));
}
const contentsOf = (file: Buffer) => /\/Contents\s*<([0-9A-Fa-f]+)>/.exec(file.toString('latin1'))![1]!;
/** The value of the only signature of a file, exchanged. */
const withContents = (file: Buffer, hex: string) => Buffer.from(file.toString('latin1').replace(contentsOf(file), hex), 'latin1');

test('a hostile finish: each is refused by its code and nothing in PostgreSQL has changed; the honest one still counts, once', async () => {
  const request = await waitingDocument();
  const pair = await links(request);
  const ours = await fetchFile(pair);
  const good = signedBy('second', ours, '--field', 'ChuKy');
  const other = await waitingDocument(false, 'Nội dung khác.');
  const theirs = await fetchFile(await links(other));
  const before = [known(request), known(other)];
  const der = contentsOf(good);
  const [part] = parts(good);
  const digest = createHash('sha256').update(part!.covered).digest('hex');
  assert(der.toLowerCase().includes(digest), 'the hash that was signed stands in the CMS');
  const wrongHash = der.toLowerCase().replace(digest, createHash('sha256').update('something else').digest('hex'));
  const page = Number([...textOf(ours).matchAll(/(?:^|\n)(\d+) 0 obj\s([\s\S]*?)\sendobj/g)].filter((m) => /\/Type\s*\/Page(?!s)/.test(m[2]!)).at(-1)?.[1]);
  const white = bodyOf(ours, page).replace(/\/Contents\s+(\d+ 0 R|\[[^\]]*\])/, '/Contents 890 0 R');
  assert(white !== bodyOf(ours, page), `a page to change: ${white}`);
  const paint = (file: Buffer) => append(file, { 890: stream('q 1 1 1 rg 0 0 600 800 re f Q'), [page]: white }, { root: Number(/\/Root (\d+) 0 R/.exec(textOf(ours))![1]) });
  for (const [what, code, bytes] of [
    ['a hash of something else', 'intake_changed', withContents(good, wrongHash)],
    ['the signature of another document', 'intake_changed', withContents(good, contentsOf(signedBy('second', theirs, '--field', 'ChuKy')))],
    ['no signature value', 'intake_changed', withContents(good, '00'.repeat(der.length / 2))],
    ['another document, well signed', 'intake_not_ours', signedBy('second', theirs, '--field', 'ChuKy')],
    ['a changed page, then signed', 'intake_changed', signedBy('second', paint(ours), '--field', 'ChuKy')],
    ['signed, then a changed page', 'intake_changed', paint(good)],
    ['cut off in the signature', 'intake_unsigned', good.subarray(0, ours.length + Math.floor((good.length - ours.length) / 2))],
    ['cut off in our own bytes', 'intake_not_ours', good.subarray(0, Math.floor(ours.length / 2))],
    ['nothing at all', 'intake_not_ours', Buffer.alloc(0)],
  ] as [string, string, Buffer][]) {
    await refusedFile(what, code, pair, bytes);
    equal([known(request), known(other)], before, `${what}: nothing has changed`);
  }
  const huge = await fetch(stack.url + pair.signed, { method: 'PUT', body: new Uint8Array((32 << 20) + 1) }).catch(() => null);
  assert(huge === null || huge.status === 413, `more than 32 MiB: ${huge?.status}`);
  equal(known(request), before[0], 'huge: nothing has changed');
  await refused('another one’s session asks for a link', 'not_your_turn', async () => clerk!.post(`/desk/steps/${(await signStep(request)).id}/intake`, { seen: '0'.repeat(64) }));
  equal((await fetch(stack.url + pair.signed.replace(/signed$/, 'file'), { method: 'PUT', body: 'x' })).status, 405, 'the other address');
  const twice = await Promise.all([bring(pair, good), bring(pair, good), bring(pair, good)]);
  equal(twice.filter((a) => a.status === 201).length, 1, `three at once, one counts: ${twice.map((a) => a.code).join(' ')}`);
  const after = known(request);
  for (const bytes of [good, signedBy('second', ours, '--field', 'ChuKy')]) await refusedFile('again, the same or another signature', 'intake_used', pair, bytes);
  equal(known(request), after, 'it stays signed once');
});

// ---- keys at a remote signing service (CSC API v2): the demo service of ./dev run, a real separate process that can be told to misbehave

interface Remote {
  state: string; left: number | null; auth: { pin: boolean; otp: boolean; app: boolean; page: boolean } | null; refused: { code: string; vi: string } | null;
  credential: { id: number; kind: string } | null; credentials: { id: number; name: string; subject: string; kind: string }[];
}
const PIN = '246810';
const remoteTool = (...args: string[]) => spawnSync(join(build, 'cli/phien'), ['remote', ...args], { env: { ...process.env, PHIEN_VAR: stack.varDir }, encoding: 'utf8' });
const signStep = async (request: number) => (await leader!.request(request)).steps.find((s) => s.kind === 'sign')!;
const remote = async (request: number) => leader!.get<Remote>(`/desk/steps/${(await signStep(request)).id}/remote`);
/* Keys of one kind: by the name the operator bound. */
async function prepare(request: number, kind = 'RSA-3072', name?: string): Promise<void> {
  const { step, seen } = await leader!.step(request, 'sign');
  const credential = (await remote(request)).credentials.find((c) => (name !== undefined ? c.name === name : c.kind === kind))!.id;
  await leader!.post(`/desk/steps/${step}/remote`, { seen, credential });
}
const authorise = async (request: number, answers: { pin?: string; otp?: string; code?: string; state?: string } = { pin: PIN }) =>
  leader!.post<{ request: number; version: number }>(`/desk/steps/${(await signStep(request)).id}/remote/sign`, answers);
const signatures = async (request: number) =>
  sql<number>(`select count (*) from phien.signature g join phien.document_version v on v.id = g.version_id where v.document_id = ${(await leader!.request(request)).document}`)[0];
function misbehave(how: string): void {
  if (how === '') rmSync(join(stack.varDir, 'csc-demo/misbehave'), { force: true });
  else writeFileSync(join(stack.varDir, 'csc-demo/misbehave'), how, { mode: 0o644 });
}

test('remote: the operator binds a credential after its certificate was checked, to one person', async () => {
  const listed = remoteTool('list');
  assert(/thanh-pin {2}RSA-3072 .*\[Nguyễn Văn Thành\]/.test(listed.stdout), `${listed.stdout}${listed.stderr}`);
  assert(/stranger {2}not usable/.test(listed.stdout), 'one of an authority nobody trusts');
  equal(remoteTool('bind', '--account', 'chutich', 'stranger').status, 77, 'nor can it be bound');
  equal(remoteTool('bind', '--account', 'chuyenvien', 'thanh-pin').status, 77, 'one credential is one person’s');
  equal(remoteTool('bind', '--account', 'nobody', 'thanh-pin').status, 66, 'no such account');
  for (const more of ['thanh-rsa2048', 'thanh-p384', 'thanh-rsa4096', 'thanh-pss']) {
    // the demo service makes a key when first asked for it, which may take longer than we wait
    let bound = remoteTool('bind', '--account', 'chutich', more);
    for (let n = 0; bound.status === 69 && n < 20; n++) bound = remoteTool('bind', '--account', 'chutich', more);
    equal(bound.status, 0, `${more}: ${bound.stderr}`);
  }
  ids.request = await waitingDocument();
  equal((await remote(ids.request)).credentials.map((c) => c.kind).sort(), ['P-256', 'P-256', 'P-384', 'P-384', 'RSA-2048', 'RSA-3072', 'RSA-3072', 'RSA-4096'], 'the leader’s own');
  equal((await drafter!.get<Remote>(`/desk/steps/${(await signStep(ids.request)).id}/remote`)).credentials, [], 'nobody else’s');
});

test('remote: only the one whose turn it is, with a key of his, on the version he saw', async () => {
  const { step, seen } = await leader!.step(ids.request, 'sign');
  const credential = (await remote(ids.request)).credentials[0]!.id;
  await refused('nothing prepared', 'no_remote', () => authorise(ids.request));
  await refused('another person', 'not_your_turn', () => drafter!.post(`/desk/steps/${step}/remote`, { seen, credential }));
  await refused('another version', 'stale_revision', () => leader!.post(`/desk/steps/${step}/remote`, { seen: '0'.repeat(64), credential }));
  await refused('no such key', 'no_remote', () => leader!.post(`/desk/steps/${step}/remote`, { seen, credential: 999999 }));
  misbehave('other-cert');
  await refused('the service shows another certificate', 'remote_wrong_cert', () => prepare(ids.request));
  misbehave('suspended');
  await refused('the service says it is suspended', 'remote_wrong_cert', () => prepare(ids.request));
  misbehave('');
  await prepare(ids.request);
  const now = await remote(ids.request);
  equal([now.state, now.auth?.pin, now.auth?.otp, now.credential?.kind], ['waiting', true, false, 'RSA-3072'], 'it waits for the PIN');
});

test('remote: wrong PINs and bad answers of the service are refused by name, nothing is signed, the request stays', async () => {
  const before = known(ids.request);
  await refused('a wrong PIN', 'remote_bad_pin', () => authorise(ids.request, { pin: '111111' }));
  await refused('another person with the right PIN', 'no_remote', async () => clerk!.post(`/desk/steps/${(await signStep(ids.request)).id}/remote/sign`, { pin: PIN }));
  await refused('nothing was prepared for this step', 'no_remote', async () => leader!.post(`/desk/steps/${(await signStep(await waitingDocument())).id}/remote/sign`, { pin: PIN }));
  equal((await remote(ids.request)).refused?.code, 'remote_bad_pin', 'the page says why');
  const answers: [string, string][] = [
    ['not-json', 'remote_bad_answer'], ['html', 'remote_bad_answer'], ['huge', 'remote_bad_answer'], ['two', 'remote_bad_answer'], ['none', 'remote_bad_answer'],
    ['other-hash', 'remote_bad_answer'], ['other-key', 'remote_bad_answer'], ['redirect', 'remote_bad_answer'], ['unavailable', 'remote_away'], ['slow', 'remote_away'],
    ['other-cert', 'remote_wrong_cert'],
  ];
  for (const [how, code] of answers) {
    misbehave(how);
    await refused(how, code, () => authorise(ids.request));
    equal((await remote(ids.request)).state, 'waiting', `${how}: it waits`);
  }
  misbehave('');
  equal(known(ids.request), before, 'nothing was signed, nothing has changed');
});

test('remote: phien-docs and phien-csc are killed after preparing; the PIN minutes later signs once, valid for pdfsig and for us', async () => {
  await stack.kill('docs');
  await stack.kill('csc');
  const started = Date.now();
  let made: { version: number } | undefined;
  while (made === undefined && Date.now() - started < 20_000) made = await authorise(ids.request).catch(() => sleep(200).then(() => undefined));
  equal(pdfsig(await leader!.file(made!.version)), ['Signature is Valid.'], 'pdfsig');
  const check = await leader!.get<{ verdict: string; signatures: { trust: string; integrity: string }[] }>(`/versions/${made!.version}/check`);
  equal([check.verdict, check.signatures[0]!.integrity, check.signatures[0]!.trust], ['valid', 'ok', 'trusted'], JSON.stringify(check));
  equal([(await remote(ids.request)).state, (await signStep(ids.request)).state], ['used', 'done'], 'done');
  await refused('a second finish', 'remote_used', () => authorise(ids.request));
  equal((await clerk!.act(ids.request, 'number', 'number')).code?.endsWith('/QĐ-UBND'), true, 'number');
  const sealed = await clerk!.act(ids.request, 'seal', 'seal');
  equal(pdfsig(await clerk!.file(sealed.version!)), ['Signature is Valid.', 'Signature is Valid.'], 'and the seal');
});

test('remote: a one-time code, and keys of every kind', async () => {
  for (const [kind, name] of [['P-256', 'thanh-otp'], ['P-384', 'thanh-p384'], ['RSA-2048'], ['RSA-4096']] as const) {
    const request = await waitingDocument();
    await prepare(request, kind, name);
    let answers: { pin: string; otp?: string } = { pin: PIN };
    if (kind === 'P-256') {
      await refused('without a code', 'remote_bad_pin', () => authorise(request, { pin: '135790', otp: '' }));
      await leader!.post(`/desk/steps/${(await signStep(request)).id}/remote/challenge`);
      answers = { pin: '135790', otp: /mã ký số của bạn là (\d{6})/.exec(readFileSync(join(stack.varDir, 'csc-demo/sms.txt'), 'utf8'))![1]! };
    }
    const { version } = await authorise(request, answers);
    equal(pdfsig(await leader!.file(version)), ['Signature is Valid.'], kind);
  }
});

test('remote: confirmed in an app, on a page of the service with PKCE, and RSASSA-PSS; what waits goes on without a PIN', async () => {
  const request = await waitingDocument();
  await prepare(request, '', 'thanh-app');
  equal([(await remote(request)).auth?.pin, (await remote(request)).auth?.app], [false, true], 'asked in an app');
  equal(pdfsig(await leader!.file((await authorise(request, {})).version)), ['Signature is Valid.'], 'in an app');

  const second = await waitingDocument();
  await prepare(second, '', 'thanh-web');
  const step = (await signStep(second)).id;
  const page = async () => new URL((await leader!.post<{ url: string }>(`/desk/steps/${step}/remote/page`)).url);
  const allow = (url: URL, pin: string) => spawnSync('curl', ['-sk', '-o', '/dev/null', '-w', '%{http_code} %{redirect_url}', '-d', `PIN=${pin}`, url.href], { encoding: 'utf8' }).stdout.split(' ');
  await refused('without having been there', 'remote_refused', () => authorise(second, { code: 'x', state: 'y' }));
  equal(allow(await page(), '111111')[0], '403', 'the page wants the PIN');
  const url = await page();
  assert(url.searchParams.get('code_challenge_method') === 'S256' && url.searchParams.get('scope') === 'credential', url.href);
  const back = new URL(allow(url, PIN)[1]!);
  equal([back.pathname, back.searchParams.get('state')], ['/desk/remote', url.searchParams.get('state')], 'sent back with the state');
  const code = back.searchParams.get('code')!;
  await refused('with another state', 'remote_refused', () => authorise(second, { code, state: 'guessed' }));
  const { version } = await authorise(second, { code, state: back.searchParams.get('state')! });
  equal(pdfsig(await leader!.file(version)), ['Signature is Valid.'], 'on a page');

  const third = await waitingDocument();
  await prepare(third, '', 'thanh-pss');
  misbehave('later');
  await refused('the service has not signed yet', 'remote_waiting', () => authorise(third));
  misbehave('');
  const done = await authorise(third, {});
  const check = await leader!.get<{ verdict: string }>(`/versions/${done.version}/check`);
  equal([check.verdict, pdfsig(await leader!.file(done.version))], ['valid', ['Signature is Valid.']], 'RSASSA-PSS');
});

test('remote: killed at any moment of signing, it is signed once and not lost', async () => {
  for (let i = 0; i < 3; i++) {
    const request = await waitingDocument();
    await prepare(request, 'P-384', 'thanh-p384');
    const first = authorise(request).catch(() => null);
    await new Promise((done) => setTimeout(done, 60 + 50 * i));
    await stack.kill('docs');
    await first;
    for (let n = 0; n < 60 && (await remote(request).catch(() => null))?.state !== 'used'; n++) await authorise(request).catch(() => sleep(200));
    equal([await signatures(request), (await signStep(request)).state], [1, 'done'], 'once');
  }
});

test('remote: an expired request, a released credential and a returned document sign nothing; no secret is in a log', async () => {
  const request = await waitingDocument();
  await prepare(request);
  sql(`alter table phien.remote_sign disable trigger remote_sign_fixed; update phien.remote_sign set created_at = created_at - interval '1 hour', expires_at = now () - interval '1 second' where used_at is null and voided_at is null; alter table phien.remote_sign enable trigger remote_sign_fixed`);
  await refused('too late', 'remote_expired', () => authorise(request));
  equal((await remote(request)).state, 'expired', 'the page says so');
  await prepare(request);
  equal(remoteTool('release', 'thanh-pin').status, 0, 'released');
  await refused('released meanwhile', 'remote_wrong_cert', () => authorise(request));
  await prepare(request, 'P-384', 'thanh-p384');
  await leader!.act(request, 'sign', 'return', { comment: 'Sửa lại Điều 1' });
  await refused('returned meanwhile', 'wrong_state', () => authorise(request));
  equal((await remote(request)).state, 'returned', 'the page says so');
  const secret = /client_secret=(.+)/.exec(readFileSync(join(stack.varDir, 'csc-demo/client'), 'utf8'))![1]!;
  for (const log of ['docs', 'csc', 'nginx'] as const) for (const word of [PIN, '135790', secret]) assert(!stack.log(log).includes(word), `no secret in the log of ${log}`);
});

// ---- proofs over HTTP: our own authority's addresses, a mirror directory, authorities that are not ours

const openssl = (...args: string[]) => {
  const done = spawnSync('openssl', args, { encoding: 'utf8', timeout: 20_000 });
  return done.stdout + done.stderr;
};
const roots = () => join(stack.varDir, 'run/roots.pem');
const post = async (path: string, type: string, body: Buffer) => fetch(stack.url + path, { method: 'POST', headers: { 'content-type': type }, body: new Uint8Array(body) });
/** The certificates in the n-th signature of a file, each as PEM in a file of its own; the signer's first. */
function certificatesOf(file: Buffer, n: number): string[] {
  const der = [...file.toString('latin1').matchAll(/\/Contents\s*<([0-9A-Fa-f]+)>/g)][n]![1]!;
  writeFileSync(at('cms.der'), Buffer.from(der, 'hex'));
  const pems = execFileSync('openssl', ['pkcs7', '-inform', 'DER', '-in', at('cms.der'), '-print_certs'], { encoding: 'utf8' }).split(/(?=subject=)/).filter((p) => p.includes('BEGIN'));
  const own = pems.filter((p) => !/^subject=(.*)\n+issuer=\1$/m.test(p));
  return [...own, ...pems.filter((p) => !own.includes(p))].map((pem, i) => (writeFileSync(at(`chain-${i}.pem`), pem), at(`chain-${i}.pem`)));
}
interface Proof { level: string; state: string; reason: { code: string; vi: string; en: string } | null }
const proofOf = async (request: number) => (await leader!.get<{ proof: Proof }>(`/documents/${(await leader!.request(request)).document}/proof`)).proof;
async function archived(request: number): Promise<Buffer> {
  await waitUntil(`request ${request} to be B-LTA`, async () => (await proofOf(request)).level === 'B-LTA', 30_000, 100).catch(async (error) => { throw new Error(`${String(error)}: ${JSON.stringify(await proofOf(request))}`); });
  return leader!.file((await leader!.request(request)).versions.at(-1)!.id);
}
async function sealed(request: number): Promise<number> {
  await clerk!.act(request, 'number', 'number');
  await clerk!.act(request, 'seal', 'seal');
  return request;
}
const signedHere = async () => {
  const request = await waitingDocument();
  await leader!.act(request, 'sign', 'sign');
  return request;
};
const trusts = async (request: number) => {
  const version = (await leader!.request(request)).versions.at(-1)!.id;
  return leader!.get<{ verdict: string; signatures: { level: string; trust: string; integrity: string }[] }>(`/versions/${version}/check`);
};

test('our own authority on the web: openssl gets time-stamp, OCSP and list; a bad question is refused in the protocol’s own words', async () => {
  const file = await archived(await sealed(await signedHere()));
  const [own, root] = certificatesOf(file, 0);
  writeFileSync(at('data'), 'những byte');
  openssl('ts', '-query', '-data', at('data'), '-sha256', '-cert', '-out', at('q.tsq'));
  const stamp = await post('/ca/tsa', 'application/timestamp-query', readFileSync(at('q.tsq')));
  equal([stamp.status, stamp.headers.get('content-type')], [200, 'application/timestamp-reply'], 'a reply');
  writeFileSync(at('a.tsr'), Buffer.from(await stamp.arrayBuffer()));
  assert(openssl('ts', '-verify', '-in', at('a.tsr'), '-queryfile', at('q.tsq'), '-CAfile', roots()).includes('Verification: OK'), 'openssl ts -verify');
  openssl('ts', '-query', '-data', at('data'), '-sha1', '-out', at('sha1.tsq'));
  for (const [what, question, why] of [['SHA-1', readFileSync(at('sha1.tsq')), 'unrecognized or unsupported algorithm'], ['junk', Buffer.from('junk'), 'the data submitted has the wrong format'], ['nothing', Buffer.alloc(0), 'the data submitted has the wrong format'],
    ['more than a question', Buffer.concat([readFileSync(at('q.tsq')), Buffer.from('x')]), 'the data submitted has the wrong format']] as const) {
    writeFileSync(at('no.tsr'), Buffer.from(await (await post('/ca/tsa', 'application/timestamp-query', question)).arrayBuffer()));
    const said = openssl('ts', '-reply', '-in', at('no.tsr'), '-text');
    assert(said.includes('Status: Rejected') && said.includes(why), `${what}: ${said}`);
  }
  equal([(await post('/ca/tsa', 'text/plain', Buffer.from('x'))).status, (await fetch(`${stack.url}/ca/tsa`)).status, (await post('/ca/tsa', 'application/timestamp-query', Buffer.alloc(9000))).status], [415, 405, 413], 'other types, other methods, too long');

  const asked = () => openssl('ocsp', '-issuer', root!, '-cert', own!, '-url', `${stack.url}/ca/ocsp`, '-CAfile', roots(), '-reqout', at('q.ocsp'));
  assert(['Response verify OK', 'chain-0.pem: good'].every((word) => asked().includes(word)), `openssl ocsp: ${asked()}`);
  const path = encodeURIComponent(readFileSync(at('q.ocsp')).toString('base64'));
  writeFileSync(at('got.ocsp'), Buffer.from(await (await fetch(`${stack.url}/ca/ocsp/${path}`)).arrayBuffer()));
  assert(openssl('ocsp', '-respin', at('got.ocsp'), '-no_nonce', '-issuer', root!, '-cert', own!, '-CAfile', roots()).includes(': good'), 'by GET');
  for (const answer of [await post('/ca/ocsp', 'application/ocsp-request', Buffer.from('junk')), await fetch(`${stack.url}/ca/ocsp/%25%25`), await fetch(`${stack.url}/ca/ocsp?der=AAAA`)])
    equal(Buffer.from(await answer.arrayBuffer()).toString('hex'), '30030a0101', 'malformedRequest');
  const list = await fetch(`${stack.url}/ca/crl`);
  equal(list.headers.get('content-type'), 'application/pkix-crl', 'the list');
  writeFileSync(at('list.crl'), Buffer.from(await list.arrayBuffer()));
  assert(openssl('crl', '-inform', 'DER', '-in', at('list.crl'), '-CAfile', roots(), '-noout').includes('verify OK'), 'openssl crl');
  const named = openssl('x509', '-in', own!, '-noout', '-ext', 'authorityInfoAccess,crlDistributionPoints');
  assert(named.includes(`OCSP - URI:${stack.url}/ca/ocsp`) && named.includes(`URI:${stack.url}/ca/crl`), `the certificate names both: ${named}`);
});

const services = (kind: string) => proxy.seen.filter((s) => s.url.includes(`/ca/${kind}`));
test('phien-trust asks them over HTTP; with the responder away what it said before serves', async () => {
  assert(services('tsa').length > 0 && services('tsa').every((s) => s.type === 'application/timestamp-query'), 'time-stamps were asked for');
  const answers = services('ocsp').filter((s) => s.status === 200).map((s) => s.answer);
  assert(answers.length >= 2, `OCSP was asked: ${proxy.seen.map((s) => s.url).join(' ')}`);
  await sleep(1100); // from now on it would ask again
  proxy.away = /\/ca\/(ocsp|crl)/;
  const before = proxy.seen.length;
  const request = await sealed(await signedHere());
  const file = await archived(request);
  assert(proxy.seen.slice(before).some((s) => /\/ca\/(ocsp|crl)/.test(s.url)), 'it tried');
  assert(answers.some((a) => file.includes(a)), 'an answer of before is in the file');
  proxy.away = null;
});

test('a revoked key: what was stamped before stays trusted; it signs no more; a signature later than its revocation is named', async () => {
  const earlier = await signedHere();
  const doubtful = await signedHere();
  const waiting = await waitingDocument();
  await sleep(1200); // revocation counts in whole seconds
  const revoke = spawnSync(join(build, 'cli/phien'), ['authority', 'revoke', String(ids.leader)], { env: { ...process.env, PHIEN_VAR: stack.varDir }, encoding: 'utf8' });
  equal(revoke.status, 0, `revoked: ${revoke.stderr}`);
  await refused('it signs no more', 'signer_revoked', () => leader!.act(waiting, 'sign', 'sign'));
  const file = await archived(await sealed(earlier));
  const good = await trusts(earlier);
  equal([good.verdict, good.signatures[0]!.trust, good.signatures[0]!.level], ['valid_with_changes', 'trusted', 'B-LTA'], JSON.stringify(good.signatures[0]));
  const [own, root] = certificatesOf(file, 0);
  assert(openssl('ocsp', '-issuer', root!, '-cert', own!, '-url', `${stack.url}/ca/ocsp`, '-CAfile', roots()).includes(': revoked'), 'openssl ocsp');
  // The authority learns that the key was lost an hour ago: before the second signature.
  const list = join(stack.varDir, 'keys/revoked');
  writeFileSync(list, readFileSync(list, 'utf8').replace(/ (\d+)\n$/, (_, since) => ` ${Number(since) - 3600}\n`));
  await sealed(doubtful);
  await waitUntil('the reason', async () => (await proofOf(doubtful)).state === 'failed', 30_000, 100);
  const proof = await proofOf(doubtful);
  equal([proof.reason?.code, proof.level], ['signer_revoked', 'B-T'], 'said to whoever may read it');
  assert(proof.reason!.vi.includes('thu hồi'), 'in Vietnamese');
});

test('a file signed by a token whose authority is not ours: B-LTA as soon as its root and its list are here (a mirror for closed networks); so are remote ones', async () => {
  const retried = async (request: number) => leader!.post(`/documents/${(await leader!.request(request)).document}/proof`);
  const stuck = async (request: number, what: string) => {
    await waitUntil(`${what}: a reason`, async () => (await proofOf(request)).state === 'failed', 20_000, 100);
    const proof = await proofOf(request);
    equal([proof.level, proof.reason?.code], ['B-T', 'proof_incomplete'], what);
  };
  await stuck(ids.token, 'an authority nobody here knows');
  await refused('the work is the administrator’s to see', 'not_allowed', () => leader!.get('/proofs'));
  await refused('and to start', 'not_allowed', () => leader!.post('/proofs/retry'));
  const admin = await Official.as(stack.url, 'quantri');
  const seen = await admin.get<{ rows: { document: number; state: string; reason: { code: string } | null }[]; levels: { level: string; n: number }[]; days: { raised: number; stopped: number }[] }>('/proofs');
  const { document } = await leader!.request(ids.token);
  equal(seen.rows.find((r) => r.document === document)?.reason?.code, 'proof_incomplete', 'the operator sees why');
  assert(seen.days.at(-1)!.raised > 0 && seen.days.at(-1)!.stopped > 0 && seen.levels.some((l) => l.level === 'B-LTA' && l.n > 0), JSON.stringify([seen.days.at(-1), seen.levels]));
  await stuck(ids.request, 'a known one, but nobody says whether it has revoked');
  const [, root] = certificatesOf(await leader!.file((await leader!.request(ids.token)).versions.at(-1)!.id), 0);
  appendFileSync(join(stack.varDir, 'csc/roots.pem'), readFileSync(root!, 'utf8'));
  await retried(ids.token);
  await stuck(ids.token, 'known now, its list is missing');
  const list = spawnSync(join(build, 'cli/phien'), ['authority', 'crl', at('mirror/token.crl')], { env: { ...process.env, PHIEN_VAR: at('token') }, encoding: 'utf8' });
  equal(list.status, 0, `the token’s authority gives its list: ${list.stderr}`);
  copyFileSync(join(stack.varDir, 'csc-demo/crl/root.crl'), at('mirror/remote.crl'));
  await admin.post('/proofs/retry');
  for (const request of [ids.token, ids.request]) {
    await archived(request);
    const check = await trusts(request);
    equal([check.verdict, ...check.signatures.slice(0, 2).map((s) => `${s.level} ${s.integrity} ${s.trust}`)], ['valid_with_changes', 'B-LTA ok trusted', 'B-LTA ok trusted'], JSON.stringify(check.signatures));
    assert(check.signatures.slice(2).every((s) => s.level === 'DocTimeStamp' && s.integrity === 'ok'), 'and time-stamps of the document');
  }
});

await run('integration/outside');
