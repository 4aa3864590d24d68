// SPDX-License-Identifier: GPL-3.0-or-later
// What comes after issue: copies, recall, replacement and correction, attachments that go along.
import { http } from '../../lib/client.ts';
import { Official, refused } from '../../lib/desk.ts';
import { smallPdf } from '../../lib/small-pdf.ts';
import { assert, equal, test } from '../../lib/harness.ts';
import { stack, drafter, head, leader, clerk, outsider, desk, draft, route, submit, pdfsig, textOf } from './stage.ts';

interface Copy { id: number; code: string; version: number; page_count: number; made_by: string }

test('the clerk makes copies: numbered in one series, the body’s signature in text form, valid in pdfsig and our check (R6)', async () => {
  const { document } = await clerk!.request(desk.id);
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
  const rush = await Promise.all([document, desk.raised].map((d) => clerk!.post<Copy>(`/documents/${d}/copies`, { kind: 'sao_y' })));
  equal(rush.map((c) => c.code).sort(), ['03/SY-UBND', '04/SY-UBND'], 'two at once');
  for (const c of rush) assert(textOf(await leader!.file(c.version)).includes(`Số: ${c.code}`), `${c.code} is not on its sheet`);
  const list = (await drafter!.get<{ copies: Copy[] }>(`/documents/${document}/copies`)).copies;
  equal(list.slice(0, 2).map((c) => [c.code, c.made_by]), [['01/SY-UBND', 'Bùi Thị Hải Yến'], ['02/TrS-UBND', 'Bùi Thị Hải Yến']], 'listed on the document');
  equal((await http(stack.url, `/docs/versions/${made[0]!.version}/file`, { cookie: outsider!.cookie })).status, 403, 'a copy is read by whoever reads the original');
});

test('a recall keeps file, number and row (R16)', async () => {
  await refused('the head of a unit below', 'not_your_turn', () => head!.post(`/desk/requests/${desk.id}/recall`, { comment: 'x' }));
  await clerk!.post(`/desk/requests/${desk.id}/recall`, { comment: 'Sai nội dung Điều 1' });
  const request = await drafter!.request(desk.id);
  equal([request.state, request.register!.code], ['recalled', '01/QĐ-UBND'], 'state and number');
  assert(request.register!.recalled_at !== null, 'time of the recall');
  equal(request.log.map((l) => l.act), ['submit', 'content', 'return', 'submit', 'content', 'form', 'sign', 'number', 'seal', 'recall'], 'the whole history');
});

interface Amends { replaced_by: { code: string; id: number } | null; replaces: { code: string } | null }
const amendsOf = async (request: number) => (await drafter!.get<{ amends: Amends }>(`/desk/requests/${request}`)).amends;

test('wrong content is replaced by the same form, wrong form corrected by a letter; both sides and the register say so (R16)', async () => {
  await refused('corrected in another way', 'bad_value', () => drafter!.post(`/desk/requests/${desk.id}/amend`, { how: 'burn' }));
  await refused('a correction of what was taken back', 'wrong_state', () => drafter!.post(`/desk/requests/${desk.id}/amend`, { how: 'correct' }));
  const { request } = await drafter!.post<{ request: number }>(`/desk/requests/${desk.id}/amend`, { how: 'replace' });
  await refused('a replacement of another form', 'amend_kind', async () => drafter!.put(`/desk/requests/${request}`, { ...draft('khác', { kind: 'plan' }), unit: undefined, rev: (await drafter!.get<{ rev: number }>(`/desk/requests/${request}`)).rev }));
  await drafter!.post(`/desk/requests/${request}/compose`);
  await submit(drafter!, request, route().slice(2));
  equal((await amendsOf(desk.id)).replaced_by, null, 'until it is issued the old one counts');
  await leader!.act(request, 'sign', 'sign');
  const { code } = await clerk!.act(request, 'number', 'number');
  await clerk!.act(request, 'seal', 'seal');
  equal([(await amendsOf(desk.id)).replaced_by!.code, (await amendsOf(request)).replaces!.code], [code, '01/QĐ-UBND'], 'linked both ways');
  const year = new Date(Date.now() + 7 * 3600e3).getUTCFullYear();
  const { rows } = await clerk!.get<{ rows: { code: string; replaced_by: string | null }[] }>(`/registers/${desk.unit}/out?year=${year}&q=`);
  equal(rows.find((r) => r.code === '01/QĐ-UBND')!.replaced_by, code!, 'remark in the register');
  const letter = await drafter!.post<{ request: number }>(`/desk/requests/${request}/amend`, { how: 'correct' });
  assert((await drafter!.request(letter.request)).subject.startsWith(`đính chính Quyết định số ${code}`), 'the letter names what it corrects');
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
  equal(pdfsig(file).slice(0, 1), ['Signature is Valid.'], 'pdfsig (a document time-stamp may have come already)');
  assert(new RegExp(`Số: ${code}\\s*\\n.*\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\+07:00`).test(textOf(file)) && textOf(file).includes('Phu luc da sua'), textOf(file));
});
