// SPDX-License-Identifier: GPL-3.0-or-later
// The whole story in three browsers: from an empty meeting to minutes signed by the chair and judged by pdfsig.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CALM, checkScreen } from '../lib/browser-checks.ts';
import { brightness, launch, movingPictures, picture, received, seesAndHears, signIn } from '../lib/browser.ts';
import { Client } from '../lib/client.ts';
import { assert, cleanup, equal, run, sleep, test, waitUntil } from '../lib/harness.ts';
import { startRelay } from '../lib/relay.ts';
import { startStack, top, type Stack } from '../lib/stack.ts';

// With PHIEN_URL the story runs against a product that is up already (while working on it); then nothing is killed.
const stack: Stack | null = process.env.PHIEN_URL ? null : await startStack();
const url = process.env.PHIEN_URL ?? stack!.url;
if (stack) cleanup(() => stack.stop());
const browser = await launch();
cleanup(() => browser.close());

const nameOf = async (username: string) => {
  const client = await Client.as(url, username);
  client.close();
  return client.hello.person.name;
};
const names = { chair: await nameOf('chutich'), one: await nameOf('uyvien1'), two: await nameOf('uyvien2') };
const secretary = await signIn(browser, url, 'thuky');
const chair = await signIn(browser, url, 'chutich');
// The member's line can be cut.
const relay = await startRelay(url);
cleanup(() => relay.close());
const member = await signIn(browser, relay.url, 'uyvien1', { width: 1024, height: 768 });
let second: Client; // a fourth participant on the same protocol, without a browser of its own
const title = `Phiên họp kiểm thử ${new Date().toISOString().slice(11, 19)}`;
let meeting = 0;
let paperPath = '';
const S = secretary.page;
const C = chair.page;
const M = member.page;
const found: string[] = [];

function paper(name: string, pages: number): string {
  const file = join(tmpdir(), `${name}.pdf`);
  const objects: string[] = ['<</Type/Catalog/Pages 2 0 R>>', `<</Type/Pages/Kids[${Array.from({ length: pages }, (_, i) => `${4 + i * 2} 0 R`).join(' ')}]/Count ${pages}>>`, '<</Type/Font/Subtype/Type1/BaseFont/Times-Roman>>'];
  for (let i = 0; i < pages; i++) {
    objects.push(`<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>>>/Contents ${5 + i * 2} 0 R>>`);
    const text = `BT /F 20 Tf 80 740 Td (${name} page ${i + 1} of ${pages}: budget estimate) Tj ET`;
    objects.push(`<</Length ${text.length}>>\nstream\n${text}\nendstream`);
  }
  let body = '%PDF-1.5\n';
  const offsets: number[] = [];
  objects.forEach((o, i) => {
    offsets.push(body.length);
    body += `${i + 1} 0 obj\n${o}\nendobj\n`;
  });
  const at = body.length;
  body += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${offsets.map((o) => `${String(o).padStart(10, '0')} 00000 n \n`).join('')}trailer\n<</Size ${objects.length + 1}/Root 1 0 R>>\nstartxref\n${at}\n%%EOF\n`;
  writeFileSync(file, body, 'latin1');
  return file;
}

test('the secretary prepares a meeting: people, agenda, papers, publication', async () => {
  await S.getByRole('link', { name: 'Tạo phiên họp' }).or(S.getByRole('button', { name: 'Tạo phiên họp' })).first().click();
  await S.getByLabel('Tên phiên họp').fill(title);
  await S.getByRole('combobox', { name: 'Chủ tọa' }).fill(names.chair);
  await S.getByRole('option', { name: names.chair }).first().click();
  await S.getByLabel('Địa điểm').fill('Phòng họp số 2');
  await S.getByRole('button', { name: 'Tạo và tiếp tục' }).click();
  await S.waitForURL(/edit/);
  meeting = Number(/meetings\/(\d+)/.exec(S.url())![1]);
  await S.getByRole('heading', { name: 'Chọn từ cây tổ chức' }).waitFor();
  for (const who of [names.one, names.two]) {
    await S.getByRole('searchbox').first().fill(who);
    await S.getByRole('checkbox', { name: who }).first().check();
    await S.getByRole('searchbox').first().fill('');
  }
  await S.getByText('Đã lưu.').waitFor();
  await picture(S, 'editor-people-vi');
  await S.getByRole('button', { name: 'Tiếp tục', exact: true }).click();
  for (const [i, item] of ['Dự toán ngân sách năm 2027', 'Kế hoạch phòng, chống thiên tai'].entries()) {
    if (!(await S.getByLabel('Tên nội dung').isVisible())) await S.getByRole('button', { name: 'Thêm nội dung' }).click();
    await S.getByLabel('Tên nội dung').fill(item);
    await S.getByRole('button', { name: 'Thêm vào chương trình' }).click();
    await S.getByText(item).first().waitFor();
    assert(i >= 0, 'added');
  }
  const [chooser] = await Promise.all([S.waitForEvent('filechooser'), S.getByRole('button', { name: /Chọn tệp PDF cho .*ngân sách/ }).click()]);
  await chooser.setFiles([paper('du-toan', 6), paper('phu-luc', 2)]);
  await S.getByText(/6 trang/).waitFor();
  await S.getByText(/2 trang/).waitFor();
  await picture(S, 'editor-agenda-vi');
  await S.getByRole('button', { name: 'Tiếp tục', exact: true }).click();
  await S.getByRole('button', { name: 'Phát hành phiên họp' }).click();
  await S.getByText('Đã phát hành').first().waitFor();
});

test('a broken paper is refused with a sentence', async () => {
  const broken = join(tmpdir(), 'hong.pdf');
  writeFileSync(broken, '%PDF-1.7 and then nothing of use');
  await S.goto(`${url}/meetings/${meeting}/edit`);
  await S.getByText('Chương trình và tài liệu').first().click();
  const [chooser] = await Promise.all([S.waitForEvent('filechooser'), S.getByRole('button', { name: /Chọn tệp PDF cho .*thiên tai/ }).click()]);
  await chooser.setFiles(broken);
  await S.getByRole('alert').filter({ hasText: 'hong.pdf' }).waitFor();
});

test('a member sees it as new, answers, reads, searches and keeps a private highlight', async () => {
  await M.goto(relay.url);
  await M.getByText('Sắp tới', { exact: true }).click();
  const card = M.locator('article, li, section').filter({ hasText: title }).last();
  await card.getByText('2 chưa đọc').waitFor();
  await card.getByRole('button', { name: 'Xác nhận tham dự' }).click();
  await M.getByRole('radio', { name: /^Dự họp/ }).check();
  await M.getByRole('button', { name: 'Gửi xác nhận' }).click();
  await M.getByText('Đã gửi xác nhận tham dự.').waitFor();
  await M.goto(`${relay.url}/meetings/${meeting}`);
  const began = Date.now();
  await M.getByRole('link', { name: /du-toan/ }).first().click();
  await M.waitForURL(/\/papers\/\d+/);
  paperPath = new URL(M.url()).pathname;
  await waitUntil('the first page', () => M.evaluate(() => [...document.images].some((i) => i.complete && i.naturalWidth > 400)));
  console.log(`        page 1 in front of the member after ${Date.now() - began} ms`);
  await M.getByRole('button', { name: 'Tìm trong tài liệu', exact: true }).click();
  await M.getByLabel(/Tìm trong tài liệu/).last().fill('page 4');
  await M.keyboard.press('Enter');
  await M.getByText(/trên \d+ kết quả/).first().waitFor();
  await picture(M, 'viewer-vi');
  // A highlight of one's own stays over a reload, and nobody else sees it.
  await M.keyboard.press('Escape');
  const version = Number(/papers\/(\d+)/.exec(paperPath)![1]);
  const word = M.locator('[data-page="4"] span').filter({ hasText: 'budget' }).first();
  await word.scrollIntoViewIfNeeded();
  await word.dblclick();
  await M.getByRole('button', { name: 'Tô sáng' }).click();
  const marks = (page: typeof M) => page.evaluate(async (v) => ((await (await fetch(`/docs/versions/${v}/annotations`)).json()) as { annotations: unknown[] }).annotations.length, version);
  await waitUntil('the highlight to be kept', async () => (await marks(M)) === 1);
  await M.reload();
  await M.locator('[data-page]').first().waitFor();
  equal(await marks(M), 1, 'after a reload');
  equal(await marks(C), 0, 'what the chair sees of it');
});

test('everybody checks devices and enters; the chair opens; attendance fills itself', async () => {
  for (const page of [C, S, M]) {
    await page.goto(`${page === M ? relay.url : url}/meetings/${meeting}/devices`);
    await page.getByRole('button', { name: 'Vào phòng họp' }).waitFor();
  }
  await M.getByText('Camera: đạt.').waitFor();
  await picture(M, 'devices-vi');
  for (const page of [C, S, M]) {
    await page.getByRole('button', { name: 'Vào phòng họp' }).click();
    await page.getByTestId('meeting-state').waitFor();
  }
  second = await Client.as(url, 'uyvien2');
  await second.call('room.join', { meeting });
  await C.getByRole('button', { name: 'Khai mạc' }).click();
  // Three of the committee's 21 members are no quorum (R35): the chair may open only with a reason, which goes into the record.
  await C.getByLabel(/Lý do khai mạc/).fill('Phiên họp kiểm thử theo ủy quyền của tập thể.');
  await C.getByRole('button', { name: 'Vẫn khai mạc' }).click();
  for (const page of [C, S, M]) await page.locator('[data-testid=meeting-state][data-state=open]').waitFor();
  await C.getByText(/Có mặt 3\/21, cần 14/).first().waitFor();
});

test('picture and voice flow in every direction', async () => {
  for (const who of [chair, secretary, member]) {
    const got = await seesAndHears(who);
    console.log(`        ${who.name}: ${got.frames} frames decoded, audio energy ${got.energy.toFixed(4)}`);
  }
});

test('the mute buttons tell the truth: the word changes on every screen, and the chair hears and sees nothing more', async () => {
  const tile = C.getByRole('listitem').filter({ hasText: names.one }).first();
  for (const page of [S, M]) {
    await page.getByRole('button', { name: 'Micro bật' }).click();
    await page.getByRole('button', { name: 'Micro tắt' }).waitFor();
  }
  await tile.getByText('micro tắt').waitFor();
  await sleep(1000);
  const quiet = await received(C);
  await sleep(1500);
  const later = await received(C);
  assert(later.energy - quiet.energy < 1e-4, `still heard: ${quiet.energy} → ${later.energy}`);
  assert(later.frames > quiet.frames, 'pictures go on');
  for (const page of [S, M]) await page.getByRole('button', { name: 'Camera bật' }).click();
  await sleep(1500);
  const dark = await received(C);
  await sleep(1500);
  assert((await received(C)).frames - dark.frames <= 1, 'no picture comes any more');
  for (const page of [S, M]) {
    await page.getByRole('button', { name: 'Camera tắt' }).click();
    await page.getByRole('button', { name: 'Micro tắt' }).click();
  }
  await tile.getByText('micro bật').waitFor();
  await seesAndHears(chair);
  await waitUntil('both pictures to move again', async () => (await movingPictures(C)) === 2, 15_000, 100);
  // Off and on again at once: the picture comes back here too.
  await C.getByRole('button', { name: 'Camera bật' }).click();
  await sleep(400);
  await C.getByRole('button', { name: 'Camera tắt' }).click();
  await waitUntil('the chair and the secretary to be seen by the member', async () => (await movingPictures(M)) === 2, 15_000, 100);
  for (const page of [C, S, M])
    await waitUntil('three pictures on screen, none black', async () => {
      const all = await brightness(page);
      return all.length === 3 && all.every((b) => b > 60);
    }, 10_000, 200);
});

test('the chair walks the agenda and presents; the page is in front of everybody', async () => {
  await C.getByRole('tab', { name: 'Chương trình' }).click();
  await C.getByRole('button', { name: /Bắt đầu nội dung Dự toán/ }).click();
  await M.getByText('Đang thảo luận').first().waitFor();
  await C.getByRole('tab', { name: 'Tài liệu' }).click();
  await C.getByRole('button', { name: /Trình chiếu du-toan/ }).click();
  const shows = (page: typeof C, n: number) =>
    waitUntil(`page ${n} at the member`, () => page.evaluate((at) => {
      const box = document.querySelector<HTMLInputElement>('main input[inputmode], main input[type=number], main input[aria-label^="Số trang"]');
      return box !== null && Number(box.value) === at;
    }, n), 8000, 5);
  await shows(M, 1);
  const times: number[] = [];
  for (let n = 2; n <= 5; n++) {
    const seen = shows(M, n);
    const began = performance.now();
    await C.getByRole('button', { name: 'Trang sau' }).click();
    await seen;
    times.push(Math.round(performance.now() - began));
    await sleep(250);
  }
  console.log(`        page follow, click to page shown at the member: ${times.join(', ')} ms`);
  await picture(M, 'room-member-vi');
  await M.getByRole('button', { name: 'Trang trước' }).click();
  await M.getByRole('button', { name: /Quay lại trang người trình bày \(trang 5\)/ }).click();
  await shows(M, 5);
});

test('a member asks for the floor, the chair grants it, the clock runs', async () => {
  await M.getByTestId('bar-floor').click();
  await C.getByRole('tab', { name: /Phát biểu/ }).click();
  await C.getByRole('button', { name: `Mời ${names.one} phát biểu` }).click();
  await M.getByRole('button', { name: 'Tôi đã phát biểu xong' }).first().waitFor();
  await M.getByRole('tab', { name: /Phát biểu/ }).click();
  const clock = () => M.getByRole('timer').first().innerText();
  const first = await clock();
  await waitUntil('the clock to move on', async () => (await clock()) !== first);
  await M.getByTestId('bar-floor').click();
});

test('a named vote: cards, confirmation, receipt, result in words', async () => {
  await C.getByRole('tab', { name: /Biểu quyết/ }).click();
  await C.getByRole('button', { name: 'Mở biểu quyết' }).first().click();
  await C.getByLabel('Câu hỏi biểu quyết').fill('Thông qua dự toán ngân sách năm 2027?');
  await C.getByRole('dialog').getByRole('button', { name: 'Mở biểu quyết' }).click();
  for (const page of [M, C]) {
    const dialog = page.getByRole('dialog', { name: 'Biểu quyết', exact: true });
    await dialog.waitFor();
    await dialog.getByRole('radio', { name: 'Tán thành', exact: true }).check();
    await dialog.getByRole('button', { name: 'Tiếp tục' }).click();
    if (page === M) await picture(M, 'vote-confirm-vi');
    await dialog.getByRole('button', { name: 'Gửi phiếu' }).click();
    await dialog.getByText('Mã biên nhận:').waitFor();
    await dialog.getByRole('button', { name: 'Đóng' }).last().click();
  }
  const opened = await second.event('vote.opened');
  await second.call('vote.cast', { vote: opened.body.vote, choice: 'no' });
  await C.getByRole('button', { name: 'Đóng biểu quyết và kiểm phiếu' }).click();
  await M.getByRole('tab', { name: /Biểu quyết/ }).click();
  await M.getByText(/2\/3 .*tán thành/).first().waitFor();
  const words = await M.getByText(/2\/3 .*tán thành/).first().innerText();
  console.log(`        ${words}`);
  await picture(M, 'vote-result-vi');
});

test('reload, a cut line and a killed server bring everybody back, nothing lost or doubled', async () => {
  await S.getByRole('tab', { name: 'Trao đổi' }).click();
  await S.getByLabel('Nội dung trao đổi').fill('trước khi ngắt');
  await S.getByRole('button', { name: 'Gửi' }).click();
  await M.reload();
  await M.locator('[data-testid=meeting-state][data-state=open]').waitFor();
  relay.cut();
  await sleep(20_000);
  await M.getByRole('dialog', { name: 'Mất kết nối' }).waitFor();
  await picture(M, 'line-cut-vi');
  await S.getByLabel('Nội dung trao đổi').fill('trong khi đứt');
  await S.getByRole('button', { name: 'Gửi' }).click();
  relay.heal();
  await M.getByRole('tab', { name: 'Trao đổi' }).click();
  await M.getByText('trong khi đứt').waitFor({ timeout: 30_000 });
  if (stack) await stack.kill('meeting');
  await S.getByLabel('Nội dung trao đổi').fill('sau khi có lại');
  await S.getByRole('button', { name: 'Gửi' }).click();
  await M.getByText('sau khi có lại').waitFor({ timeout: 30_000 });
  for (const said of ['trước khi ngắt', 'trong khi đứt']) equal(await M.getByText(said).count(), 1, `"${said}" stands once`);
  equal(await M.getByText('sau khi có lại').count(), 1, 'said once');
  await seesAndHears(member, 40_000);
  if (stack) {
    await stack.kill('media');
    await seesAndHears(member, 40_000);
    await seesAndHears(chair, 40_000);
  }
});

test('the meeting is recorded by the chair\'s switch, shown to all', async () => {
  await C.getByRole('button', { name: 'Thêm' }).click();
  await C.getByRole('menuitem', { name: 'Bắt đầu ghi hình' }).click();
  for (const page of [C, S, M]) await page.getByTestId('recording').waitFor();
  await sleep(6000);
  await C.getByRole('button', { name: 'Thêm' }).click();
  await C.getByRole('menuitem', { name: 'Dừng ghi hình' }).click();
  await M.getByTestId('recording').waitFor({ state: 'detached' });
});

test('the room is clean for axe and clips nothing, at four widths in both languages', async () => {
  const inRoom = () => S.getByTestId('meeting-state').waitFor();
  found.push(...(await checkScreen(S, 'room', inRoom)));
  equal(found, [], 'findings');
});

test('the chair concludes and closes; the minutes are there', async () => {
  await C.getByRole('tab', { name: 'Chương trình' }).click();
  await C.getByRole('button', { name: 'Kết luận', exact: true }).first().click();
  await C.getByLabel('Kết luận của chủ tọa').fill('Thống nhất thông qua dự toán; giao Sở Tài chính hoàn thiện trước ngày 30/11.');
  await C.getByRole('dialog').getByRole('button', { name: 'Kết luận' }).click();
  await C.getByText(/Kết luận: Thống nhất/).first().waitFor();
  await C.getByRole('button', { name: 'Bế mạc' }).first().click();
  await C.getByRole('dialog').getByRole('button', { name: 'Bế mạc' }).click();
  const began = Date.now();
  await S.goto(`${url}/meetings/${meeting}/minutes`);
  await S.getByTestId('minutes-state').waitFor();
  console.log(`        minutes draft on the secretary's screen ${Date.now() - began} ms after the close`);
  const text = await S.locator('main').innerText() + (await S.locator('textarea').evaluateAll((all) => all.map((t) => (t as HTMLTextAreaElement).value).join('\n')));
  for (const needle of ['Thống nhất thông qua dự toán', names.chair, names.one]) assert(text.includes(needle), `the draft names "${needle}"`);
});

test('the secretary edits, previews and freezes the minutes', async () => {
  const box = S.locator('textarea').first();
  await box.fill((await box.inputValue()) + '\nĐã kiểm tra thành phần dự họp.');
  await S.getByText(/Đã lưu lúc/).waitFor();
  await S.getByRole('button', { name: 'Xem bản PDF' }).click();
  await waitUntil('a page of the minutes', () => S.evaluate(() => [...document.images].some((i) => i.complete && i.naturalWidth > 400)), 20_000);
  await picture(S, 'minutes-vi');
  await S.getByTestId('freeze').click();
  await S.getByTestId('freeze-confirm').click();
  await S.locator('[data-testid=minutes-state][data-state=frozen]').waitFor();
});

test('the chair signs; pdfsig and the product call the signature valid; the text carries what happened', async () => {
  await C.goto(`${url}/meetings/${meeting}/minutes`);
  await C.getByTestId('sign').click();
  await picture(C, 'sign-vi');
  await C.getByTestId('sign-confirm').click();
  await C.getByTestId('signed').waitFor();
  await C.locator('[data-testid=check][data-verdict=valid]').waitFor();
  await picture(C, 'signed-vi');
  await M.goto(`${relay.url}/meetings/${meeting}/minutes`);
  const [download] = await Promise.all([M.waitForEvent('download'), M.getByTestId('download').click()]);
  const file = join(tmpdir(), 'phien-bien-ban.pdf');
  await download.saveAs(file);
  assert(readFileSync(file).subarray(0, 5).toString() === '%PDF-', 'a PDF');
  const verdict = execFileSync('pdfsig', [file], { encoding: 'utf8' });
  assert(verdict.includes('Signature is Valid'), verdict);
  const text = execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' });
  for (const needle of ['BIÊN BẢN', 'Thống nhất thông qua dự toán', 'Đã kiểm tra thành phần dự họp']) assert(text.replace(/\s+/g, ' ').includes(needle), `"${needle}" in the PDF`);
});

test('no page had an error of its own', () => {
  equal([...secretary.problems, ...chair.problems, ...member.problems], [], 'page errors');
});

test('every other screen is clean for axe and clips nothing, at four widths in both languages', async () => {
  const settled = (page: typeof S) => page.waitForFunction(() => document.querySelector('h1') !== null && document.querySelector('.mantine-Skeleton-root') === null);
  const stranger = await (await browser.newContext(CALM)).newPage();
  await stranger.goto(url);
  await settled(stranger);
  found.push(...(await checkScreen(stranger, 'sign-in', () => settled(stranger))));
  const screens: [string, string][] = [
    ['calendar', '/'],
    ['meeting', `/meetings/${meeting}`],
    ['minutes', `/meetings/${meeting}/minutes`],
    ['device check', `/meetings/${meeting}/devices`],
    ['new meeting', '/meetings/new'],
    ['editor, people', `/meetings/${meeting}/edit#people`],
    ['editor, agenda', `/meetings/${meeting}/edit#agenda`],
    ['paper', paperPath],
  ];
  /* A microphone that is just opening turns a disabled button into an enabled one while axe looks at its colours. */
  const ready = async (name: string) => {
    await settled(S);
    if (name === 'device check') await S.locator('button:enabled', { hasText: /Ghi 3 giây|Record 3 s/ }).waitFor();
  };
  for (const [name, path] of screens) {
    await S.goto(url + path);
    await ready(name);
    found.push(...(await checkScreen(S, name, () => ready(name))));
  }
  equal(found, [], 'findings');
});

await run('story', {
  bail: true,
  onFailure: async () => {
    for (const who of [secretary, chair, member]) {
      await who.page.screenshot({ path: join(top, 'build/test-logs', `story-${who.name}.png`) });
      console.log(`        ${who.name} at ${who.page.url()}`);
    }
  },
});
