// SPDX-License-Identifier: GPL-3.0-or-later
// The leader signs with a key that is not ours, over HTTP with real daemons: his program fetches the file by a one-time link, signs it with a key of
// another authority, and brings it back; everything else that may come back is refused. phien-docs is killed in between.
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Official, refused } from '../lib/desk.ts';
import { assert, cleanup, equal, run, sleep, test } from '../lib/harness.ts';
import { smallPdf } from '../lib/small-pdf.ts';
import { startStack, top } from '../lib/stack.ts';

const build = process.env.PHIEN_BUILD ?? join(top, 'build/dev');
process.env.PHIEN_CSC_TIMEOUT = '4'; // a slow service is given up on after so many seconds
const stack = await startStack();
const dir = mkdtempSync(join(tmpdir(), 'phien-outside-'));
cleanup(async () => {
  await stack.stop();
  rmSync(dir, { recursive: true, force: true });
});
mkdirSync(join(dir, 'token/run'), { recursive: true });
const at = (name: string) => join(dir, name);
const [drafter, leader, clerk] = await Promise.all(['chuyenvien', 'chutich', 'vanthu'].map((n) => Official.as(stack.url, n)));
const ids = { unit: 0, leader: 0, drafter: 0, request: 0 };

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
async function waitingDocument(numberFirst = false): Promise<number> {
  const { request } = await drafter!.post<{ request: number }>('/desk', {
    unit: ids.unit, kind: 'decision', subject: 'Về việc ký bằng USB token', urgency: 'normal', recipients: [], number_first: numberFirst,
    body: { paragraphs: ['Điều 1. Nội dung.'], signer: ids.leader, capacity: 'TM.' },
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

// ---- keys at a remote signing service (CSC API v2): the demo service of ./dev run, a real separate process that can be told to misbehave

interface Remote {
  state: string; left: number | null; auth: { pin: boolean; otp: boolean } | null; refused: { code: string; vi: string } | null;
  credential: { id: number; kind: string } | null; credentials: { id: number; subject: string; kind: string }[];
}
const PIN = '246810';
const remoteTool = (...args: string[]) => spawnSync(join(build, 'cli/phien'), ['remote', ...args], { env: { ...process.env, PHIEN_VAR: stack.varDir }, encoding: 'utf8' });
const signStep = async (request: number) => (await leader!.request(request)).steps.find((s) => s.kind === 'sign')!;
const remote = async (request: number) => leader!.get<Remote>(`/desk/steps/${(await signStep(request)).id}/remote`);
async function prepare(request: number, kind = 'RSA-3072'): Promise<void> {
  const { step, seen } = await leader!.step(request, 'sign');
  const credential = (await remote(request)).credentials.find((c) => c.kind === kind)!.id;
  await leader!.post(`/desk/steps/${step}/remote`, { seen, credential });
}
const authorise = async (request: number, answers: { pin?: string; otp?: string } = { pin: PIN }) =>
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
  for (const more of ['thanh-rsa2048', 'thanh-p384', 'thanh-rsa4096']) {
    // the demo service makes a key when first asked for it, which may take longer than we wait
    let bound = remoteTool('bind', '--account', 'chutich', more);
    for (let n = 0; bound.status === 69 && n < 20; n++) bound = remoteTool('bind', '--account', 'chutich', more);
    equal(bound.status, 0, `${more}: ${bound.stderr}`);
  }
  ids.request = await waitingDocument();
  equal((await remote(ids.request)).credentials.map((c) => c.kind).sort(), ['P-256', 'P-384', 'RSA-2048', 'RSA-3072', 'RSA-4096'], 'the leader’s own');
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
  await refused('a wrong PIN', 'remote_bad_pin', () => authorise(ids.request, { pin: '111111' }));
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
  equal([await signatures(ids.request), (await signStep(ids.request)).state], [0, 'current'], 'nothing was signed');
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
  for (const kind of ['P-256', 'P-384', 'RSA-2048', 'RSA-4096']) {
    const request = await waitingDocument();
    await prepare(request, kind);
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

test('remote: killed at any moment of signing, it is signed once and not lost', async () => {
  for (let i = 0; i < 3; i++) {
    const request = await waitingDocument();
    await prepare(request, 'P-384');
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
  await prepare(request, 'P-384');
  await leader!.act(request, 'sign', 'return', { comment: 'Sửa lại Điều 1' });
  await refused('returned meanwhile', 'wrong_state', () => authorise(request));
  equal((await remote(request)).state, 'returned', 'the page says so');
  const secret = /client_secret=(.+)/.exec(readFileSync(join(stack.varDir, 'csc-demo/client'), 'utf8'))![1]!;
  for (const log of ['docs', 'csc', 'nginx'] as const) for (const word of [PIN, '135790', secret]) assert(!stack.log(log).includes(word), `no secret in the log of ${log}`);
});

await run('integration/outside');
