// SPDX-License-Identifier: GPL-3.0-or-later
// The signing desk over HTTP with real daemons: draft → initials → return → new draft → initials → leader → number → seal → register → recall.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CallError, http } from '../lib/client.ts';
import { Official, refused, type Request } from '../lib/desk.ts';
import { decisionXml, docx } from '../lib/small-docx.ts';
import { smallPdf } from '../lib/small-pdf.ts';
import { assert, cleanup, equal, run, test, waitUntil } from '../lib/harness.ts';
import { parts, trimmed } from '../lib/signed-parts.ts';
import { startStack, top } from '../lib/stack.ts';
import { startTsa } from '../lib/tsa.ts';
import { wrongPaper } from '../lib/wrong-paper.ts';

// Time-stamps come from outside here, through phien-trust; tests/fault/desk has those of the house's own authority.
const tsa = await startTsa();
process.env.PHIEN_TRUST_TSA_URLS = tsa.url;
const stack = await startStack();
tsa.varDir = stack.varDir;
const dir = mkdtempSync(join(tmpdir(), 'phien-desk-'));
cleanup(async () => {
  await stack.stop();
  rmSync(dir, { recursive: true, force: true });
});
const [drafter, head, checker, leader, clerk, outsider] = await Promise.all(['chuyenvien', 'truongphong', 'thuky', 'chutich', 'vanthu', 'khach1'].map((n) => Official.as(stack.url, n)));
const people = new Map<string, number>();
let unit = 0;
let id = 0;

interface Options { units: { id: number; abbr: string }[]; people: { id: number; name: string }[]; kinds: { kind: string }[] }
interface Signers { people: { id: number; name: string; capacities: { capacity: string; lines: string[] }[] }[] }

const draft = (subject: string, more: object = {}) => ({
  unit, kind: 'decision', subject, urgency: 'urgent', recipients: ['Như Điều 2'], number_first: false,
  body: { paragraphs: ['Căn cứ Luật Tổ chức chính quyền địa phương;', 'Điều 1. Phê duyệt Kế hoạch chuyển đổi số năm 2027.', 'Điều 2. Quyết định có hiệu lực từ ngày ký./.'], signer: people.get('Nguyễn Văn Thành'), capacity: 'TM.' },
  ...more,
});
const route = () => [
  { pos: 1, kind: 'content', person: people.get('Trần Anh Tuấn') },
  { pos: 1, kind: 'form', person: people.get('Nguyễn Thị Hồng Nhung') },
  { pos: 2, kind: 'sign', person: people.get('Nguyễn Văn Thành'), capacity: 'TM.' },
];
/** What the layout check says, and how many of each weight. */
const layout = async (who: Official, version: number) => {
  const r = await who.get<{ verdict: string; state: string; counts: { breach: number; warning: number; open: number }; findings: { id: string }[] }>(`/versions/${version}/layout?own=1`);
  return `${r.verdict} ${r.state} ${r.findings.map((f) => f.id).join(' ')}`.trim();
};
interface Proof { level: string; state: string; next_at: string; reason: { code: string; vi: string } | null; proven_until: string | null; renew_at: string | null }
const proofOf = async (who: Official, document: number) => (await who.get<{ proof: Proof }>(`/documents/${document}/proof`)).proof;
async function proven(who: Official, document: number, level: string): Promise<Proof> {
  await waitUntil(`document ${document} to be ${level}`, async () => (await proofOf(who, document)).level === level, 20_000);
  return proofOf(who, document);
}
const newest = (r: Request) => r.versions.at(-1)!;
const newestOf = (r: Request, at: number) => r.versions.at(at)!;
const submit = async (who: Official, request: number, steps: object[] = route()) => who.post(`/desk/requests/${request}/submit`, { steps, seen: newest(await who.request(request)).sha256 });
function pdfsig(file: Buffer): string[] {
  const path = join(dir, 'x.pdf');
  writeFileSync(path, file);
  return [...spawnSync('pdfsig', ['-nocert', path], { encoding: 'utf8' }).stdout.matchAll(/Signature Validation: (.*)/g)].map((m) => m[1]!);
}

test('who may sign stands beside the lines printed above his name (R11)', async () => {
  const options = await drafter!.get<Options>('/desk/options');
  for (const p of options.people) people.set(p.name, p.id);
  unit = options.units.find((u) => u.abbr === 'UBND')!.id;
  const of = async (kind: string) => (await drafter!.get<Signers>(`/desk/units/${unit}/signers?kind=${kind}`)).people;
  const decision = await of('decision');
  equal(decision.find((p) => p.name === 'Nguyễn Văn Thành')!.capacities.map((c) => c.lines), [['TM. ỦY BAN NHÂN DÂN', 'CHỦ TỊCH'], ['CHỦ TỊCH']], 'the chairman');
  equal(decision.find((p) => p.name === 'Lê Quốc Hùng')!.capacities[0]!.lines, ['TM. ỦY BAN NHÂN DÂN', 'KT. CHỦ TỊCH', 'PHÓ CHỦ TỊCH'], 'a deputy');
  assert(!decision.some((p) => p.name === 'Đặng Ngọc Sơn'), 'the head of office signs no decision');
  equal((await of('notice')).find((p) => p.name === 'Đặng Ngọc Sơn')!.capacities[0]!.lines, ['TL. CHỦ TỊCH', 'CHÁNH VĂN PHÒNG UBND TỈNH'], 'but a notice, by order');
});

test('a draft is composed in the form of Decree 30 and is its drafter’s alone', async () => {
  id = (await drafter!.post<{ request: number }>('/desk', draft('Về việc phê duyệt kế hoạch'))).request;
  const made = await drafter!.post<{ version: number }>(`/desk/requests/${id}/compose`);
  const text = spawnSync('pdftotext', ['-layout', '-', '-'], { input: await drafter!.file(made.version), encoding: 'utf8' }).stdout;
  for (const words of ['CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM', 'QUYẾT ĐỊNH', '/QĐ-UBND', 'TM. ỦY BAN NHÂN DÂN', 'Nguyễn Văn Thành', 'Lưu: VT.']) assert(text.includes(words), `${words} in\n${text}`);
  equal(await layout(drafter!, made.version), 'official clean number_open date_open not_signed', 'its layout');
  await refused('another asks for its layout', 'not_allowed', () => layout(leader!, made.version));
  await refused('another looks at a draft', 'not_allowed', () => leader!.request(id));
  equal((await http(stack.url, `/docs/versions/${made.version}/file`, { cookie: leader!.cookie })).status, 403, 'nor reads its file');
});

test('a route that breaks a rule is refused with a sentence', async () => {
  const p = (name: string) => people.get(name);
  await refused('the drafter initials', 'duties_apart', () => submit(drafter!, id, [{ pos: 1, kind: 'content', person: p('Lê Thị Kim Oanh') }, ...route().slice(2)]));
  await refused('no signature', 'bad_route', () => submit(drafter!, id, route().slice(0, 2)));
  await refused('a signer without authority', 'no_authority', () => submit(drafter!, id, [{ pos: 1, kind: 'sign', person: p('Đặng Ngọc Sơn'), capacity: 'TL.' }]));
  await refused('a deputy for the collective', 'no_authority', () => submit(drafter!, id, [{ pos: 1, kind: 'sign', person: p('Lê Quốc Hùng'), capacity: 'TM.' }]));
  await refused('a version not seen', 'stale_revision', () => drafter!.post(`/desk/requests/${id}/submit`, { steps: route(), seen: '0'.repeat(64) }));
});

/* Left waiting on purpose: its day is long over, the bell says so at the end. */
let late = 0;

test('what is overdue says so in the queue (R12)', async () => {
  late = (await drafter!.post<{ request: number }>('/desk', draft('Về việc quá hạn', { due_at: '2026-01-05T10:00:00Z' }))).request;
  await drafter!.post(`/desk/requests/${late}/compose`);
  await submit(drafter!, late);
  const clock = (await checker!.boxes()).waiting.find((c) => c.id === late)?.clock;
  assert(clock?.state === 'late' && clock.days > 0, JSON.stringify(clock));
});

test('initials, return, a new draft, initials again (R10)', async () => {
  await submit(drafter!, id);
  assert((await head!.boxes()).waiting.some((c) => c.id === id), 'waits for the head of unit');
  await refused('the leader signs before the initials', 'wrong_state', async () => {
    const sign = (await leader!.request(id)).steps.find((s) => s.kind === 'sign')!;
    await leader!.post(`/desk/steps/${sign.id}/sign`, { seen: newest(await leader!.request(id)).sha256 });
  });
  await head!.act(id, 'content', 'done', { comment: 'Đồng ý nội dung' });
  await refused('a return without a reason', 'bad_value', () => checker!.act(id, 'form', 'return', { comment: '' }));
  await checker!.act(id, 'form', 'return', { comment: 'Thiếu nơi nhận' });
  equal((await drafter!.boxes()).returned.map((c) => c.id), [id], 'is back with its drafter');
  await refused('the same draft again', 'wrong_state', () => submit(drafter!, id));
  await drafter!.put(`/desk/requests/${id}`, { ...draft('Về việc phê duyệt kế hoạch chuyển đổi số năm 2027', { recipients: ['Như Điều 2', 'Các sở, ban, ngành'] }), unit: undefined, rev: (await drafter!.request(id)).rev });
  await drafter!.post(`/desk/requests/${id}/compose`);
  await submit(drafter!, id);
  await refused('an outsider looks', 'not_allowed', () => outsider!.request(id));
  await head!.act(id, 'content', 'done');
  await checker!.act(id, 'form', 'done');
});

test('the leader signs what he saw, and nothing else', async () => {
  await refused('another signs for him', 'not_your_turn', () => head!.act(id, 'sign', 'sign'));
  const { step } = await leader!.step(id, 'sign');
  await refused('an older version', 'stale_revision', async () => leader!.post(`/desk/steps/${step}/sign`, { seen: (newestOf(await leader!.request(id), -2)).sha256 }));
  await refused('a draft on its way is not replaced', 'not_allowed', async () => drafter!.post('/uploads', { document: (await drafter!.request(id)).document, filename: 'x.pdf', size: 10 }));
  const signed = await leader!.act(id, 'sign', 'sign');
  equal(pdfsig(await leader!.file(signed.version!)), ['Signature is Valid.'], 'pdfsig');
  await refused('twice', 'not_your_turn', () => leader!.post(`/desk/steps/${step}/sign`, { seen: '0'.repeat(64) }).catch(() => leader!.act(id, 'number', 'number')));
});


test('number, then seal: one document, two signatures, both valid, a row in the register (R9, R13, R15)', async () => {
  await refused('a leader gives no number', 'not_your_turn', () => leader!.act(id, 'number', 'number'));
  const clock = (await clerk!.boxes()).waiting.find((c) => c.id === id)?.clock;
  assert(clock?.state === 'today' && clock.at_once, `an urgent one is numbered at once: ${JSON.stringify(clock)}`);
  const numbered = await clerk!.act(id, 'number', 'number');
  equal(numbered.code, '01/QĐ-UBND', 'the first of the year');
  const sealed = await clerk!.act(id, 'seal', 'seal');
  const file = await clerk!.file(sealed.version!);
  equal(pdfsig(file), ['Signature is Valid.', 'Signature is Valid.'], 'pdfsig');
  const check = await clerk!.get<{ verdict: string; signatures: { integrity: string }[] }>(`/versions/${sealed.version}/check`);
  equal(check.verdict, 'valid_with_changes', JSON.stringify(check));
  equal(await layout(clerk!, sealed.version!), 'official clean', 'numbered, signed and sealed it is as Decree 30 asks');
  const wrong = await http(stack.url, '/docs/check/layout', { method: 'POST', body: new Uint8Array(wrongPaper()) });
  const found = ((await wrong.json()) as { findings: { id: string; severity: string }[] }).findings.filter((f) => f.severity === 'breach').map((f) => f.id);
  for (const id of ['margin_left', 'font', 'page_number_missing', 'number_padding', 'date_padding', 'date_style']) assert(found.includes(id), `${id} among ${found.join(' ')}`);
  const text = spawnSync('pdftotext', ['-layout', '-', '-'], { input: file, encoding: 'utf8' }).stdout;
  assert(/Số:\s*01\s*\/QĐ-UBND/.test(text), text);
  assert(/Sơn Hà, ngày \d\d tháng \d\d? năm 20\d\d/.test(text), text);
  equal((await leader!.request(id)).state, 'issued', 'state');
  const year = new Date(Date.now() + 7 * 3600e3).getUTCFullYear();
  const rows = (await clerk!.get<{ rows: { code: string; pages: number; request: number }[] }>(`/registers/${unit}/out?year=${year}&q=chuyen doi so`)).rows;
  equal(rows.map((r) => [r.code, r.request]), [['01/QĐ-UBND', id]], 'register, searched without diacritics');
  await refused('the register is the unit’s', 'not_allowed', () => outsider!.get(`/registers/${unit}/out?year=${year}`));
});

test('the sealed file becomes one that can be proven for years: B-LTA (R9)', async () => {
  const issued = await clerk!.request(id);
  const proof = await proven(clerk!, issued.document, 'B-LTA');
  assert(Date.parse(proof.renew_at!) > Date.now() && Date.parse(proof.proven_until!) > Date.parse(proof.renew_at!), JSON.stringify(proof));
  const raised = newest(await clerk!.request(id));
  const file = await clerk!.file(raised.id);
  const sealed = await clerk!.file(issued.versions.find((v) => v.n === 5)!.id);
  assert(file.length > sealed.length && file.subarray(0, sealed.length).equals(sealed), 'every byte of the sealed file stays');
  equal(pdfsig(file).slice(0, 2), ['Signature is Valid.', 'Signature is Valid.'], 'pdfsig (it does not judge document time-stamps)');
  const stamp = parts(file).at(-1)!;
  writeFileSync(join(dir, 'token.der'), trimmed(stamp.contents));
  writeFileSync(join(dir, 'covered'), stamp.covered);
  const judged = spawnSync('openssl', ['ts', '-verify', '-token_in', '-in', join(dir, 'token.der'), '-data', join(dir, 'covered'), '-CAfile', join(stack.varDir, 'run/roots.pem')], { encoding: 'utf8' });
  assert((judged.stdout + judged.stderr).includes('Verification: OK'), `openssl ts -verify: ${judged.stdout}${judged.stderr}`);
  const check = await clerk!.get<{ verdict: string; signatures: { integrity: string; level: string; trust: string; changes: string[] }[] }>(`/versions/${raised.id}/check`);
  equal([check.verdict, ...check.signatures.map((s) => `${s.level} ${s.integrity} ${s.trust}`)], ['valid_with_changes', 'B-LTA ok trusted', 'B-LTA ok trusted', 'DocTimeStamp ok trusted'], JSON.stringify(check));
  const year = new Date(Date.now() + 7 * 3600e3).getUTCFullYear();
  const rows = (await clerk!.get<{ rows: { level: string; version: number }[] }>(`/registers/${unit}/out?year=${year}&q=`)).rows;
  equal(rows.map((r) => [r.level, r.version]), [['B-LTA', raised.id]], 'the register gives the raised file');
  await refused('another asks for its level', 'not_allowed', () => outsider!.get(`/documents/${issued.document}/proof`));
});

test('the time-stamp service is away: signed and sealed all the same, and raised when it is back', async () => {
  assert(tsa.asked >= 3, `signature, seal and archive were stamped outside: ${tsa.asked}`);
  const levels = async (version: number) => (await clerk!.get<{ signatures: { level: string }[] }>(`/versions/${version}/check`)).signatures.map((s) => s.level);
  tsa.away = true;
  const { request } = await drafter!.post<{ request: number; document: number }>('/desk', draft('Về việc ký khi đường truyền gián đoạn'));
  await drafter!.post(`/desk/requests/${request}/compose`);
  await submit(drafter!, request, [{ pos: 1, kind: 'sign', person: people.get('Nguyễn Văn Thành'), capacity: 'TM.' }]);
  const signed = await leader!.act(request, 'sign', 'sign');
  equal(await levels(signed.version!), ['B-B'], 'the leader is not kept waiting');
  const { document } = await leader!.request(request);
  const soon = await proofOf(leader!, document);
  assert(soon.level === 'B-B' && soon.state === 'waiting' && Date.parse(soon.next_at) > Date.now() + 300_000, 'while the clerk is at it no version comes between');
  await clerk!.act(request, 'number', 'number');
  const sealed = await clerk!.act(request, 'seal', 'seal');
  equal(await levels(sealed.version!), ['B-B', 'B-B'], 'nor the clerk');
  await waitUntil('the work to say why it waits', async () => (await proofOf(clerk!, document)).reason?.code === 'stamp_away', 20_000);
  equal(newest(await clerk!.request(request)).id, sealed.version, 'nothing half-made is served');
  const listed = spawnSync(join(process.env.PHIEN_BUILD ?? join(top, 'build/dev'), 'cli/phien'), ['proof', 'list'], { env: { ...process.env, PHIEN_VAR: stack.varDir }, encoding: 'utf8' }).stdout;
  assert(new RegExp(`^${document} B-B .*stamp_away`, 'm').test(listed), `phien proof list: ${listed}`);
  tsa.away = false;
  await clerk!.post(`/documents/${document}/proof`);
  await proven(clerk!, document, 'B-LTA');
  equal(await levels(newest(await clerk!.request(request)).id), ['B-LTA', 'B-LTA', 'DocTimeStamp', 'DocTimeStamp'], 'a time first, then the archive');
  raised = document;
});

let raised = 0; // the document of that test: issued, a second one to copy

interface Copy { id: number; code: string; version: number; page_count: number; made_by: string }
const textOf = (file: Buffer) => spawnSync('pdftotext', ['-layout', '-', '-'], { input: file, encoding: 'utf8' }).stdout;

test('the clerk makes copies: numbered in one series, the body’s signature in text form, valid in pdfsig and our check (R6)', async () => {
  const { document } = await clerk!.request(id);
  await refused('the leader copies', 'not_your_turn', () => leader!.post(`/documents/${document}/copies`, { kind: 'sao_y' }));
  await refused('an outsider copies', 'not_found', () => outsider!.post(`/documents/${document}/copies`, { kind: 'sao_y' }));
  await refused('a sao lục without a sao y', 'wrong_state', () => clerk!.post(`/documents/${document}/copies`, { kind: 'sao_luc' }));
  await refused('an extract of nothing', 'bad_value', () => clerk!.post(`/documents/${document}/copies`, { kind: 'trich_sao' }));
  await refused('a page that is not there', 'bad_value', () => clerk!.post(`/documents/${document}/copies`, { kind: 'trich_sao', parts: [{ page: 99, from: 0, to: 100 }] }));
  const made = [await clerk!.post<Copy>(`/documents/${document}/copies`, { kind: 'sao_y' }), await clerk!.post<Copy>(`/documents/${document}/copies`, { kind: 'trich_sao', parts: [{ page: 1, from: 0, to: 30 }] })];
  equal(made.map((c) => c.code), ['01/SY-UBND', '02/TrS-UBND'], 'refused ones burnt no number');
  for (const [n, words] of [[0, 'SAO Y'], [1, 'TRÍCH SAO']] as const) {
    const file = await leader!.file(made[n]!.version);
    equal(pdfsig(file), ['Signature is Valid.'], 'pdfsig');
    equal((await leader!.get<{ verdict: string }>(`/versions/${made[n]!.version}/check`)).verdict, 'valid', 'our check');
    assert(new RegExp(`${words}\\s*\\n\\s*Số: ${made[n]!.code}\\s*\\n\\s*Ủy ban nhân dân tỉnh Sơn Hà\\s*\\n.*\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\+07:00`).test(textOf(file)), textOf(file));
    equal(textOf(file).includes('Điều 2. Quyết định có hiệu lực'), n === 0, 'what an extract does not show is not in its file');
  }
  /* At once: each has the number that stands on its sheet, none twice, none left out. */
  const rush = await Promise.all([document, raised].map((d) => clerk!.post<Copy>(`/documents/${d}/copies`, { kind: 'sao_y' })));
  equal(rush.map((c) => c.code).sort(), ['03/SY-UBND', '04/SY-UBND'], 'two at once');
  for (const c of rush) assert(textOf(await leader!.file(c.version)).includes(`Số: ${c.code}`), `${c.code} is not on its sheet`);
  const list = (await drafter!.get<{ copies: Copy[] }>(`/documents/${document}/copies`)).copies;
  equal(list.slice(0, 2).map((c) => [c.code, c.made_by]), [['01/SY-UBND', 'Bùi Thị Hải Yến'], ['02/TrS-UBND', 'Bùi Thị Hải Yến']], 'listed on the document');
  equal((await http(stack.url, `/docs/versions/${made[0]!.version}/file`, { cookie: outsider!.cookie })).status, 403, 'a copy is read by whoever reads the original');
});

interface Checked { verdict: string; token: string; pages: number; sha256: string; etsi: { Overall: { Indication: string }; ValidationReport: { SignatureValidationReport: unknown[] } }; signatures: { byte_range: number[]; covers_file: boolean }[] }
const open = (method: string, path: string, body?: Buffer) => fetch(`${stack.url}/docs/check${path}`, { method, headers: { 'X-Phien': '1', 'Content-Type': 'application/octet-stream' }, body: body === undefined ? null : new Uint8Array(body) });

test('anybody may check the file: what the leader saw beside it, where it differs, a report in ETSI’s words and one on paper, signed', async () => {
  const sealed = (await clerk!.request(id)).versions.find((v) => v.n === 5)!; // what came later proves it for years and changes no page
  const file = await clerk!.file(sealed.id);
  const answer = await open('POST', '', file);
  const checked = (await answer.json()) as Checked;
  equal(answer.status, 200, JSON.stringify(checked));
  equal([checked.verdict, checked.etsi.Overall.Indication, checked.etsi.ValidationReport.SignatureValidationReport.length], ['valid_with_changes', 'TOTAL-PASSED', 2], 'verdict');
  equal(checked.signatures.map((s) => s.covers_file), [false, true], 'leader, seal');
  const range = checked.signatures[0]!.byte_range;
  const end = range[2]! + range[3]!;
  const regions = async (query: string) => ((await (await open('GET', `/${checked.token}/compare/1${query}`)).json()) as { regions: number[][]; pages: number[] }).regions;
  equal((await regions(`?end=${end}`)).length, 3, 'number, date and seal came after the leader');
  equal(await regions(''), [], 'the file against itself');
  const pictures = await Promise.all([`?end=${end}&w=800`, '?w=800'].map(async (q) => Buffer.from(await (await open('GET', `/${checked.token}/pages/1${q}`)).arrayBuffer())));
  assert(pictures.every((p) => p.length > 5000 && (p.subarray(1, 4).toString() === 'PNG' || p[0] === 0xff)), 'pictures');
  assert(!pictures[0]!.equals(pictures[1]!), 'two revisions look alike');
  equal((await open('GET', `/${checked.token}/pages/1?end=${end - 1}`)).status, 404, 'only whole revisions are shown');
  equal((await open('GET', `/${checked.token}/pages/9`)).status, 404, 'no such page');
  const report = await open('GET', `/${checked.token}/report?name=${encodeURIComponent('Quyết định 01.pdf')}`);
  equal([report.status, report.headers.get('content-type')], [200, 'application/pdf'], 'report');
  const paper = Buffer.from(await report.arrayBuffer());
  equal(pdfsig(paper), ['Signature is Valid.'], 'the report for pdfsig');
  const words = spawnSync('pdftotext', ['-layout', '-', '-'], { input: paper, encoding: 'utf8' }).stdout;
  for (const word of ['BÁO CÁO KIỂM TRA CHỮ KÝ SỐ', 'Quyết định 01.pdf', checked.sha256.slice(0, 32), 'Nguyễn Văn Thành', 'TOTAL-PASSED', 'SoVanBan']) assert(words.includes(word), `${word} is not in:\n${words}`);
  const again = (await (await open('POST', '', paper)).json()) as Checked & { signatures: { signer: string; trust: string }[] };
  equal([again.verdict, again.signatures[0]!.signer, again.signatures[0]!.trust], ['valid', 'Dịch vụ kiểm tra chữ ký số', 'trusted'], 'the report for ourselves');
  await open('DELETE', `/${checked.token}`);
  equal((await open('GET', `/${checked.token}/pages/1`)).status, 410, 'let go of');
  equal((await open('GET', `/${'A'.repeat(43)}/report`)).status, 410, 'a token nobody gave');
});

test('a recall keeps file, number and row (R16)', async () => {
  await refused('the head of a unit below', 'not_your_turn', () => head!.post(`/desk/requests/${id}/recall`, { comment: 'x' }));
  await clerk!.post(`/desk/requests/${id}/recall`, { comment: 'Sai nội dung Điều 1' });
  const request = await drafter!.request(id);
  equal([request.state, request.register!.code], ['recalled', '01/QĐ-UBND'], 'state and number');
  assert(request.register!.recalled_at !== null, 'time of the recall');
  equal(request.log.map((l) => l.act), ['submit', 'content', 'return', 'submit', 'content', 'form', 'sign', 'number', 'seal', 'recall'], 'the whole history');
});

const words = (file: Buffer): string => spawnSync('pdftotext', ['-layout', '-', '-'], { input: file, encoding: 'utf8' }).stdout;
const rich = (...content: object[]) => ({ type: 'doc', content });
const paragraph = (text: string) => ({ type: 'paragraph', content: [{ type: 'text', text }] });

test('a rich text is numbered, laid out and seen page by page; a second window overwrites nothing', async () => {
  const body = { ...draft('x').body, paragraphs: undefined, bases: ['Căn cứ Luật Tổ chức chính quyền địa phương'], rich: rich(
    { type: 'heading', attrs: { level: 5 }, content: [{ type: 'text', text: 'Ban hành Quy chế.' }] },
    { type: 'orderedList', attrs: { start: 1 }, content: [{ type: 'listItem', content: [paragraph('Áp dụng từ ngày ký./.')] }] }) };
  const made = await drafter!.post<{ request: number; rev: number }>('/desk', draft('Ban hành Quy chế', { body }));
  const preview = await drafter!.get<{ pages: number; image: string }>(`/desk/requests/${made.request}/preview?page=1`);
  equal([preview.pages, Buffer.from(preview.image, 'base64').subarray(1, 4).toString()], [1, 'PNG'], 'a sheet as a picture');
  const text = words(await drafter!.file((await drafter!.post<{ version: number }>(`/desk/requests/${made.request}/compose`)).version));
  for (const line of ['QUYẾT ĐỊNH:', 'ỦY BAN NHÂN DÂN TỈNH SƠN HÀ', 'Căn cứ Luật Tổ chức chính quyền địa phương.', 'Điều 1. Ban hành Quy chế.', '1. Áp dụng từ ngày ký./.']) assert(text.includes(line), `${line} in\n${text}`);
  const saved = await drafter!.put<{ rev: number }>(`/desk/requests/${made.request}`, { ...draft('Mới', { body }), unit: undefined, rev: made.rev });
  equal(saved.rev, made.rev + 1, 'a saving counts');
  await refused('an older window', 'stale_revision', () => drafter!.put(`/desk/requests/${made.request}`, { ...draft('Cũ', { body }), unit: undefined, rev: made.rev }));
  equal((await drafter!.request(made.request)).subject, 'Mới', 'what was saved first stays');
  await refused('a node that is not known', 'draft_text', () => drafter!.post('/desk', draft('x', { body: { rich: rich({ type: 'image' }) } })));
  await refused('another looks at the sheet', 'not_allowed', () => leader!.get(`/desk/requests/${made.request}/preview`));
});

async function toTheSeal(request: number): Promise<{ file: Buffer; code: string }> {
  await submit(drafter!, request, route().slice(2));
  await leader!.act(request, 'sign', 'sign');
  const { code } = await clerk!.act(request, 'number', 'number');
  const sealed = await clerk!.act(request, 'seal', 'seal');
  const file = await clerk!.file(sealed.version!);
  equal(pdfsig(file), ['Signature is Valid.', 'Signature is Valid.'], 'pdfsig');
  const check = await clerk!.get<{ verdict: string; signatures: { integrity: string }[] }>(`/versions/${sealed.version}/check`);
  equal(check.verdict, 'valid_with_changes', JSON.stringify(check));
  return { file, code: code! };
}
const byFile = async (subject: string) => {
  const { request } = await drafter!.post<{ request: number }>('/desk', draft(subject, { body: { source: 'file', signer: people.get('Nguyễn Văn Thành'), capacity: 'TM.' } }));
  return { request, document: (await drafter!.request(request)).document };
};

test('a PDF as draft: zones by rule, moved by its drafter, signed, numbered, sealed', async () => {
  const { request, document } = await byFile('Dự thảo từ PDF');
  await drafter!.upload(document, 'du-thao.pdf', smallPdf(['A page without any zone', 'The last page']));
  const file = (await drafter!.request(request)).file!;
  equal(file.zones.map((z) => [z.kind, z.page, z.found]), [['code', 1, false], ['date', 1, false], ['hand', 2, false], ['seal', 2, false]], 'by rule');
  const zones = file.zones.filter((z) => z.kind !== 'seal').map((z) => (z.kind === 'hand' ? { ...z, page: 1, rect: [330000, 100000, 450000, 160000] } : z));
  await refused('a zone beside the page', 'bad_value', () => drafter!.post(`/desk/requests/${request}/zones`, { file: file.id, zones: [...zones.slice(0, 2), { ...zones[2]!, rect: [590000, 0, 710000, 60000] }] }));
  await refused('another moves them', 'not_allowed', () => leader!.post(`/desk/requests/${request}/zones`, { file: file.id, zones }));
  await drafter!.post(`/desk/requests/${request}/zones`, { file: file.id, zones });
  const moved = (await drafter!.request(request)).file!.zones;
  const [hand, seal] = [moved.find((z) => z.kind === 'hand')!, moved.find((z) => z.kind === 'seal')!];
  equal([hand.page, hand.rect, seal.page, Math.round(seal.rect[2]! / 1000)], [1, [330000, 100000, 450000, 160000], 1, 370], 'the seal follows: its right third over the left third (R4)');
  const done = await toTheSeal(request);
  const text = words(done.file);
  assert(text.includes(done.code) && /Sơn Hà, ngày \d\d tháng/.test(text), text);
});

test('a DOCX as draft: converted in its cage, zones found by its words, the original kept, sealed', async () => {
  const { request, document } = await byFile('Dự thảo từ DOCX');
  const bytes = docx(decisionXml('Nguyễn Văn Thành', ['TM. ỦY BAN NHÂN DÂN', 'CHỦ TỊCH']));
  const { phases } = await drafter!.upload(document, 'Dự thảo.docx', bytes);
  assert(phases.includes('converting'), `said that it converts: ${phases.join()}`);
  const file = (await drafter!.request(request)).file!;
  equal([file.kind, file.name, file.zones.map((z) => [z.kind, z.found])], ['docx', 'Dự thảo.docx', [['number', true], ['day', true], ['month', true], ['hand', true], ['seal', true]]], 'found');
  const original = await http(stack.url, `/docs/desk/requests/${request}/original`, { cookie: drafter!.cookie });
  assert(Buffer.from(await original.arrayBuffer()).equals(bytes), 'the bytes as they came (R21)');
  const done = await toTheSeal(request);
  const text = words(done.file);
  assert(/Số:\s+0\d\s*\/QĐ-UBND/.test(text) && /Sơn Hà, ngày\s+\d\d\s+tháng\s+\d\d?\s+năm 2026/.test(text), text);
});

test('files that cannot be a draft are refused with what to do', async () => {
  const { document } = await byFile('Dự thảo hỏng');
  const doc = decisionXml('A', ['B']);
  const good = docx(doc);
  const issued = await clerk!.file(newest(await clerk!.request(id)).id);
  writeFileSync(join(dir, 'open.pdf'), smallPdf(['x']));
  spawnSync('qpdf', ['--encrypt', 'x', 'y', '256', '--', join(dir, 'open.pdf'), join(dir, 'locked.pdf')]);
  for (const [name, bytes, code] of [
    ['x.docx', good.subarray(0, 900), 'docx_damaged'],
    ['x.docx', docx('<no xml'), 'docx_damaged'],
    ['x.docx', docx(doc, [{ name: 'word/vbaProject.bin', data: 'x' }]), 'docx_macros'],
    ['x.docm', docx(doc, [], 'application/vnd.ms-word.document.macroEnabled.main+xml'), 'docx_macros'],
    ['x.docx', docx(doc, [{ name: 'word/media/a.bin', data: 'x', said: 0x7fffffff }]), 'docx_too_large'],
    ['x.docx', docx(doc, [{ name: 'word/embeddings/oleObject1.bin', data: 'x' }]), 'docx_objects'],
    ['x.docx', docx(doc, [{ name: 'word/_rels/document.xml.rels', data: '<Relationships><Relationship Id="r" Type="http://x/relationships/image" Target="http://x/a.png" TargetMode="External"/></Relationships>' }]), 'docx_objects'],
    ['x.pdf', smallPdf(['x'], 0, '/OpenAction << /S /JavaScript /JS (x) >> '), 'draft_active'],
    ['x.pdf', smallPdf(['x'], 0, '/AcroForm << /XFA (x) /Fields [] >> '), 'draft_active'],
    ['x.doc', Buffer.from('d0cf11e0a1b11ae10000', 'hex'), 'docx_encrypted'],
    ['x.docx', docx(doc, [{ name: 'word/a.xml', data: 'x', flags: 1 }]), 'docx_encrypted'],
    ['x.txt', Buffer.from('plain words'), 'pdf_not_a_pdf'],
    ['x.pdf', smallPdf(['x']).subarray(0, 300), 'pdf_damaged'],
    ['x.pdf', readFileSync(join(dir, 'locked.pdf')), 'pdf_encrypted'],
    ['x.pdf', issued, 'draft_signed'],
  ] as const)
    await refused(`${name} (${code})`, code, () => drafter!.upload(document, name, bytes));
});

interface Attachment { id: number; title: string; document: number; version: number | null; sha256: string | null; sealed: boolean }
const attached = async (who: Official, request: number) => (await who.get<{ attachments: Attachment[] }>(`/desk/requests/${request}/attachments`)).attachments;
/** The whole way of an upload; waits for the check in the cage. */
async function bring(who: Official, document: number, file: Uint8Array): Promise<void> {
  const { upload } = await who.post<{ upload: string }>('/uploads', { document, filename: 'phu-luc.pdf', size: file.length });
  const sent = await http(stack.url, `/docs/uploads/${upload}?offset=0`, { method: 'PUT', cookie: who.cookie, body: Buffer.from(file), headers: { 'Content-Type': 'application/octet-stream' } });
  equal(sent.status, 200, 'piece');
  await who.post(`/uploads/${upload}/finish`);
  for (let i = 0; i < 200; i++) {
    const { state } = await who.get<{ state: string }>(`/uploads/${upload}`);
    if (state === 'ready') return;
    assert(state === 'checking', `the upload is ${state}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('the upload was not checked');
}

interface Amends { replaced_by: { code: string; id: number } | null; replaces: { code: string } | null }
const amendsOf = async (request: number) => (await drafter!.get<{ amends: Amends }>(`/desk/requests/${request}`)).amends;

test('wrong content is replaced by the same form, wrong form corrected by a letter; both sides and the register say so (R16)', async () => {
  await refused('corrected in another way', 'bad_value', () => drafter!.post(`/desk/requests/${id}/amend`, { how: 'burn' }));
  await refused('a correction of what was taken back', 'wrong_state', () => drafter!.post(`/desk/requests/${id}/amend`, { how: 'correct' }));
  const { request } = await drafter!.post<{ request: number }>(`/desk/requests/${id}/amend`, { how: 'replace' });
  await refused('a replacement of another form', 'amend_kind', async () => drafter!.put(`/desk/requests/${request}`, { ...draft('khác', { kind: 'plan' }), unit: undefined, rev: (await drafter!.get<{ rev: number }>(`/desk/requests/${request}`)).rev }));
  await drafter!.post(`/desk/requests/${request}/compose`);
  await submit(drafter!, request, route().slice(2));
  equal((await amendsOf(id)).replaced_by, null, 'until it is issued the old one counts');
  await leader!.act(request, 'sign', 'sign');
  const { code } = await clerk!.act(request, 'number', 'number');
  await clerk!.act(request, 'seal', 'seal');
  equal([(await amendsOf(id)).replaced_by!.code, (await amendsOf(request)).replaces!.code], [code, '01/QĐ-UBND'], 'linked both ways');
  const year = new Date(Date.now() + 7 * 3600e3).getUTCFullYear();
  const { rows } = await clerk!.get<{ rows: { code: string; replaced_by: string | null }[] }>(`/registers/${unit}/out?year=${year}&q=`);
  equal(rows.find((r) => r.code === '01/QĐ-UBND')!.replaced_by, code!, 'remark in the register');
  const letter = await drafter!.post<{ request: number }>(`/desk/requests/${request}/amend`, { how: 'correct' });
  assert((await drafter!.request(letter.request)).subject.startsWith(`đính chính Quyết định số ${code}`), 'the letter names what it corrects');
});

test('an attachment goes along: bound into the route, another one is a change, signed in text form before the seal (R5, R10)', async () => {
  const { request } = await drafter!.post<{ request: number }>('/desk', draft('Ban hành kế hoạch kèm phụ lục'));
  await drafter!.post(`/desk/requests/${request}/compose`);
  const steps = route().slice(2);
  await refused('another adds to it', 'not_found', () => head!.post(`/desk/requests/${request}/attachments`, { title: 'Phụ lục I' }));
  const { document } = await drafter!.post<{ document: number }>(`/desk/requests/${request}/attachments`, { title: 'Phụ lục I' });
  await refused('without its file', 'wrong_state', () => submit(drafter!, request, steps));
  await bring(drafter!, document, smallPdf(['Phu luc ban dau']));
  await submit(drafter!, request, steps);
  const seen = (await attached(leader!, request))[0]!;
  assert((await leader!.file(seen.version!)).length > 0, 'the leader opens it');
  await refused('exchanged on its way', 'not_allowed', () => drafter!.post('/uploads', { document, filename: 'x.pdf', size: 10 }));
  await leader!.act(request, 'sign', 'return', { comment: 'Sửa phụ lục' });
  await refused('nothing has changed', 'wrong_state', () => submit(drafter!, request, steps));
  await bring(drafter!, document, smallPdf(['Phu luc da sua']));
  await submit(drafter!, request, steps);
  await leader!.act(request, 'sign', 'sign');
  const { code } = await clerk!.act(request, 'number', 'number');
  await clerk!.act(request, 'seal', 'seal');
  const now = (await attached(drafter!, request))[0]!;
  const file = await drafter!.file(now.version!);
  equal([now.sealed, (await drafter!.request(request)).state], [true, 'issued'], 'signed and issued');
  equal(pdfsig(file), ['Signature is Valid.'], 'pdfsig');
  assert(new RegExp(`Số: ${code}\\s*\\n.*\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\+07:00`).test(textOf(file)) && textOf(file).includes('Phu luc da sua'), textOf(file));
});

test('a signature passes only to somebody entitled, and the paper says who signs; a substitute acts in his own name (R11)', async () => {
  const deputy = await Official.as(stack.url, 'uyvien2');
  const made = (await drafter!.post<{ request: number }>('/desk', draft('Về việc ký thay'))).request;
  await drafter!.post(`/desk/requests/${made}/compose`);
  const day = (n: number) => new Date(Date.now() + 7 * 3600e3 + n * 864e5).toISOString().slice(0, 10);
  const away = (who: Official, name: string, more: object) => who.post<{ id: number }>('/desk/away', { to: people.get(name), from: day(0), until: day(3), reason: 'Đi công tác', ...more });
  await refused('a period that is over', 'bad_value', () => away(leader!, 'Lê Quốc Hùng', { scope: 'all', from: day(-9), until: day(-3) }));
  await refused('a proxy without its paper', 'bad_value', () => away(leader!, 'Đặng Ngọc Sơn', { scope: 'all', unit }));
  await refused('a proxy by one who is no head', 'no_authority', () => away(deputy, 'Đặng Ngọc Sơn', { scope: 'all', unit, basis: 'GUQ 1' }));
  /* Opinions: the clerk's colleague stands in for the head of the office's section. */
  const opinions = await away(head!, 'Bùi Thị Hải Yến', { scope: 'opinions' });
  await submit(drafter!, made, [route()[0]!, { pos: 2, kind: 'sign', person: people.get('Nguyễn Văn Thành'), capacity: 'TM.' }]);
  equal((await clerk!.boxes()).waiting.find((c) => c.id === made)?.mine?.kind, 'content', 'waits for the substitute too');
  await clerk!.act(made, 'content', 'done');
  equal((await drafter!.request(made)).steps.filter((s) => s.kind === 'content').map((s) => [s.name, s.acted_by]), [['Trần Anh Tuấn', 'Bùi Thị Hải Yến']], 'who acted for whom');
  await head!.post(`/desk/away/${opinions.id}/end`);
  /* The signature. */
  const pass = (who: Official, name: string, capacity: string, comment = 'Đồng chí phụ trách lĩnh vực ký') => who.act(made, 'sign', 'pass', { to: people.get(name), capacity, comment });
  await refused('to one without authority', 'no_authority', () => pass(leader!, 'Đặng Ngọc Sơn', 'TL.'));
  await refused('without a reason', 'bad_value', () => pass(leader!, 'Lê Quốc Hùng', 'KT.', ''));
  await refused('by somebody else', 'not_allowed', () => deputy.request(made));
  const all = await away(leader!, 'Lê Quốc Hùng', { scope: 'all' });
  equal((await deputy.boxes()).waiting.find((c) => c.id === made)?.mine?.for, 'Nguyễn Văn Thành', 'the substitute sees for whom');
  await refused('a substitute signs under the other’s name', 'not_your_turn', () => deputy.act(made, 'sign', 'sign'));
  await pass(deputy, 'Lê Quốc Hùng', 'KT.');
  const step = (await deputy.request(made)).steps.find((s) => s.kind === 'sign')!;
  equal([step.name, step.passed_from, step.capacity], ['Lê Quốc Hùng', 'Nguyễn Văn Thành', 'KT.'], 'the route');
  const signed = await deputy.act(made, 'sign', 'sign');
  const file = await deputy.file(signed.version!);
  equal(pdfsig(file), ['Signature is Valid.'], 'pdfsig');
  const text = spawnSync('pdftotext', ['-layout', '-', '-'], { input: file, encoding: 'utf8' }).stdout;
  assert(/KT\. CHỦ TỊCH/.test(text) && /Lê Quốc Hùng/.test(text) && !/Nguyễn Văn Thành/.test(text), text);
  await leader!.post(`/desk/away/${all.id}/end`);
});

test('an uploaded file passes to another signer only where it names none', async () => {
  const [bare, named] = [await byFile('Bản tải lên không in tên'), await byFile('Bản tải lên có in tên')];
  await drafter!.upload(bare.document, 'x.pdf', smallPdf(['The whole text of it']));
  await drafter!.upload(named.document, 'x.pdf', smallPdf(['Nguyen Van Thanh']));
  for (const { request } of [bare, named]) await submit(drafter!, request, [{ pos: 1, kind: 'sign', person: people.get('Nguyễn Văn Thành'), capacity: 'TM.' }]);
  const pass = (request: number) => leader!.act(request, 'sign', 'pass', { to: people.get('Lê Quốc Hùng'), capacity: 'KT.', comment: 'Đi công tác' });
  /* Until its words are read it might name him. */
  for (let tries = 40; ; tries--) {
    try {
      await pass(bare.request);
      break;
    } catch (cause) {
      if (tries === 0) throw cause;
      await new Promise((r) => setTimeout(r, 250));
    }
  }
  const step = (await drafter!.request(bare.request)).steps.find((s) => s.kind === 'sign')!;
  equal([step.name, step.passed_from, step.capacity], ['Lê Quốc Hùng', 'Nguyễn Văn Thành', 'KT.'], 'the route');
  await refused('his name is on it', 'signer_printed', () => pass(named.request));
});

interface Access { admin: boolean; units: { id: number; clerks: { name: string }[] }[]; changes: { id: number; name: string; state: string; before: object[]; after: object[]; may_decide: boolean }[] }

test('authority is changed in two hands: proposed by the administrator, confirmed by the giver, seen in the count (f9, R20)', async () => {
  const admin = await Official.as(stack.url, 'quantri');
  const change = { unit, what: 'grant', act: 'give', person: people.get('Trần Anh Tuấn'), capacity: 'TL.', giver: people.get('Nguyễn Văn Thành'), kinds: ['notice'], basis: 'Quyết định 05/QĐ-UBND', from: '2026-01-01' };
  const count = async (who: Official) => (await who.get<{ access: number; admin: boolean }>('/desk/count')).access;
  await refused('seen by nobody else', 'not_allowed', () => drafter!.get('/access'));
  await refused('proposed by a clerk', 'not_allowed', () => clerk!.post('/access', change));
  await refused('for himself', 'duties_apart', () => admin.post('/access', { ...change, person: people.get('Phùng Gia Bảo') }));
  await refused('a proxy without end', 'bad_value', () => admin.post('/access', { ...change, capacity: 'TUQ.' }));
  const { id: made } = await admin.post<{ id: number }>('/access', change);
  equal([await count(leader!), await count(admin)], [1, 0], 'a warning before the one who decides');
  await refused('confirmed by who proposed', 'duties_apart', () => admin.post(`/access/${made}/confirm`));
  const shown = (await leader!.get<Access>('/access')).changes.find((c) => c.id === made)!;
  equal([shown.name, shown.state, shown.before.length, shown.after.length, shown.may_decide], ['Trần Anh Tuấn', 'proposed', 0, 1, true], 'before and after');
  await leader!.post(`/access/${made}/confirm`);
  equal((await drafter!.get<Signers>(`/desk/units/${unit}/signers?kind=notice`)).people.find((p) => p.name === 'Trần Anh Tuấn')!.capacities.map((c) => c.capacity), ['TL.'], 'it counts');
  assert((await admin.get<Access>('/access')).units.some((u) => u.clerks.some((c) => c.name === 'Bùi Thị Hải Yến')), 'clerks are shown');
});

interface Fields { To: { organ_name: string }[]; IssuedAmount: number; PageAmount: number; Language: string; CodeNotation: string | null; SignerInfo: { FullName: string } | null; editable: boolean }
interface Book { title: string; columns: object[]; rows: string[][] }
const bytes = async (who: Official, path: string) => {
  const response = await http(stack.url, `/docs${path}`, { cookie: who.cookie });
  equal(response.status, 200, path);
  return Buffer.from(await response.arrayBuffer());
};

test('the fields of Annex VI: some fill themselves, too long is said so, after the seal they are frozen (R18)', async () => {
  const fields = (more: object = {}) => ({ language: 'Tiếng Việt', description: '', issued_amount: 5, receivers: [{ organ_id: 'H99.02', organ_name: 'Sở Tài chính' }], ...more });
  const { request } = await drafter!.post<{ request: number }>('/desk', draft('Hồ sơ và sổ'));
  await drafter!.post(`/desk/requests/${request}/compose`);
  for (const [more, code] of [[{ language: 'x'.repeat(31) }, 'field_too_long'], [{ description: 'x'.repeat(501) }, 'field_too_long'], [{ receivers: [{ organ_id: '1'.repeat(14), organ_name: 'x' }] }, 'field_too_long'],
    [{ receivers: [{ organ_id: '', organ_name: '' }] }, 'bad_value'], [{ issued_amount: 0 }, 'bad_value'], [{ surprise: 1 }, 'bad_message']] as const)
    await refused(JSON.stringify(more).slice(0, 50), code, () => drafter!.put(`/desk/requests/${request}/fields`, fields(more)));
  await drafter!.put(`/desk/requests/${request}/fields`, fields());
  await submit(drafter!, request, route().slice(2));
  await refused('on its way', 'wrong_state', () => drafter!.put(`/desk/requests/${request}/fields`, fields()));
  await leader!.act(request, 'sign', 'sign');
  const { code } = await clerk!.act(request, 'number', 'number');
  await clerk!.act(request, 'seal', 'seal');
  await refused('after the seal', 'wrong_state', () => clerk!.put(`/desk/requests/${request}/fields`, fields()));
  const now = await clerk!.get<Fields>(`/desk/requests/${request}/fields`);
  equal([now.To[0]!.organ_name, now.IssuedAmount, now.PageAmount > 0, now.CodeNotation, now.SignerInfo!.FullName, now.editable], ['Sở Tài chính', 5, true, 'QĐ-UBND', 'Nguyễn Văn Thành', false], 'what it knows by itself');
  await refused('a sender of 201 characters', 'field_too_long', () => clerk!.post(`/registers/${unit}/in`, { from_org: 'x'.repeat(201), subject: 'x', urgency: 'normal', copies: 1 }));
  await refused('a number of 12', 'field_too_long', () => clerk!.post(`/registers/${unit}/in`, { from_org: 'x', code: '123456789012/X', subject: 'x', urgency: 'normal', copies: 1 }));
  const { id: file } = await drafter!.post<{ id: number }>(`/units/${unit}/files`, { catalog: 2026, notation: '01/TH', title: 'Hồ sơ thử', maintenance: '10 năm' });
  await refused('a notation of 21', 'field_too_long', () => drafter!.post(`/units/${unit}/files`, { catalog: 2026, notation: 'x'.repeat(21), title: 'x', maintenance: 'x' }));
  await refused('a file of another body', 'not_allowed', () => outsider!.get(`/files/${file}`));
  equal((await drafter!.post<{ ordinal: number }>(`/files/${file}/documents`, { document: (await drafter!.request(request)).document })).ordinal, 1, 'put in a file');
  const year = new Date(Date.now() + 7 * 3600e3).getUTCFullYear();
  const period = `from=${year}-01-01&to=${year}-12-31`;
  await refused('a book of no period', 'bad_value', () => clerk!.get(`/books/out/${unit}`));
  await refused('a book there is not', 'not_found', () => clerk!.get(`/books/poems/${unit}?${period}`));
  for (const [book, of, columns] of [['out', unit, 10], ['in', unit, 10], ['in-handling', unit, 7], ['out-handling', unit, 10], ['files', unit, 8], ['copies', unit, 7], ['file', file, 7]] as const) {
    const shown = await clerk!.get<Book>(`/books/${book}/${of}?${period}`);
    equal(shown.columns.length, columns, `columns of ${book} (R15)`);
    assert(shown.rows.every((row) => row.length === columns), book);
    const text = textOf(await bytes(clerk!, `/books/${book}/${of}/pdf?${period}`));
    assert(text.includes('Bản in từ hệ thống Phien') && text.includes('(1)'), `${book}: ${text}`);
    if (book === 'out' || book === 'file') assert(shown.rows.some((row) => row.includes(code!)) && text.includes('Hồ sơ và sổ'), `${book}: ${text}`);
  }
  equal((await outsider!.get<Book>(`/books/out/${unit}?${period}`)).rows, [], 'an outsider reads an empty book');
});

test('paper takes the next number of the same series, what is secret its own; the register is searched over its fields and the words of the file (R13, R23)', async () => {
  const paper = (more: object = {}) => ({ kind: 'decision', subject: 'Quyết định ký trên giấy', drafter: people.get('Lê Thị Kim Oanh'), signer: people.get('Nguyễn Văn Thành'), capacity: 'TM.', recipients: ['Thanh tra tỉnh'], urgency: 'normal', pages: 3, secrecy: 'none', ...more });
  const give = (who: Official, more: object = {}) => who.post<{ code: string; request: number }>(`/registers/${unit}/out`, paper(more));
  const year = new Date(Date.now() + 7 * 3600e3).getUTCFullYear();
  const find = async (q: string) => (await clerk!.get<{ rows: { code: string; number: number; series: string; paper: boolean; subject: string }[] }>(`/registers/${unit}/out?year=${year}&q=${encodeURIComponent(q)}`)).rows;
  const last = Math.max(...(await find('')).filter((r) => r.series === 'QĐ').map((r) => r.number));
  await refused('the drafter numbers', 'not_your_turn', () => give(drafter!));
  await refused('the clerk’s own draft', 'duties_apart', () => give(clerk!, { drafter: people.get('Bùi Thị Hải Yến') }));
  await refused('a subject of 501', 'field_too_long', () => give(clerk!, { subject: 'x'.repeat(501) }));
  const made = await give(clerk!);
  equal(Number(made.code.split('/')[0]), last + 1, 'the next number');
  equal((await give(clerk!, { secrecy: 'secret', subject: 'không được lưu' })).code, '01/QĐ-UBND', 'a secret one');
  equal((await find('')).filter((r) => r.subject.includes('không được lưu')), [], 'without its subject');
  equal((await find('thanh tra tinh')).map((r) => [r.code, r.paper]).at(0), [made.code, true], 'found by its receiver');
  await waitUntil('the words of the file are found', async () => (await find('luat to chuc chinh quyen dia phuong')).some((r) => r.code === '01/QĐ-UBND' && !r.paper), 20_000);
  equal(await find('khong co o dau ca'), [], 'and nothing else');
});

test('malformed requests are answered with a code, never accepted', async () => {
  for (const [body, code] of [
    [{}, 'bad_message'],
    [draft('', {}), 'bad_value'],
    [draft('x'.repeat(501)), 'field_too_long'],
    [draft('ok', { recipients: ['x'.repeat(201)] }), 'field_too_long'],
    [draft('ok', { urgency: 'now' }), 'bad_value'],
    [draft('ok', { surprise: 1 }), 'bad_message'],
    [draft('ok', { kind: 'poem' }), 'bad_value'],
    [draft('ok', { unit: 999999 }), 'not_found'],
    [draft('ok', { recipients: Array(201).fill('x') }), 'bad_value'],
  ] as const)
    await refused(JSON.stringify(body).slice(0, 60), code, () => drafter!.post('/desk', body));
  const said = await drafter!.post('/desk', draft('x'.repeat(501))).then(() => '', (e: unknown) => (e as CallError).vi);
  equal(said, '“Trích yếu nội dung” dài 501 ký tự, tối đa 500 ký tự (Phụ lục VI Nghị định 30/2020/NĐ-CP). Hãy rút ngắn nội dung.', 'which field, and how long it may be (R18)');
});

/* From here on the leader's key asks for its PIN. */
interface Look { files: { step: number; sha256: string; pages: number; opened: boolean; lines: string[] }[]; certificate: { subject: string; until: string }; pin: boolean }
interface Results { results: { step: number; signed: boolean; code?: string; vi?: string; version?: number }[] }
const PIN = '270695';

test('many are signed with one PIN, each by itself, and only what was opened to its last page', async () => {
  const files: { step: number; seen: string }[] = [];
  const requests: number[] = [];
  for (let i = 1; i <= 3; i++) {
    const made = (await drafter!.post<{ request: number }>('/desk', draft(`Về việc ký loạt ${i}`))).request;
    await drafter!.post(`/desk/requests/${made}/compose`);
    await submit(drafter!, made, route().slice(2));
    files.push(await leader!.step(made, 'sign'));
    requests.push(made);
  }
  const many = (list: object[], pin = PIN) => leader!.post<Results>('/desk/sign', { files: list, pin });
  const look = await leader!.post<Look>('/desk/sign/look', { files });
  equal(look.files.map((f) => [f.step, f.sha256, f.opened, f.lines[0]]), files.map((f) => [f.step, f.seen, false, 'TM. ỦY BAN NHÂN DÂN']), 'the summary');
  assert(look.certificate.subject.includes('Nguyễn Văn Thành') && Date.parse(look.certificate.until) > Date.now(), JSON.stringify(look.certificate));
  equal(look.pin, false, 'no PIN yet');
  await refused('not opened', 'not_read', () => many(files));
  const open = async (at: number) => {
    const version = (await leader!.request(requests[at]!)).versions.at(-1)!;
    for (let page = 1; page <= version.page_count; page++) await leader!.post(`/versions/${version.id}/read`, { page });
  };
  await open(0);
  await refused('one of two not opened', 'not_read', () => many(files.slice(0, 2)));
  await open(1);
  await open(2);
  equal((await leader!.boxes()).waiting.filter((c) => requests.includes(c.id)).map((c) => c.opened), [true, true, true], 'the queue says so');
  await refused('no PIN is set', 'pin_needed', () => many(files));
  await refused('a first PIN by the session alone', 'password_needed', () => leader!.post('/pin', { pin: PIN }));
  await refused('by a wrong password', 'password_wrong', () => leader!.confirm('Phien-2025'));
  await leader!.confirm();
  await refused('an easy one', 'pin_form', () => leader!.post('/pin', { pin: '123456' }));
  await refused('one password, one try', 'password_needed', () => leader!.post('/pin', { pin: PIN }));
  await refused('as if one were changed', 'pin_needed', () => leader!.post('/pin', { pin: PIN, old: '111222' }));
  await leader!.confirm();
  await leader!.post('/pin', { pin: PIN });
  equal(await leader!.get<{ set: boolean }>('/pin'), { set: true }, 'it is set');
  await refused('a wrong PIN', 'pin_wrong', () => many(files, '999991'));
  await refused('a single signature without it', 'pin_needed', () => leader!.act(requests[0]!, 'sign', 'sign'));
  await refused('another one’s steps', 'not_your_turn', () => head!.post('/desk/sign', { files, pin: PIN }));
  await refused('twice the same', 'bad_value', () => many([files[0]!, files[0]!]));
  /* One of them changes hands meanwhile: the others are signed. */
  await leader!.act(requests[1]!, 'sign', 'return', { comment: 'Sửa Điều 1' });
  const { results } = await many(files);
  equal(results.map((r) => [r.signed, r.code]), [[true, undefined], [false, 'wrong_state'], [true, undefined]], 'each by itself');
  assert(results[1]!.vi !== '', 'in words');
  for (const at of [0, 2]) equal(pdfsig(await leader!.file(results[at]!.version!)), ['Signature is Valid.'], `file ${at + 1}`);
  await refused('again: it is another file now', 'not_read', () => many([files[0]!]));
});

test('the working calendar is loaded by the operator, kept by administrators, and says by which announcement (R12)', async () => {
  const phien = (...args: string[]) => spawnSync(join(process.env.PHIEN_BUILD ?? join(top, 'build/dev'), 'cli/phien'), ['calendar', ...args], { env: { ...process.env, PHIEN_VAR: stack.varDir }, encoding: 'utf8' });
  const file = join(dir, 'days.txt');
  writeFileSync(file, '# năm sau nữa\n2031-01-22 off Tết Nguyên đán\n2031-01-18 werk Làm bù\n');
  const bad = phien('load', file);
  equal([bad.status, bad.stderr.includes('line 3'), phien('list', '2031').stdout], [77, true, ''], 'one bad line and nothing is loaded');
  writeFileSync(file, '# năm sau nữa\n2031-01-22 off Tết Nguyên đán\n2031-01-18 work Làm bù\n');
  equal([phien('load', file, 'Thông báo số 1/TB-BNV').stdout, phien('load', join(dir, 'nowhere')).status, phien('burn').status], ['2 days\n', 66, 64], 'loaded');
  equal(phien('list', '2031').stdout, '2031-01-18 work Làm bù (Thông báo số 1/TB-BNV)\n2031-01-22 off Tết Nguyên đán (Thông báo số 1/TB-BNV)\n', 'listed');
  assert(/2027-02-08 off Tết Nguyên đán \(to be confirmed\)/.test(phien('list').stdout), 'the demo’s days have no announcement');
  equal([phien('remove', '2031-01-18').stdout, phien('remove', 'Tết').status], ['1 days\n', 77], 'taken back');
  const admin = await Official.as(stack.url, 'quantri');
  const mark = (who: Official, more: object = {}) => who.put('/calendar', { day: '2031-01-23', work: false, name: 'Tết Nguyên đán', source: '', ...more });
  await refused('a clerk keeps no calendar', 'not_allowed', () => mark(clerk!));
  await refused('no day', 'bad_value', () => mark(admin, { day: '2031-02-30' }));
  await mark(admin);
  const { days } = await clerk!.get<{ admin: boolean; days: { day: string; source: string; set_by: string | null }[] }>('/calendar?year=2031');
  equal(days.map((d) => [d.day, d.source, d.set_by]), [['2031-01-22', 'Thông báo số 1/TB-BNV', null], ['2031-01-23', '', 'Phùng Gia Bảo']], 'everybody reads it');
  await admin.post('/calendar/remove', { day: '2031-01-23' });
  await refused('twice', 'not_found', () => admin.post('/calendar/remove', { day: '2031-01-23' }));
});

test('a forgotten PIN is taken away by the operator, and its holder chooses a new one', async () => {
  const phien = (...args: string[]) => spawnSync(join(process.env.PHIEN_BUILD ?? join(top, 'build/dev'), 'cli/phien'), ['account', ...args], { encoding: 'utf8', env: { ...process.env, PHIEN_VAR: stack.varDir } }).status;
  equal([phien('forget-pin', 'nobody'), phien('forget-pin', 'chutich'), phien('forget-pin', 'chutich')], [66, 0, 66], 'exit statuses');
  equal(await leader!.get<{ set: boolean }>('/pin'), { set: false }, 'gone');
  await refused('by the session alone', 'password_needed', () => leader!.post('/pin', { pin: '481516' }));
  await leader!.confirm();
  await leader!.post('/pin', { pin: '481516' });
});

test('the bell rings once for what is overdue', async () => {
  interface Reminders { reminders: { kind: string; request: number | null; seen: boolean; open: boolean }[] }
  const mine = async () => (await checker!.get<Reminders>('/reminders')).reminders.filter((r) => r.request === late);
  for (let i = 0; i < 250 && (await mine()).length === 0; i++) await new Promise((resolve) => setTimeout(resolve, 100));
  equal((await mine()).map((r) => [r.kind, r.open, r.seen]), [['late', true, false]], 'one reminder');
  await checker!.post('/reminders/seen');
  equal((await checker!.get<{ reminders: number }>('/desk/count')).reminders, 0, 'quiet again');
});

await run('integration/desk');
