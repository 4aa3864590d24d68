// SPDX-License-Identifier: GPL-3.0-or-later
// Who acts for whom, and who may what: substitution, signatures that pass, authority in two hands.
import { spawnSync } from 'node:child_process';
import { Official, refused } from '../../lib/desk.ts';
import { smallPdf } from '../../lib/small-pdf.ts';
import { assert, equal, test } from '../../lib/harness.ts';
import { stack, drafter, head, leader, clerk, people, desk, type Signers, draft, route, submit, pdfsig, byFile } from './stage.ts';

test('a signature passes only to somebody entitled, and the paper says who signs; a substitute acts in his own name (R11)', async () => {
  const deputy = await Official.as(stack.url, 'uyvien2');
  const made = (await drafter!.post<{ request: number }>('/desk', draft('Về việc ký thay'))).request;
  await drafter!.post(`/desk/requests/${made}/compose`);
  const day = (n: number) => new Date(Date.now() + 7 * 3600e3 + n * 864e5).toISOString().slice(0, 10);
  const away = (who: Official, name: string, more: object) => who.post<{ id: number }>('/desk/away', { to: people.get(name), from: day(0), until: day(3), reason: 'Đi công tác', ...more });
  await refused('a period that is over', 'bad_value', () => away(leader!, 'Lê Quốc Hùng', { scope: 'all', from: day(-9), until: day(-3) }));
  await refused('a proxy without its paper', 'bad_value', () => away(leader!, 'Đặng Ngọc Sơn', { scope: 'all', unit: desk.unit }));
  await refused('a proxy by one who is no head', 'no_authority', () => away(deputy, 'Đặng Ngọc Sơn', { scope: 'all', unit: desk.unit, basis: 'GUQ 1' }));
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
  const change = { unit: desk.unit, what: 'grant', act: 'give', person: people.get('Trần Anh Tuấn'), capacity: 'TL.', giver: people.get('Nguyễn Văn Thành'), kinds: ['notice'], basis: 'Quyết định 05/QĐ-UBND', from: '2026-01-01' };
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
  equal((await drafter!.get<Signers>(`/desk/units/${desk.unit}/signers?kind=notice`)).people.find((p) => p.name === 'Trần Anh Tuấn')!.capacities.map((c) => c.capacity), ['TL.'], 'it counts');
  assert((await admin.get<Access>('/access')).units.some((u) => u.clerks.some((c) => c.name === 'Bùi Thị Hải Yến')), 'clerks are shown');
});
