// SPDX-License-Identifier: GPL-3.0-or-later
// The signing desk as people use it: draft → initials → return → new draft → initials → the leader signs on a tablet → number → seal →
// register → recall → a document in its place from a DOCX, copied and printed; then the check on what came out, on forged copies, on a copy with one
// byte changed. Pictures with PHIEN_PICTURES=1.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launch, picture, signIn, type Person } from '../lib/browser.ts';
import { checkScreen, setLanguage } from '../lib/browser-checks.ts';
import { Official } from '../lib/desk.ts';
import { pastedOver, repainted, type Over } from '../lib/forge.ts';
import { assert, cleanup, equal, run, test, waitUntil } from '../lib/harness.ts';
import { decisionXml, docx } from '../lib/small-docx.ts';
import { smallPdf } from '../lib/small-pdf.ts';
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
let issued = ''; // where the first document lies
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
const build = process.env.PHIEN_BUILD ?? join(top, 'build/dev');
const pdfsig = (path: string) => [...spawnSync('pdfsig', ['-nocert', path], { encoding: 'utf8' }).stdout.matchAll(/Signature Validation: (.*)/g)].map((m) => m[1]);
const textOf = (path: string) => spawnSync('pdftotext', ['-layout', path, '-'], { encoding: 'utf8' }).stdout;
const verdict = (file: string) => (JSON.parse(spawnSync(join(build, 'cli/phien'), ['check', '--json', file], { encoding: 'utf8' }).stdout) as { verdict: string }).verdict;
async function download(who: Person, testid: string, name: string): Promise<string> {
  const [file] = await Promise.all([who.page.waitForEvent('download'), who.page.getByTestId(testid).first().click()]);
  await file.saveAs(join(dir, name));
  return join(dir, name);
}
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

async function initials(): Promise<void> {
  for (const [who, words] of [[head, 'Đồng ý'], [checker, 'Thể thức đúng']] as const) {
    await openMine(who);
    await who.page.getByTestId('desk-agree').click();
    await confirm(who, words);
  }
}
async function numberAndSeal(code: string): Promise<void> {
  const { page } = clerk;
  await openMine(clerk);
  await page.getByTestId('desk-number').click();
  await confirm(clerk);
  await page.getByTestId('desk-code').getByText(`Số ${code}`).waitFor();
  await page.getByTestId('desk-seal').click();
  await confirm(clerk);
  await state(clerk, 'issued');
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
  await initials();
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
  await numberAndSeal('01/QĐ-UBND');
  issued = page.url();
  equal([await step(clerk, 'sign'), await step(clerk, 'number'), await step(clerk, 'seal')], ['done', 'done', 'done'], 'the route');
  await page.getByTestId('nav-waiting').waitFor({ state: 'detached' });
  await page.locator('[data-testid=check][data-verdict=valid_with_changes]').waitFor();
  await page.locator('[data-page="1"] img').first().waitFor();
  await page.waitForTimeout(process.env.PHIEN_PICTURES === '1' ? 7000 : 800); // a picture without the notices over it
  await picture(page, 'desk-issued-vi');
  await page.getByTestId('proof').scrollIntoViewIfNeeded();
  await page.locator('[data-testid=proof][data-level=B-LTA]').waitFor();
  await picture(page, 'desk-proof-vi');
});

test('the file holds for pdfsig and for phien; one byte changed does not', async () => {
  const path = await download(clerk, 'desk-download', 'issued.pdf');
  equal(pdfsig(path).slice(0, 2), ['Signature is Valid.', 'Signature is Valid.'], 'pdfsig');
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

/** The line that begins with "Phê", as large as it is on page 1. */
function firstLine(path: string): Over {
  const words = spawnSync('pdftotext', ['-bbox', '-f', '1', '-l', '1', path, '-'], { encoding: 'utf8' }).stdout;
  const [x, top_, bottom] = /xMin="([\d.]+)" yMin="([\d.]+)" xMax="[\d.]+" yMax="([\d.]+)">Phê</.exec(words)!.slice(1).map(Number) as [number, number, number];
  return { x, y: 842 - bottom, width: 539 - x, height: bottom - top_, text: 'Chi 98,5 ty dong mua sam thiet bi.' };
}

test('forged copies of what was sealed: pdfsig calls their signatures valid, the check page says what was changed, in both languages, and shows it', async () => {
  const real = readFileSync(join(dir, 'issued.pdf'));
  const over = firstLine(join(dir, 'issued.pdf'));
  const page = await (await browser.newContext({ viewport: tablet, locale: 'vi-VN' })).newPage();
  await page.goto(`${url}/check`);
  const forgeries = [['noi-dung.pdf', repainted(real, over), 'nội dung trang bị thay đổi', 'what a page shows was changed'], ['dan-de.pdf', pastedOver(real, over), 'phủ thêm lên trang', 'was laid over a page']] as const;
  for (const [name, bytes, vi, en] of forgeries) {
    const path = join(dir, name);
    writeFileSync(path, bytes);
    if (name === 'noi-dung.pdf') assert(spawnSync('pdftotext', ['-raw', path, '-'], { encoding: 'utf8' }).stdout.includes(over.text), 'poppler reads the new words');
    equal(pdfsig(path).slice(0, 2), ['Signature is Valid.', 'Signature is Valid.'], 'to pdfsig nothing has happened');
    equal(verdict(path), 'invalid', 'phien check');
    for (const [lang, words] of [['en', en], ['vi', vi]] as const) {
      await setLanguage(page, lang);
      await page.locator('input[type=file]').setInputFiles({ name, mimeType: 'application/pdf', buffer: bytes });
      const result = page.locator('[data-testid=check-result][data-verdict=invalid]');
      await result.getByText(words).first().waitFor();
    }
    for (const shown of await page.getByTestId('compare').all()) await shown.click();
    await waitUntil('every comparison', async () => (await page.getByTestId('compare-page').count()) === (await page.getByTestId('compare').count()), 30_000);
    for (const line of await page.getByTestId('compare-page').all()) assert(Number(await line.getAttribute('data-regions')) > 0, `${name}: the place is marked for every signature`);
    const pairs = page.getByRole('img', { name: /^Trang 1 của bản/ });
    for (const image of await pairs.all()) await image.evaluate((img: HTMLImageElement) => img.decode());
    await pairs.last().scrollIntoViewIfNeeded();
    await picture(page, `check-forged-${name.slice(0, -4)}-vi`);
  }
  await page.context().close();
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
});

interface Zoned { file: { id: number; zones: { kind: string; page: number; rect: number[]; found: boolean }[] } }
const zonesOf = async (id: number) => Object.fromEntries(((await (await drafter.page.request.get(`${url}/docs/desk/requests/${id}`)).json()) as Zoned).file.zones.map((z) => [z.kind, z]));
const idOf = (address: string) => Number(/\/desk\/(\d+)/.exec(address)![1]);
const bring = (name: string, buffer: Buffer) => drafter.page.getByTestId('draft-file').setInputFiles({ name, mimeType: 'application/octet-stream', buffer });
async function drag(zone: string, dx: number, dy: number): Promise<void> {
  const { page } = drafter;
  await page.getByTestId(zone).scrollIntoViewIfNeeded();
  const before = (await page.getByTestId(zone).boundingBox())!;
  await page.mouse.move(before.x + before.width / 2, before.y + before.height / 2);
  await page.mouse.down();
  await page.mouse.move(before.x + before.width / 2 + dx, before.y + before.height / 2 + dy, { steps: 4 });
  await page.mouse.up();
  await waitUntil(`${zone} to follow the mouse`, async () => {
    const after = (await page.getByTestId(zone).boundingBox())!;
    return Math.round(after.x - before.x) === dx && Math.round(after.y - before.y) === dy;
  });
}

test('in its place one from a DOCX: places found by its words, moved with mouse, keys and buttons, saved with the draft', async () => {
  const { page } = drafter;
  await page.goto(issued);
  await page.getByTestId('amend-open').click();
  await page.getByTestId('amend-go').click();
  await page.waitForURL(/\/edit$/);
  await page.getByTestId('draft-source').getByText('Tải tệp PDF, DOCX').click();
  await bring('Dự thảo.txt', Buffer.from('plain words'));
  await page.getByTestId('draft-refused').waitFor();
  await bring('Dự thảo.docx', docx(decisionXml('Nguyễn Văn Thành', ['TM. ỦY BAN NHÂN DÂN', 'CHỦ TỊCH'])));
  await page.getByTestId('zone-placer').locator('img').evaluate((img: HTMLImageElement) => img.decode());
  const id = idOf(page.url());
  const found = await zonesOf(id);
  equal(['number', 'day', 'month', 'hand'].map((k) => found[k]!.found), [true, true, true, true], 'found');
  await drag('zone-hand', 24, 18);
  await page.getByTestId('zone-number').press('Shift+ArrowDown');
  await page.getByTestId('zone-number').press('ArrowRight');
  await pick(drafter, 'Vị trí cần chỉnh', 'Tháng');
  await page.getByTestId('zone-go-up').click();
  await page.getByText('Vị trí đã đổi, chưa lưu.').waitFor();
  await page.waitForTimeout(200);
  await picture(page, 'desk-zones-vi');
  await page.getByTestId('draft-save').click();
  await state(drafter, 'draft');
  const moved = await zonesOf(id);
  const shift = (kind: string, side: number) => Math.round((moved[kind]!.rect[side]! - found[kind]!.rect[side]!) / 1000);
  equal([shift('number', 0), shift('number', 1), shift('month', 1), shift('day', 0)], [3, -28, 3, 0], 'points: 1 mm right, 10 mm down, 1 mm up, not moved');
  assert(shift('hand', 0) > 5 && shift('hand', 1) < -5 && shift('seal', 0) === shift('hand', 0), 'the seal goes with the signature');
});

test('it goes its way and is valid; the register says what it replaces', async () => {
  await submit();
  await initials();
  await openMine(leader);
  await leader.page.getByTestId('desk-sign').click();
  await confirm(leader);
  await leader.page.locator('[data-testid=desk-route] [data-kind=sign][data-state=done]').waitFor();
  await numberAndSeal('02/QĐ-UBND');
  await clerk.page.getByTestId('amends').getByText('01/QĐ-UBND').waitFor();
  const path = await download(clerk, 'desk-download', 'replacing.pdf');
  equal(pdfsig(path).slice(0, 2), ['Signature is Valid.', 'Signature is Valid.'], 'pdfsig');
  assert(/\b02\b/.test(textOf(path)), 'its number');
});

test('the clerk makes a true copy, which is valid and stands once in the printed register of copies', async () => {
  const { page } = clerk;
  await page.getByTestId('copy-open').click();
  await page.getByTestId('copy-make').click();
  await page.getByTestId('copies').getByText('số 01/SY-UBND').waitFor();
  const path = await download(clerk, 'copy-download', 'copy.pdf');
  equal([pdfsig(path)[0], verdict(path) === 'invalid'], ['Signature is Valid.', false], 'the copy');
  assert(/SAO Y\s/.test(textOf(path)), 'says what it is');
  await page.goto(`${url}/desk/books`);
  await pick(clerk, 'Sổ hoặc báo cáo', 'Sổ đăng ký bản sao');
  await page.getByTestId('book').getByText('01/SY-UBND').waitFor();
  const sheet = await page.request.get(new URL((await page.getByTestId('book-print').getAttribute('href'))!, url).href);
  writeFileSync(join(dir, 'book.pdf'), await sheet.body());
  const printed = textOf(join(dir, 'book.pdf'));
  equal([printed.split('01/SY-UBND').length - 1, printed.includes('SỔ ĐĂNG KÝ BẢN SAO')], [1, true], printed);
  await page.goto(`${url}/desk/register`);
  await page.getByTestId('register').getByText(/Được thay thế bằng/).waitFor();
  await picture(page, 'desk-register-vi');
});

test('a PDF of another office as draft: places by rule, brought to another page, signed where they were put', async () => {
  const { page } = drafter;
  await page.goto(`${url}/desk/new`);
  await pick(drafter, 'Loại văn bản', 'Quyết định');
  await page.getByLabel('Trích yếu').fill('Dự thảo từ PDF');
  await pick(drafter, 'Người ký và tư cách ký', /Nguyễn Văn Thành – TM\./);
  await page.getByTestId('draft-source').getByText('Tải tệp PDF, DOCX').click();
  await bring('du-thao.pdf', Buffer.from(smallPdf(['A page without any zone', 'The last page'])));
  await page.getByText('đã đặt theo quy tắc: Số, ký hiệu; Địa danh, ngày tháng; Chữ ký.').waitFor();
  await page.getByRole('button', { name: 'Trang trước' }).click();
  await page.getByRole('button', { name: 'Đưa sang trang 1' }).click();
  await drag('zone-hand', -20, 60);
  await page.getByTestId('zone-save').click();
  await page.getByText('Đã lưu vị trí các ô.').waitFor();
  await page.getByTestId('draft-save').click();
  await state(drafter, 'draft');
  const id = idOf(page.url());
  const { hand } = await zonesOf(id);
  const [d, l, c] = await Promise.all(['chuyenvien', 'chutich', 'vanthu'].map((n) => Official.as(url, n)));
  const request = await d!.request(id);
  const person = (await d!.get<{ people: { id: number; name: string }[] }>('/desk/options')).people.find((p) => p.name === 'Nguyễn Văn Thành')!.id;
  await d!.post(`/desk/requests/${id}/submit`, { seen: request.versions.at(-1)!.sha256, steps: [{ pos: 1, kind: 'sign', person, capacity: 'TM.' }] });
  for (const [who, kind] of [[l, 'sign'], [c, 'number'], [c, 'seal']] as const) await who!.act(id, kind, kind);
  const sealed = await c!.file((await c!.request(id)).versions.at(-1)!.id);
  writeFileSync(join(dir, 'from-pdf.pdf'), sealed);
  equal(pdfsig(join(dir, 'from-pdf.pdf')).slice(0, 2), ['Signature is Valid.', 'Signature is Valid.'], 'pdfsig');
  const [x0, y0] = hand!.rect.map((v) => v / 1000) as [number, number];
  equal(hand!.page, 1, 'on page 1');
  const at = [...sealed.toString('latin1').matchAll(/\/Rect\s*\[\s*([\d.]+)\s+([\d.]+)/g)].map((m) => [Number(m[1]), Number(m[2])] as const);
  assert(at.some(([x, y]) => Math.abs(x - x0) < 0.6 && Math.abs(y - y0) < 0.6), `the signature lies at ${x0}, ${y0}: ${at.map(String).join(' ')}`);
});

workTests(stack, url, browser, leader);

test('every screen of the desk passes axe and clips nothing, in both languages at four widths', async () => {
  const { page } = clerk;
  const found: string[] = [];
  await page.goto(`${url}/desk`);
  found.push(...(await checkScreen(page, 'desk', () => page.getByRole('heading', { level: 1 }).waitFor())));
  await drafter.page.goto(`${url}/desk`);
  await drafter.page.getByText(/Đã xong/).click();
  await drafter.page.getByTestId('desk-queue').getByText(subject).first().click();
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
