// SPDX-License-Identifier: GPL-3.0-or-later
// The signing desk as people use it: draft → initials → return → new draft → initials → the leader signs on a tablet → number → seal →
// register → recall; then the check on what came out, on a copy with one byte changed. Pictures with PHIEN_PICTURES=1.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launch, picture, signIn, type Person } from '../lib/browser.ts';
import { checkScreen } from '../lib/browser-checks.ts';
import { assert, cleanup, equal, run, test } from '../lib/harness.ts';
import { startStack, top } from '../lib/stack.ts';
import { wrongPaper } from '../lib/wrong-paper.ts';
import { workTests } from './desk-work.ts';

const stack = process.env.PHIEN_URL ? null : await startStack();
const url = process.env.PHIEN_URL ?? stack!.url;
const dir = mkdtempSync(join(tmpdir(), 'phien-desk-'));
if (stack) cleanup(() => stack.stop());
const browser = await launch();
cleanup(async () => {
  await browser.close();
  rmSync(dir, { recursive: true, force: true });
});
const tablet = { width: 1024, height: 768 };
const drafter = await signIn(browser, url, 'chuyenvien');
const head = await signIn(browser, url, 'truongphong');
const checker = await signIn(browser, url, 'thuky');
const leader = await signIn(browser, url, 'chutich', tablet);
const clerk = await signIn(browser, url, 'vanthu');
const everybody = [drafter, head, checker, leader, clerk];
const subject = 'Về việc phê duyệt Kế hoạch chuyển đổi số của tỉnh Sơn Hà năm 2027';

async function pick(who: Person, label: string, option: string | RegExp): Promise<void> {
  await who.page.getByRole('combobox', { name: label }).or(who.page.getByLabel(label)).first().click();
  await who.page.getByRole('option', { name: option }).first().click();
}
async function openMine(who: Person): Promise<void> {
  await who.page.goto(`${url}/desk`);
  await who.page.getByTestId('desk-queue').getByText(subject).first().click();
  await who.page.getByTestId('desk-request').waitFor();
  await who.page.locator('[data-page="1"] img').first().waitFor();
}
async function confirm(who: Person, comment?: string): Promise<void> {
  if (comment !== undefined) await who.page.getByTestId('desk-comment').fill(comment);
  await who.page.getByTestId('desk-confirm').click();
  await who.page.getByRole('dialog').waitFor({ state: 'detached' });
}
const step = (who: Person, kind: string) => who.page.locator(`[data-testid=desk-route] [data-kind=${kind}]`).getAttribute('data-state');
const state = (who: Person, is: string) => who.page.locator(`[data-testid=desk-request] [data-testid=desk-state][data-state=${is}]`).waitFor();

test('a draft is written and seen in the form of Decree 30', async () => {
  const { page } = drafter;
  await page.goto(`${url}/desk`);
  await page.getByTestId('desk-new').click();
  await pick(drafter, 'Loại văn bản', 'Quyết định');
  await page.getByLabel('Trích yếu').fill(subject);
  await pick(drafter, 'Độ khẩn', 'Khẩn');
  await page.getByTestId('draft-bases').fill('Căn cứ Luật Tổ chức chính quyền địa phương\nTheo đề nghị của Chánh Văn phòng Ủy ban nhân dân tỉnh');
  await page.getByTestId('draft-text').click();
  await pick(drafter, 'Kiểu đoạn', 'Điều viết liền');
  await page.keyboard.type('Phê duyệt kèm theo Quyết định này Kế hoạch chuyển đổi số của tỉnh Sơn Hà năm 2027.\nQuyết định này có hiệu lực kể từ ngày ký./.');
  await pick(drafter, 'Người ký và tư cách ký', /Nguyễn Văn Thành – TM\. ỦY BAN NHÂN DÂN \/ CHỦ TỊCH/);
  await page.locator('[data-testid=draft-saving][data-state=saved]').waitFor();
  await page.getByTestId('draft-sheet').locator('img').waitFor();
  await page.waitForTimeout(500);
  await picture(page, 'desk-draft-vi');
  await page.getByTestId('draft-save').click();
  await state(drafter, 'draft');
  await page.locator('[data-testid=layout-report][data-state=clean]').waitFor();
});

async function submit(): Promise<void> {
  await drafter.page.getByTestId('desk-submit').click();
  const dialog = drafter.page.getByRole('dialog');
  if ((await dialog.getByLabel('Ký nháy nội dung').first().inputValue()) === '') {
    await pick(drafter, 'Ký nháy nội dung', /Trần Anh Tuấn/);
    await pick(drafter, 'Ký nháy thể thức', /Nguyễn Thị Hồng Nhung/);
  }
  await confirm(drafter);
  await state(drafter, 'routing');
}

test('initials for the content; the form is returned with its reason', async () => {
  await submit();
  await openMine(head);
  await head.page.getByTestId('desk-agree').click();
  await confirm(head, 'Nội dung đúng kết luận phiên họp');
  await openMine(checker);
  await checker.page.getByTestId('desk-return').click();
  equal(await checker.page.getByTestId('desk-confirm').isDisabled(), true, 'a return needs its reason');
  await confirm(checker, 'Bổ sung nơi nhận');
});

test('the drafter finds it under returned, changes it, and everybody is asked anew', async () => {
  const { page } = drafter;
  await page.goto(`${url}/desk`);
  await page.getByText('Bị trả lại (1)').click();
  await page.getByTestId('desk-queue').getByText(subject).click();
  await page.getByText('Bổ sung nơi nhận').first().waitFor();
  await page.getByTestId('desk-edit').click();
  await page.getByTestId('draft-recipients').fill('Như Điều 2\nCác sở, ban, ngành');
  await page.getByTestId('draft-save').click();
  await state(drafter, 'returned');
  await submit();
  for (const [who, words] of [[head, 'Đồng ý'], [checker, 'Thể thức đúng']] as const) {
    await openMine(who);
    await who.page.getByTestId('desk-agree').click();
    await confirm(who, words);
  }
});

test('the leader sees how many wait, reads, and signs on a tablet what the summary names', async () => {
  const { page } = leader;
  await page.goto(url);
  await page.getByTestId('nav-waiting').getByText('1').waitFor();
  await openMine(leader);
  await page.waitForTimeout(500);
  await picture(page, 'desk-leader-vi');
  await page.getByTestId('desk-sign').click();
  await page.getByRole('dialog').getByText('TM. ỦY BAN NHÂN DÂN / CHỦ TỊCH – Nguyễn Văn Thành').waitFor();
  await picture(page, 'desk-sign-vi');
  await confirm(leader);
  await page.locator('[data-testid=desk-route] [data-kind=sign][data-state=done]').waitFor();
});

test('the clerk gives the number, then seals: issued', async () => {
  const { page } = clerk;
  await openMine(clerk);
  await page.getByTestId('desk-number').click();
  await confirm(clerk);
  await page.getByTestId('desk-code').getByText('Số 01/QĐ-UBND').waitFor();
  await page.getByTestId('desk-seal').click();
  await confirm(clerk);
  await state(clerk, 'issued');
  equal([await step(clerk, 'sign'), await step(clerk, 'number'), await step(clerk, 'seal')], ['done', 'done', 'done'], 'the route');
  await page.locator('[data-testid=check][data-verdict=valid_with_changes]').waitFor();
  await page.locator('[data-page="1"] img').first().waitFor();
  await page.waitForTimeout(800);
  await picture(page, 'desk-issued-vi');
});

test('the file holds for pdfsig and for phien; one byte changed does not', async () => {
  const [download] = await Promise.all([clerk.page.waitForEvent('download'), clerk.page.getByTestId('desk-download').click()]);
  const path = join(dir, 'issued.pdf');
  await download.saveAs(path);
  const said = spawnSync('pdfsig', ['-nocert', path], { encoding: 'utf8' }).stdout;
  equal([...said.matchAll(/Signature Validation: (.*)/g)].map((m) => m[1]), ['Signature is Valid.', 'Signature is Valid.'], 'pdfsig');
  const build = process.env.PHIEN_BUILD ?? join(top, 'build/dev');
  const verdict = (file: string) => (JSON.parse(spawnSync(join(build, 'cli/phien'), ['check', '--json', file], { encoding: 'utf8' }).stdout) as { verdict: string }).verdict;
  assert(['valid_with_changes', 'untrusted'].includes(verdict(path)), verdict(path));
  const bytes = readFileSync(path);
  bytes[Math.floor(bytes.length / 3)]! ^= 1;
  writeFileSync(join(dir, 'forged.pdf'), bytes);
  equal(verdict(join(dir, 'forged.pdf')), 'invalid', 'one byte changed');
});

test('the check page, without an account, tells the real one from a forged one', async () => {
  const context = await browser.newContext({ viewport: tablet, locale: 'vi-VN' });
  const page = await context.newPage();
  await page.goto(`${url}/check`);
  const put = async (name: string, buffer: Buffer) => {
    await page.locator('input[type=file]').setInputFiles({ name, mimeType: 'application/pdf', buffer });
    await page.getByTestId('check-result').getByText(`Tệp: ${name}`).waitFor();
    return page.getByTestId('check-result').getAttribute('data-verdict');
  };
  const issued = readFileSync(join(dir, 'issued.pdf'));
  equal(await put('that.pdf', issued), 'valid_with_changes', 'the real one');
  await page.getByText('điền số văn bản').first().waitFor();
  await page.getByTestId('check-layout').locator('[data-state=clean]').waitFor();
  await picture(page, 'check-vi');
  const compare = async () => {
    await page.getByTestId('compare').first().click();
    await page.getByTestId('compare-page').waitFor();
  };
  await compare();
  equal(await page.getByTestId('compare-page').getAttribute('data-regions'), '3', 'number, date and seal since the leader');
  for (const name of ['Trang 1 của bản người ký đã thấy', 'Trang 1 của bản hiện tại']) await page.getByRole('img', { name }).evaluate((img: HTMLImageElement) => img.decode());
  await picture(page, 'check-compare-vi');
  const fresh = async () => {
    if ((await page.getByTestId('compare-page').count()) > 0) return;
    await page.locator('input[type=file]').setInputFiles({ name: 'that.pdf', mimeType: 'application/pdf', buffer: issued });
    await compare();
  };
  equal(await checkScreen(page, 'comparison', fresh), [], 'axe and clipping');
  const forged = Buffer.from(issued);
  forged[Math.floor(forged.length / 3)]! ^= 1;
  equal(await put('sua.pdf', forged), 'invalid', 'one byte changed');
  equal(await put('chu.pdf', Buffer.from('not a pdf')), 'unreadable', 'no PDF');
  equal(await put('den.pdf', wrongPaper()), 'unsigned', 'a stranger\'s letter');
  await page.getByTestId('check-layout').locator('[data-state=breaches]').waitFor();
  await page.locator('[data-testid=layout-finding][data-id=margin_left]').getByRole('button').click();
  await page.getByRole('img', { name: /Lề trái không đúng/ }).waitFor();
  equal(await checkScreen(page, 'check', () => page.getByRole('heading', { level: 1 }).waitFor()), [], 'axe and clipping');
  await context.close();
});

test('it stands in the register; recalled, it stays there with the reason', async () => {
  const { page } = clerk;
  await page.getByTestId('desk-recall').click();
  await confirm(clerk, 'Sai số liệu tại Điều 1');
  await state(clerk, 'recalled');
  await page.goto(`${url}/desk/register`);
  await page.getByLabel('Tìm').first().fill('chuyen doi so');
  await page.getByTestId('register').getByText('Thu hồi: Sai số liệu tại Điều 1').waitFor();
  await page.getByTestId('register').getByText('01/QĐ-UBND').waitFor();
  await picture(page, 'desk-register-vi');
});

workTests(stack, url, browser, leader);

test('every screen of the desk passes axe and clips nothing, in both languages at four widths', async () => {
  const { page } = clerk;
  const found: string[] = [];
  await page.goto(`${url}/desk`);
  found.push(...(await checkScreen(page, 'desk', () => page.getByRole('heading', { level: 1 }).waitFor())));
  await drafter.page.goto(`${url}/desk`);
  await drafter.page.getByText(/Đã xong/).click();
  await drafter.page.getByTestId('desk-queue').getByText(subject).click();
  found.push(...(await checkScreen(drafter.page, 'document', () => drafter.page.getByTestId('desk-request').waitFor())));
  await drafter.page.goto(`${url}/desk/new`);
  found.push(...(await checkScreen(drafter.page, 'draft', () => drafter.page.getByTestId('draft-save').waitFor())));
  await page.goto(`${url}/desk/register`);
  found.push(...(await checkScreen(page, 'register', () => page.getByTestId('register').waitFor())));
  equal(found, [], 'findings');
});

test('no page complained', () => {
  equal(everybody.flatMap((p) => p.problems.map((m) => `${p.name}: ${m}`)), [], 'problems');
});

await run('browser/desk', {
  bail: false,
  onFailure: async (name) => {
    for (const who of everybody) await who.page.screenshot({ path: join(top, 'build', `desk-${who.name}-${name.slice(0, 20).replace(/\W+/g, '-')}.png`) });
  },
});
