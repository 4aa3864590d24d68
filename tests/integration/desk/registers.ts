// SPDX-License-Identifier: GPL-3.0-or-later
// Fields of Annex VI, files and books, numbers for paper, and requests that are no requests.
import { type CallError, http } from '../../lib/client.ts';
import { Official, refused } from '../../lib/desk.ts';
import { assert, equal, test, waitUntil } from '../../lib/harness.ts';
import { stack, drafter, leader, clerk, outsider, people, desk, draft, route, submit, textOf } from './stage.ts';

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
  await refused('a sender of 201 characters', 'field_too_long', () => clerk!.post(`/registers/${desk.unit}/in`, { from_org: 'x'.repeat(201), subject: 'x', urgency: 'normal', copies: 1 }));
  await refused('a number of 12', 'field_too_long', () => clerk!.post(`/registers/${desk.unit}/in`, { from_org: 'x', code: '123456789012/X', subject: 'x', urgency: 'normal', copies: 1 }));
  const { id: file } = await drafter!.post<{ id: number }>(`/units/${desk.unit}/files`, { catalog: 2026, notation: '01/TH', title: 'Hồ sơ thử', maintenance: '10 năm' });
  await refused('a notation of 21', 'field_too_long', () => drafter!.post(`/units/${desk.unit}/files`, { catalog: 2026, notation: 'x'.repeat(21), title: 'x', maintenance: 'x' }));
  await refused('a file of another body', 'not_allowed', () => outsider!.get(`/files/${file}`));
  equal((await drafter!.post<{ ordinal: number }>(`/files/${file}/documents`, { document: (await drafter!.request(request)).document })).ordinal, 1, 'put in a file');
  const year = new Date(Date.now() + 7 * 3600e3).getUTCFullYear();
  const period = `from=${year}-01-01&to=${year}-12-31`;
  await refused('a book of no period', 'bad_value', () => clerk!.get(`/books/out/${desk.unit}`));
  await refused('a book there is not', 'not_found', () => clerk!.get(`/books/poems/${desk.unit}?${period}`));
  for (const [book, of, columns] of [['out', desk.unit, 10], ['in', desk.unit, 10], ['in-handling', desk.unit, 7], ['out-handling', desk.unit, 10], ['files', desk.unit, 8], ['copies', desk.unit, 7], ['file', file, 7]] as const) {
    const shown = await clerk!.get<Book>(`/books/${book}/${of}?${period}`);
    equal(shown.columns.length, columns, `columns of ${book} (R15)`);
    assert(shown.rows.every((row) => row.length === columns), book);
    const text = textOf(await bytes(clerk!, `/books/${book}/${of}/pdf?${period}`));
    assert(text.includes('Bản in từ hệ thống Phien') && text.includes('(1)'), `${book}: ${text}`);
    if (book === 'out' || book === 'file') assert(shown.rows.some((row) => row.includes(code!)) && text.includes('Hồ sơ và sổ'), `${book}: ${text}`);
  }
  equal((await outsider!.get<Book>(`/books/out/${desk.unit}?${period}`)).rows, [], 'an outsider reads an empty book');
  await drafter!.post(`/files/${file}/close`);
  const closed = await drafter!.get<{ ended_on: string; handover_on: string; handover: string }>(`/files/${file}`);
  equal([closed.handover_on, closed.handover], [`${Number(closed.ended_on.slice(0, 4)) + 1}${closed.ended_on.slice(4)}`, 'later'], 'a closed file goes to the archive within a year (R17)');
});

test('paper takes the next number of the same series, what is secret its own; the register is searched over its fields and the words of the file (R13, R23)', async () => {
  const paper = (more: object = {}) => ({ kind: 'decision', subject: 'Quyết định ký trên giấy', drafter: people.get('Lê Thị Kim Oanh'), signer: people.get('Nguyễn Văn Thành'), capacity: 'TM.', recipients: ['Thanh tra tỉnh'], urgency: 'normal', pages: 3, secrecy: 'none', ...more });
  const give = (who: Official, more: object = {}) => who.post<{ code: string; request: number }>(`/registers/${desk.unit}/out`, paper(more));
  const year = new Date(Date.now() + 7 * 3600e3).getUTCFullYear();
  const find = async (q: string) => (await clerk!.get<{ rows: { code: string; number: number; series: string; paper: boolean; subject: string }[] }>(`/registers/${desk.unit}/out?year=${year}&q=${encodeURIComponent(q)}`)).rows;
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
