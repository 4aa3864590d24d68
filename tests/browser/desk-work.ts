// SPDX-License-Identifier: GPL-3.0-or-later
// Work that waits for somebody, as people do it: many signed with one PIN, a signature that changes hands, absence, authority in two hands,
// the bell. Run by desk.test.ts on its stack; the papers are made over HTTP, everything a person does is clicked.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { signIn, type Person } from '../lib/browser.ts';
import { axeViolations, clippedTexts } from '../lib/browser-checks.ts';
import { PASSWORD } from '../lib/client.ts';
import { Official, type Boxes } from '../lib/desk.ts';
import { assert, cleanup, equal, Skip, test } from '../lib/harness.ts';
import { top, type Stack } from '../lib/stack.ts';

const PIN = '270695';
const CHAIR = 'Nguyễn Văn Thành';
const dir = mkdtempSync(join(tmpdir(), 'phien-work-'));
cleanup(() => rmSync(dir, { recursive: true, force: true }));

interface Options { units: { id: number; abbr: string }[]; people: { id: number; name: string }[] }
interface Made { request: number; step: number; subject: string }

/** Somebody who writes drafts for the chairman's signature, straight to him. */
class Desk {
  private constructor(
    readonly drafter: Official,
    readonly leader: Official,
    readonly unit: number,
    readonly people: Map<string, number>,
  ) {}

  static async at(url: string): Promise<Desk> {
    const [drafter, leader] = await Promise.all([Official.as(url, 'chuyenvien'), Official.as(url, 'chutich')]);
    const options = await drafter.get<Options>('/desk/options');
    return new Desk(drafter, leader, options.units.find((u) => u.abbr === 'UBND')!.id, new Map(options.people.map((p) => [p.name, p.id])));
  }

  async toSign(subject: string, more: object = {}): Promise<Made> {
    const signer = this.people.get(CHAIR)!;
    const { request } = await this.drafter.post<{ request: number }>('/desk', {
      unit: this.unit, kind: 'decision', subject, urgency: 'normal', recipients: ['Như Điều 2'], number_first: false,
      body: { paragraphs: ['Điều 1. Phê duyệt kế hoạch.', 'Điều 2. Quyết định có hiệu lực từ ngày ký./.'], signer, capacity: 'TM.' }, ...more,
    });
    await this.drafter.post(`/desk/requests/${request}/compose`);
    const seen = (await this.drafter.request(request)).versions.at(-1)!.sha256;
    await this.drafter.post(`/desk/requests/${request}/submit`, { seen, steps: [{ pos: 1, kind: 'sign', person: signer, capacity: 'TM.' }] });
    return { request, step: (await this.leader.step(request, 'sign')).step, subject };
  }
}

async function pick(page: Page, testId: string, option: string | RegExp): Promise<void> {
  await page.getByTestId(testId).click();
  await page.getByRole('option', { name: option }).first().click();
}
async function confirm(page: Page): Promise<void> {
  await page.getByRole('dialog').getByTestId('desk-confirm').click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
}
async function openFrom(page: Page, url: string, subject: string): Promise<void> {
  await page.goto(`${url}/desk`);
  await page.getByTestId('desk-queue').getByText(subject).first().click();
  await page.getByTestId('desk-request').waitFor();
}
async function fileOf(who: Official, request: number): Promise<{ path: string; text: string; valid: string[] }> {
  const path = join(dir, `${request}.pdf`);
  writeFileSync(path, await who.file((await who.request(request)).versions.at(-1)!.id));
  const said = spawnSync('pdfsig', ['-nocert', path], { encoding: 'utf8' }).stdout;
  return { path, text: spawnSync('pdftotext', ['-layout', path, '-'], { encoding: 'utf8' }).stdout, valid: [...said.matchAll(/Signature Validation: (.*)/g)].map((m) => m[1]!) };
}

export function workTests(stack: Stack | null, url: string, browser: Browser, leader: Person): void {
  const { page } = leader;
  let desk: Desk;
  let late: Made;
  const made: Made[] = [];
  const many = (list: Made[]) => `${url}/desk/sign?steps=${list.map((m) => m.step).join()}`;
  const error = () => page.getByTestId('many-error');
  const sign = async (pin: string, clickCount = 1) => {
    await page.getByTestId('pin').fill(pin);
    await page.getByTestId('many-confirm').click({ clickCount });
  };
  /** As the viewer tells it; the first test lets the viewer do it. */
  const read = async (list: Made[]) => {
    for (const m of list) await desk.leader.post(`/versions/${(await desk.leader.request(m.request)).versions.at(-1)!.id}/read`, { page: 1 });
  };

  test('only what was opened to its end may be chosen; one PIN signs three, and the one that was returned meanwhile says so', async () => {
    desk = await Desk.at(url);
    late = await desk.toSign('Về việc để lâu chưa ký', { due_at: '2026-01-05T10:00:00Z' });
    for (const n of ['một', 'hai', 'ba', 'bốn']) made.push(await desk.toSign(`Về việc ký loạt văn bản ${n}`));
    await page.goto(`${url}/desk`);
    await page.getByTestId('desk-unread').nth(4).waitFor();
    equal(await page.getByTestId('desk-pick').count(), 0, 'nothing to choose yet');
    for (const [n, m] of made.entries()) {
      await page.getByTestId('desk-queue').getByText(m.subject).click();
      await page.getByTestId('desk-pick').nth(n).waitFor();
    }
    await page.getByTestId('desk-pick-all').check();
    await page.getByTestId('desk-sign-many').click();
    await page.getByTestId('many-file').nth(3).waitFor();
    await page.getByTestId('pin-password').fill('Phien-2025');
    for (const field of ['pin-new', 'pin-again']) await page.getByTestId(field).fill(PIN);
    await page.getByTestId('pin-set').click();
    await page.getByTestId('pin-error').getByText('Mật khẩu đăng nhập không đúng').waitFor();
    await page.getByTestId('pin-password').fill(PASSWORD);
    await page.getByTestId('pin-set').click();
    await page.getByTestId('pin').waitFor();
    await desk.leader.act(made[3]!.request, 'sign', 'return', { comment: 'Sửa Điều 1' });
    await sign('111222');
    await error().getByText(/Mã PIN không đúng.*Chưa văn bản nào được ký/).waitFor();
    await sign(PIN, 2); // an impatient hand
    await page.getByTestId('many-done').getByText('Đã ký 3 trên 4 văn bản').waitFor();
    await page.getByTestId('many-failed').getByText('trả lại').waitFor();
    for (const m of made.slice(0, 3)) equal((await fileOf(desk.leader, m.request)).valid, ['Signature is Valid.'], m.subject);
    const phien = join(process.env.PHIEN_BUILD ?? join(top, 'build/dev'), 'cli/phien');
    const checked = spawnSync(phien, ['check', '--json', join(dir, `${made[0]!.request}.pdf`)], { encoding: 'utf8' }).stdout;
    equal((JSON.parse(checked) as { signatures: { integrity: string }[] }).signatures.map((s) => s.integrity), ['ok'], 'phien check');
    /* The way back leads to the same list: it says what became of each and signs nothing twice. */
    await page.goto(many(made));
    equal(await page.getByTestId('many-signed').nth(2).waitFor().then(() => page.getByTestId('many-left-out').count()), 1, 'the returned one is left out');
    equal(await page.getByTestId('many-confirm').count(), 0, 'nothing to sign');
  });

  test('a second window, a session that ended and a server that dies while it signs: the page finds out what is signed', async () => {
    if (!stack) throw new Skip('needs a stack of its own');
    const list = [await desk.toSign('Về việc ký khi đứt máy chủ một'), await desk.toSign('Về việc ký khi đứt máy chủ hai')];
    await read(list);
    await page.goto(many(list));
    await page.getByTestId('pin').waitFor();
    const other = await page.context().newPage();
    await other.goto(many(list.slice(0, 1)));
    await other.getByTestId('pin').fill(PIN);
    await other.keyboard.press('Enter');
    await other.getByTestId('many-done').waitFor();
    await other.close();
    await sign(PIN);
    await page.getByTestId('many-unsure').getByText('Chưa văn bản nào được ký').waitFor();
    equal(await page.getByTestId('many-signed').count(), 1, 'signed in the other window');
    await page.context().clearCookies();
    await sign(PIN);
    await page.getByLabel('Tên đăng nhập').fill('chutich');
    await page.getByLabel('Mật khẩu', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Đăng nhập', exact: true }).click();
    await page.getByTestId('many-signed').waitFor();
    await page.getByTestId('pin').fill(PIN);
    const died = stack.kill('docs');
    await page.getByTestId('many-confirm').click();
    await died;
    await page.getByTestId('many-unsure').getByText('Kết quả lấy lại từ máy chủ').or(page.getByTestId('many-done')).waitFor();
    if ((await page.getByTestId('pin').count()) > 0) await sign(PIN);
    await page.getByTestId('many-signed').nth(1).waitFor();
    for (const m of list) equal((await fileOf(desk.leader, m.request)).valid, ['Signature is Valid.'], m.subject);
  });

  test('a signature passes to a deputy: the block that will be printed is shown, and printed (R11)', async () => {
    const paper = await desk.toSign('Về việc chuyển Phó Chủ tịch ký');
    await openFrom(page, url, paper.subject);
    await page.getByTestId('desk-forward').click();
    await pick(page, 'pass-who', /Lê Quốc Hùng.*KT\. CHỦ TỊCH/);
    await page.getByTestId('pass-printed').getByText('KT. CHỦ TỊCH').waitFor();
    equal(await page.getByTestId('desk-confirm').isDisabled(), true, 'a reason is needed');
    await page.getByTestId('desk-comment').fill('Đồng chí phụ trách lĩnh vực ký');
    await confirm(page);
    const deputy = await signIn(browser, url, 'uyvien2');
    await openFrom(deputy.page, url, paper.subject);
    await deputy.page.getByTestId('route-passed').getByText(CHAIR).waitFor();
    await deputy.page.getByTestId('desk-sign').click();
    await deputy.page.getByTestId('no-pin').waitFor();
    await confirm(deputy.page);
    const file = await fileOf(desk.leader, paper.request);
    equal(file.valid, ['Signature is Valid.'], 'pdfsig');
    assert(/KT\. CHỦ TỊCH[\s\S]*PHÓ CHỦ TỊCH[\s\S]*Lê Quốc Hùng/.test(file.text) && !file.text.includes(CHAIR), file.text);
    await deputy.page.context().close();
  });

  test('while the chairman is away a substitute signs by a written proxy (TUQ.), which goes no further', async () => {
    const paper = await desk.toSign('Về việc ký thay khi Chủ tịch vắng');
    await page.goto(`${url}/desk`);
    await page.getByTestId('desk-away').click();
    await pick(page, 'away-who', /Đỗ Mạnh Cường/);
    await page.getByRole('radio', { name: 'Cả ký số' }).check();
    await page.getByTestId('away-no-capacity').first().waitFor();
    await pick(page, 'away-unit', 'Ủy ban nhân dân tỉnh Sơn Hà');
    await page.getByTestId('away-basis').fill('Giấy ủy quyền số 03/GUQ-UBND');
    await page.getByTestId('away-reason').fill('Đi công tác');
    await page.getByTestId('away-save').click();
    await page.getByTestId('away-entry').getByText('Đang có hiệu lực').waitFor();
    const proxy = await signIn(browser, url, 'uyvien3');
    await openFrom(proxy.page, url, paper.subject);
    await proxy.page.getByTestId('desk-take').click();
    await proxy.page.getByTestId('pass-printed').getByText('TUQ. CHỦ TỊCH').waitFor();
    await proxy.page.getByTestId('desk-comment').fill('Chủ tịch đi công tác');
    await confirm(proxy.page);
    /* He is away himself: what he holds by proxy his own substitute cannot take. */
    await proxy.page.goto(`${url}/desk/away`);
    await proxy.page.getByTestId('away-not-on').getByText('không được ủy quyền lại').waitFor();
    await pick(proxy.page, 'away-who', /Vũ Thanh Bình/);
    await proxy.page.getByRole('radio', { name: 'Cả ký số' }).check();
    equal(await proxy.page.getByTestId('away-unit').count(), 0, 'no proxy to give');
    await proxy.page.getByTestId('away-reason').fill('Nghỉ phép');
    await proxy.page.getByTestId('away-save').click();
    await proxy.page.getByTestId('away-end').waitFor();
    const third = await signIn(browser, url, 'uyvien6');
    await openFrom(third.page, url, paper.subject);
    await third.page.getByTestId('desk-take').click();
    await third.page.getByRole('dialog').getByText('chưa có tư cách ký văn bản này').waitFor();
    equal(await third.page.getByTestId('desk-confirm').isDisabled(), true, 'nothing to take');
    await third.page.context().close();
    await openFrom(proxy.page, url, paper.subject);
    await proxy.page.getByTestId('desk-sign').click();
    await confirm(proxy.page);
    const file = await fileOf(desk.leader, paper.request);
    assert(/TUQ\. CHỦ TỊCH/.test(file.text) && /Đỗ Mạnh Cường/.test(file.text), file.text);
    await proxy.page.context().close();
    await page.getByTestId('away-end').click();
    await page.getByTestId('away-end-confirm').click();
    await page.getByTestId('away-entry').waitFor({ state: 'detached' });
  });

  test('authority is proposed by one hand and confirmed by another, never by the same', async () => {
    const admin = await signIn(browser, url, 'quantri');
    await admin.page.getByRole('button', { name: /Tài khoản/ }).click();
    await admin.page.getByRole('menuitem', { name: 'Thẩm quyền ký và văn thư' }).click();
    await admin.page.getByTestId('access-new').click();
    await pick(admin.page, 'access-person', /Trần Anh Tuấn/);
    await admin.page.getByTestId('access-basis').fill('Quyết định số 05/QĐ-UBND');
    await confirm(admin.page);
    await admin.page.getByTestId('access-waits').first().getByText('không tự xác nhận được').waitFor();
    equal(await admin.page.getByTestId('access-confirm').count(), 0, 'his own proposal');
    await page.goto(`${url}/desk`);
    await page.getByTestId('access-warning').getByRole('link').click();
    await page.getByTestId('access-confirm').click();
    await page.getByRole('dialog').getByText('Giao Trần Anh Tuấn ký TL.').waitFor();
    await confirm(page);
    await page.locator('[data-testid=access-change][data-state=confirmed]').waitFor();
    await admin.page.context().close();
  });

  test('the bell says what is overdue and is quiet once it was looked at', async () => {
    const { reminders } = await desk.leader.get<{ reminders: number }>('/desk/count');
    assert(reminders > 0, 'the round of reminders has not come in all this time');
    await page.goto(url);
    await page.getByTestId('nav-bell').getByText('1').waitFor();
    await page.getByTestId('nav-bell').click();
    await page.getByTestId('reminder').getByText('Đã quá hạn', { exact: true }).waitFor();
    await page.getByTestId('reminder').getByRole('link').click();
    await page.getByTestId('desk-request').getByText(late.subject).first().waitFor();
    await page.getByTestId('nav-bell').getByText('1').waitFor({ state: 'detached' });
  });

  test('five wrong PINs shut the key', async () => {
    await read([late]);
    await page.goto(many([late]));
    for (let i = 1; i <= 5; i++) {
      await sign(`11122${i}`);
      await error().getByText('Mã PIN không đúng').waitFor();
    }
    await sign(PIN);
    await error().getByText('khóa ký đang tạm khóa').waitFor();
    const waiting = (await desk.leader.get<Boxes>('/desk')).waiting.map((c) => c.mine?.step);
    assert(waiting.includes(late.step), 'it still waits');
  });

  test('the screens of this work pass axe and clip nothing on a telephone', async () => {
    const found: string[] = [];
    await page.setViewportSize({ width: 360, height: 780 });
    for (const [name, path, ready] of [['sign many', many([late, ...made]).slice(url.length), 'many-file'], ['away', '/desk/away', 'away-save'], ['access', '/admin/access', 'access'], ['pin', '/desk/pin', 'pin-form']] as const) {
      await page.goto(url + path);
      await page.getByTestId(ready).first().waitFor();
      found.push(...[...(await clippedTexts(page)), ...(await axeViolations(page))].map((line) => `${name}: ${line}`));
    }
    equal(found, [], 'findings');
  });
}
