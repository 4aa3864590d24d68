// SPDX-License-Identifier: GPL-3.0-or-later
// draft → initials → return → new draft → initials → leader → number → seal, and what each step refuses.
import { spawnSync } from 'node:child_process';
import { http } from '../../lib/client.ts';
import { refused } from '../../lib/desk.ts';
import { assert, equal, test } from '../../lib/harness.ts';
import { wrongPaper } from '../../lib/wrong-paper.ts';
import { stack, drafter, head, checker, leader, clerk, outsider, people, desk, type Options, type Signers, draft, route, layout, newest, newestOf, submit, pdfsig } from './stage.ts';

test('who may sign stands beside the lines printed above his name (R11)', async () => {
  const options = await drafter!.get<Options>('/desk/options');
  for (const p of options.people) people.set(p.name, p.id);
  desk.unit = options.units.find((u) => u.abbr === 'UBND')!.id;
  const of = async (kind: string) => (await drafter!.get<Signers>(`/desk/units/${desk.unit}/signers?kind=${kind}`)).people;
  const decision = await of('decision');
  equal(decision.find((p) => p.name === 'Nguyễn Văn Thành')!.capacities.map((c) => c.lines), [['TM. ỦY BAN NHÂN DÂN', 'CHỦ TỊCH'], ['CHỦ TỊCH']], 'the chairman');
  equal(decision.find((p) => p.name === 'Lê Quốc Hùng')!.capacities[0]!.lines, ['TM. ỦY BAN NHÂN DÂN', 'KT. CHỦ TỊCH', 'PHÓ CHỦ TỊCH'], 'a deputy');
  assert(!decision.some((p) => p.name === 'Đặng Ngọc Sơn'), 'the head of office signs no decision');
  equal((await of('notice')).find((p) => p.name === 'Đặng Ngọc Sơn')!.capacities[0]!.lines, ['TL. CHỦ TỊCH', 'CHÁNH VĂN PHÒNG UBND TỈNH'], 'but a notice, by order');
});

test('a draft is composed in the form of Decree 30 and is its drafter’s alone', async () => {
  desk.id = (await drafter!.post<{ request: number }>('/desk', draft('Về việc phê duyệt kế hoạch'))).request;
  const made = await drafter!.post<{ version: number }>(`/desk/requests/${desk.id}/compose`);
  const text = spawnSync('pdftotext', ['-layout', '-', '-'], { input: await drafter!.file(made.version), encoding: 'utf8' }).stdout;
  for (const words of ['CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM', 'QUYẾT ĐỊNH', '/QĐ-UBND', 'TM. ỦY BAN NHÂN DÂN', 'Nguyễn Văn Thành', 'Lưu: VT.']) assert(text.includes(words), `${words} in\n${text}`);
  equal(await layout(drafter!, made.version), 'official clean number_open date_open not_signed', 'its layout');
  await refused('another asks for its layout', 'not_allowed', () => layout(leader!, made.version));
  await refused('another looks at a draft', 'not_allowed', () => leader!.request(desk.id));
  equal((await http(stack.url, `/docs/versions/${made.version}/file`, { cookie: leader!.cookie })).status, 403, 'nor reads its file');
});

test('a route that breaks a rule is refused with a sentence', async () => {
  const p = (name: string) => people.get(name);
  await refused('the drafter initials', 'duties_apart', () => submit(drafter!, desk.id, [{ pos: 1, kind: 'content', person: p('Lê Thị Kim Oanh') }, ...route().slice(2)]));
  await refused('no signature', 'bad_route', () => submit(drafter!, desk.id, route().slice(0, 2)));
  await refused('a signer without authority', 'no_authority', () => submit(drafter!, desk.id, [{ pos: 1, kind: 'sign', person: p('Đặng Ngọc Sơn'), capacity: 'TL.' }]));
  await refused('a deputy for the collective', 'no_authority', () => submit(drafter!, desk.id, [{ pos: 1, kind: 'sign', person: p('Lê Quốc Hùng'), capacity: 'TM.' }]));
  await refused('a version not seen', 'stale_revision', () => drafter!.post(`/desk/requests/${desk.id}/submit`, { steps: route(), seen: '0'.repeat(64) }));
});

/* Left waiting on purpose: its day is long over, the bell says so at the end. */
test('what is overdue says so in the queue (R12)', async () => {
  desk.late = (await drafter!.post<{ request: number }>('/desk', draft('Về việc quá hạn', { due_at: '2026-01-05T10:00:00Z' }))).request;
  await drafter!.post(`/desk/requests/${desk.late}/compose`);
  await submit(drafter!, desk.late);
  const clock = (await checker!.boxes()).waiting.find((c) => c.id === desk.late)?.clock;
  assert(clock?.state === 'late' && clock.days > 0, JSON.stringify(clock));
});

test('initials, return, a new draft, initials again (R10)', async () => {
  await submit(drafter!, desk.id);
  assert((await head!.boxes()).waiting.some((c) => c.id === desk.id), 'waits for the head of unit');
  await refused('the leader signs before the initials', 'wrong_state', async () => {
    const sign = (await leader!.request(desk.id)).steps.find((s) => s.kind === 'sign')!;
    await leader!.post(`/desk/steps/${sign.id}/sign`, { seen: newest(await leader!.request(desk.id)).sha256 });
  });
  await head!.act(desk.id, 'content', 'done', { comment: 'Đồng ý nội dung' });
  await refused('a return without a reason', 'bad_value', () => checker!.act(desk.id, 'form', 'return', { comment: '' }));
  await checker!.act(desk.id, 'form', 'return', { comment: 'Thiếu nơi nhận' });
  equal((await drafter!.boxes()).returned.map((c) => c.id), [desk.id], 'is back with its drafter');
  await refused('the same draft again', 'wrong_state', () => submit(drafter!, desk.id));
  await drafter!.put(`/desk/requests/${desk.id}`, { ...draft('Về việc phê duyệt kế hoạch chuyển đổi số năm 2027', { recipients: ['Như Điều 2', 'Các sở, ban, ngành'] }), unit: undefined, rev: (await drafter!.request(desk.id)).rev });
  await drafter!.post(`/desk/requests/${desk.id}/compose`);
  await submit(drafter!, desk.id);
  await refused('an outsider looks', 'not_allowed', () => outsider!.request(desk.id));
  await head!.act(desk.id, 'content', 'done');
  await checker!.act(desk.id, 'form', 'done');
});

test('the leader signs what he saw, and nothing else', async () => {
  await refused('another signs for him', 'not_your_turn', () => head!.act(desk.id, 'sign', 'sign'));
  const { step } = await leader!.step(desk.id, 'sign');
  await refused('an older version', 'stale_revision', async () => leader!.post(`/desk/steps/${step}/sign`, { seen: (newestOf(await leader!.request(desk.id), -2)).sha256 }));
  await refused('a draft on its way is not replaced', 'not_allowed', async () => drafter!.post('/uploads', { document: (await drafter!.request(desk.id)).document, filename: 'x.pdf', size: 10 }));
  await refused('another sees no signature of his', 'not_your_turn', () => head!.get(`/desk/steps/${step}/shown`));
  const shown = await leader!.get<{ page: number; top: number; type: string; image: string; certificate: { subject: string; until: string } }>(`/desk/steps/${step}/shown`);
  assert(shown.page === 1 && shown.top > 0 && /^image\//.test(shown.type) && shown.image.length > 1000 && /Nguyễn Văn Thành/.test(shown.certificate.subject) && Date.parse(shown.certificate.until) > Date.now(), 'the page as it will look, and the certificate');
  const signed = await leader!.act(desk.id, 'sign', 'sign');
  equal(pdfsig(await leader!.file(signed.version!)), ['Signature is Valid.'], 'pdfsig');
  await refused('twice', 'not_your_turn', () => leader!.post(`/desk/steps/${step}/sign`, { seen: '0'.repeat(64) }).catch(() => leader!.act(desk.id, 'number', 'number')));
});

test('number, then seal: one document, two signatures, both valid, a row in the register (R9, R13, R15)', async () => {
  await refused('a leader gives no number', 'not_your_turn', () => leader!.act(desk.id, 'number', 'number'));
  const clock = (await clerk!.boxes()).waiting.find((c) => c.id === desk.id)?.clock;
  assert(clock?.state === 'today' && clock.at_once, `an urgent one is numbered at once: ${JSON.stringify(clock)}`);
  const numbered = await clerk!.act(desk.id, 'number', 'number');
  equal(numbered.code, '01/QĐ-UBND', 'the first of the year');
  const sealed = await clerk!.act(desk.id, 'seal', 'seal');
  const file = await clerk!.file(sealed.version!);
  equal(pdfsig(file), ['Signature is Valid.', 'Signature is Valid.'], 'pdfsig');
  const check = await clerk!.get<{ verdict: string; signatures: { integrity: string }[] }>(`/versions/${sealed.version}/check`);
  equal(check.verdict, 'valid_with_changes', JSON.stringify(check));
  equal(await layout(clerk!, sealed.version!), 'official clean', 'numbered, signed and sealed it is as Decree 30 asks');
  const wrong = await http(stack.url, '/docs/check/layout', { method: 'POST', body: new Uint8Array(wrongPaper()) });
  const found = ((await wrong.json()) as { findings: { id: string; severity: string }[] }).findings.filter((f) => f.severity === 'breach').map((f) => f.id);
  for (const id of ['margin_left', 'font', 'page_number_missing', 'number_padding', 'date_padding', 'date_style']) assert(found.includes(id), `${desk.id} among ${found.join(' ')}`);
  const text = spawnSync('pdftotext', ['-layout', '-', '-'], { input: file, encoding: 'utf8' }).stdout;
  assert(/Số:\s*01\s*\/QĐ-UBND/.test(text), text);
  assert(/Sơn Hà, ngày \d\d tháng \d\d? năm 20\d\d/.test(text), text);
  equal((await leader!.request(desk.id)).state, 'issued', 'state');
  const year = new Date(Date.now() + 7 * 3600e3).getUTCFullYear();
  const rows = (await clerk!.get<{ rows: { code: string; pages: number; request: number }[] }>(`/registers/${desk.unit}/out?year=${year}&q=chuyen doi so`)).rows;
  equal(rows.map((r) => [r.code, r.request]), [['01/QĐ-UBND', desk.id]], 'register, searched without diacritics');
  await refused('the register is the unit’s', 'not_allowed', () => outsider!.get(`/registers/${desk.unit}/out?year=${year}`));
});
