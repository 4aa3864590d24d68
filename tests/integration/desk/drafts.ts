// SPDX-License-Identifier: GPL-3.0-or-later
// Drafts from the editor and from files: laid out, converted in their cage, placed, refused.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { http } from '../../lib/client.ts';
import { refused } from '../../lib/desk.ts';
import { decisionXml, docx } from '../../lib/small-docx.ts';
import { smallPdf } from '../../lib/small-pdf.ts';
import { assert, equal, test } from '../../lib/harness.ts';
import { stack, dir, drafter, leader, clerk, desk, draft, newest, textOf, rich, paragraph, toTheSeal, byFile } from './stage.ts';


test('a rich text is numbered, laid out and seen page by page; a second window overwrites nothing', async () => {
  const body = { ...draft('x').body, paragraphs: undefined, bases: ['Căn cứ Luật Tổ chức chính quyền địa phương'], rich: rich(
    { type: 'heading', attrs: { level: 5 }, content: [{ type: 'text', text: 'Ban hành Quy chế.' }] },
    { type: 'orderedList', attrs: { start: 1 }, content: [{ type: 'listItem', content: [paragraph('Áp dụng từ ngày ký./.')] }] }) };
  const made = await drafter!.post<{ request: number; rev: number }>('/desk', draft('Ban hành Quy chế', { body }));
  const preview = await drafter!.get<{ pages: number; image: string }>(`/desk/requests/${made.request}/preview?page=1`);
  equal([preview.pages, Buffer.from(preview.image, 'base64').subarray(1, 4).toString()], [1, 'PNG'], 'a sheet as a picture');
  const text = textOf(await drafter!.file((await drafter!.post<{ version: number }>(`/desk/requests/${made.request}/compose`)).version));
  for (const line of ['QUYẾT ĐỊNH:', 'ỦY BAN NHÂN DÂN TỈNH SƠN HÀ', 'Căn cứ Luật Tổ chức chính quyền địa phương.', 'Điều 1. Ban hành Quy chế.', '1. Áp dụng từ ngày ký./.']) assert(text.includes(line), `${line} in\n${text}`);
  const saved = await drafter!.put<{ rev: number }>(`/desk/requests/${made.request}`, { ...draft('Mới', { body }), unit: undefined, rev: made.rev });
  equal(saved.rev, made.rev + 1, 'a saving counts');
  await refused('an older window', 'stale_revision', () => drafter!.put(`/desk/requests/${made.request}`, { ...draft('Cũ', { body }), unit: undefined, rev: made.rev }));
  equal((await drafter!.request(made.request)).subject, 'Mới', 'what was saved first stays');
  await refused('a node that is not known', 'draft_text', () => drafter!.post('/desk', draft('x', { body: { rich: rich({ type: 'image' }) } })));
  await refused('another looks at the sheet', 'not_allowed', () => leader!.get(`/desk/requests/${made.request}/preview`));
});

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
  const text = textOf(done.file);
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
  const text = textOf(done.file);
  assert(/Số:\s+0\d\s*\/QĐ-UBND/.test(text) && /Sơn Hà, ngày\s+\d\d\s+tháng\s+\d\d?\s+năm 2026/.test(text), text);
});

test('files that cannot be a draft are refused with what to do', async () => {
  const { document } = await byFile('Dự thảo hỏng');
  const doc = decisionXml('A', ['B']);
  const good = docx(doc);
  const issued = await clerk!.file(newest(await clerk!.request(desk.id)).id);
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
