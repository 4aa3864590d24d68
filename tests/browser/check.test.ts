// SPDX-License-Identifier: GPL-3.0-or-later
// Before the meeting: a technician checks camera, voice, loudspeaker and line through the real media server, and the card reaches the secretary.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { checkScreen } from '../lib/browser-checks.ts';
import { launch, picture, signIn } from '../lib/browser.ts';
import { assert, cleanup, equal, run, test } from '../lib/harness.ts';
import { makeMeeting } from '../lib/room.ts';
import { startStack, top } from '../lib/stack.ts';

const stack = process.env.PHIEN_URL ? null : await startStack();
const url = process.env.PHIEN_URL ?? stack!.url;
if (stack) cleanup(() => stack.stop());
const browser = await launch();
cleanup(() => browser.close());
const { meeting } = await makeMeeting(url, ['chutich', 'uyvien1'], ['Trụ sở UBND tỉnh', 'Phường Đông Sơn']);
const site = await signIn(browser, url, 'uyvien1', { width: 1024, height: 768 });
const desk = await signIn(browser, url, 'thuky');
const T = site.page;
const card = T.getByTestId('check-card');
const shot = async (name: string) => {
  await picture(T, name);
  if (process.env.PHIEN_SHOTS) await T.screenshot({ path: join(process.env.PHIEN_SHOTS, `${name}.png`), fullPage: true });
};
const numbers = async () => Object.fromEntries(await T.getByTestId('line-figures').locator('div').evaluateAll((all) => all.map((d) => [d.querySelector('dt')!.textContent, d.querySelector('dd')!.textContent])));

test('the card stays open until everything was looked at', async () => {
  await T.goto(`${url}/meetings/${meeting}/devices`);
  await card.getByText('Camera: đạt.').waitFor();
  await card.getByText('Micro: đạt, đã nghe thấy tiếng.').waitFor();
  equal(await card.getAttribute('data-result'), 'open', 'result');
});

test('three seconds of one\'s own voice are recorded and played; only the person says whether it was heard', async () => {
  await T.getByRole('button', { name: 'Ghi 3 giây và nghe lại' }).click();
  await T.getByText('Đang ghi: hãy nói vài từ…').waitFor();
  await T.getByText('Đang phát…').waitFor();
  await T.getByText('Đồng chí có nghe rõ không?').waitFor();
  await T.getByRole('button', { name: 'Không nghe thấy' }).click();
  await card.getByText(/Loa: chưa đạt/).waitFor();
  equal(await card.getAttribute('data-result'), 'failed', 'result');
  await T.getByRole('button', { name: 'Phát âm thử' }).click();
  await T.getByRole('button', { name: 'Nghe rõ' }).click();
  await card.getByText('Loa: đạt, nghe rõ.').waitFor();
});

test('the line test goes through the media server and back, in figures', async () => {
  await T.getByRole('button', { name: 'Đo đường truyền' }).click();
  await T.getByText('Đang đo…').first().waitFor();
  await T.getByTestId('line-figures').waitFor({ timeout: 40_000 });
  const f = await numbers();
  console.log(`        ${JSON.stringify(f)}`);
  const up = Number.parseInt(f['Chiều đi'] ?? '', 10);
  const down = Number.parseInt(f['Chiều về'] ?? '', 10);
  assert(up > 100, `outgoing ${up} kbit/s`);
  assert(down > 50 && down < up * 1.5, `incoming ${down} kbit/s`);
  assert(/^\d+ ms$/.test(f['Độ trễ'] ?? ''), `round trip ${f['Độ trễ']}`);
  assert(['passed', 'failed'].includes((await card.getAttribute('data-result')) ?? ''), 'a verdict');
  await shot('check-vi');
});

test('the card reaches the secretary with site and time', async () => {
  await T.getByRole('combobox', { name: 'Điểm cầu' }).click();
  await T.getByRole('option', { name: 'Phường Đông Sơn' }).click();
  await T.getByLabel('Ghi chú cho thư ký').fill('Kỹ thuật viên trực từ 7 giờ.');
  await T.getByRole('button', { name: 'Gửi cho thư ký' }).click();
  await T.getByText(/^Đã gửi lúc \d\d:\d\d\.$/).waitFor();
  await desk.page.goto(`${url}/meetings/${meeting}`);
  const line = desk.page.getByTestId('site-check');
  await line.getByText('Phường Đông Sơn').waitFor();
  equal(await line.getAttribute('data-passed'), String((await card.getAttribute('data-result')) === 'passed'), 'what the secretary reads');
  await line.getByText('Kỹ thuật viên trực từ 7 giờ.').waitFor();
  assert(/\d\d\/\d\d\/\d{4} \d\d:\d\d/.test(await line.innerText()), 'a time');
  await picture(desk.page, 'checks-at-the-secretary-vi');
  if (process.env.PHIEN_SHOTS) await desk.page.screenshot({ path: join(process.env.PHIEN_SHOTS, 'check-desk-vi.png'), fullPage: true });
});

test('the check is clean for axe and clips nothing, at four widths in both languages', async () => {
  equal(await checkScreen(T, 'device check', () => card.waitFor()), [], 'findings');
  equal(await checkScreen(desk.page, 'meeting with checks', () => desk.page.getByTestId('site-check').waitFor()), [], 'findings');
});

test('no page had an error of its own', () => {
  equal([...site.problems, ...desk.problems], [], 'page errors');
});

await run('check', {
  bail: true,
  onFailure: async () => {
    mkdirSync(join(top, 'build/test-logs'), { recursive: true });
    await T.screenshot({ path: join(top, 'build/test-logs', 'check-site.png'), fullPage: true });
  },
});
