// SPDX-License-Identifier: GPL-3.0-or-later
// Many signed with one PIN, the working calendar, the bell. From here on the leader’s key asks for its PIN.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Official, refused } from '../../lib/desk.ts';
import { assert, equal, test } from '../../lib/harness.ts';
import { top } from '../../lib/stack.ts';
import { stack, dir, drafter, head, checker, leader, clerk, outsider, desk, draft, route, submit, pdfsig } from './stage.ts';

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
  const { document } = await drafter!.request(requests[0]!);
  equal((await drafter!.get<{ reads: { name: string }[] }>(`/documents/${document}/reads`)).reads.map((r) => r.name), ['Nguyễn Văn Thành'], 'its drafter sees who has opened it (R20)');
  await refused('others ask who has opened it', 'not_allowed', () => outsider!.get(`/documents/${document}/reads`));
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
  const mine = async () => (await checker!.get<Reminders>('/reminders')).reminders.filter((r) => r.request === desk.late);
  for (let i = 0; i < 250 && (await mine()).length === 0; i++) await new Promise((resolve) => setTimeout(resolve, 100));
  equal((await mine()).map((r) => [r.kind, r.open, r.seen]), [['late', true, false]], 'one reminder');
  await checker!.post('/reminders/seen');
  equal((await checker!.get<{ reminders: number }>('/desk/count')).reminders, 0, 'quiet again');
});
