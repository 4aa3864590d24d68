// SPDX-License-Identifier: GPL-3.0-or-later
// The secretary gives a site's encoder a key, sees it connected, takes the key back; sets up a room system; all of it on a narrow
// phone as well. The encoder is GStreamer's.
import { checkScreen } from '../lib/browser-checks.ts';
import { launch, picture, signIn } from '../lib/browser.ts';
import { Client } from '../lib/client.ts';
import { Device } from '../lib/device.ts';
import { cleanup, equal, run, test, waitUntil } from '../lib/harness.ts';
import { startStack } from '../lib/stack.ts';

const stack = await startStack();
cleanup(() => stack.stop());
const browser = await launch();
cleanup(() => browser.close());
let encoder: Device;

const desk = await Client.as(stack.url, 'thuky');
const meeting = (await desk.call('meetings.list', {})).meetings.find((m) => m.state === 'published')!.id;
const site = (await desk.call('meeting.get', { meeting })).sites.find((s) => !s.central)!;
const { page, problems } = await signIn(browser, stack.url, 'thuky');
const edit = `${stack.url}/meetings/${meeting}/edit#people`;
const found: string[] = [];

test('a key is made, shown once with its address, and lets the encoder in', async () => {
  await page.goto(edit);
  const box = page.getByTestId('site-equipment');
  const row = box.locator('li').filter({ hasText: site.name }).first();
  await row.getByRole('button', { name: 'Tạo khóa phát' }).click();
  await page.getByRole('button', { name: 'Tạo khóa', exact: true }).click();
  const dialog = page.getByRole('dialog');
  const address = await dialog.getByLabel('Địa chỉ').inputValue();
  const key = await dialog.getByLabel('Khóa (Bearer Token)').inputValue();
  await picture(page, 'site-key-made-vi');
  equal(address, `${stack.url}/whip/${meeting}`, 'address');
  await dialog.getByRole('button', { name: 'Đã lưu vào thiết bị' }).click();
  await row.getByText('Chưa dùng').waitFor();
  encoder = new Device('send');
  cleanup(async () => encoder.end());
  await encoder.connect(stack.url, new URL(address).pathname, key);
  await waitUntil('it to be live', async () => (await desk.call('room.join', { meeting })).snapshot.sites_live?.some((x) => x.state === 'live'));
  await page.reload();
  await row.getByText('Đang kết nối').waitFor();
  await page.getByTestId('site-equipment').scrollIntoViewIfNeeded();
  await picture(page, 'site-equipment-vi');
});

test('a room system is set up and its password not shown again', async () => {
  const row = page.getByTestId('site-equipment').locator('li').filter({ hasText: site.name }).first();
  await row.getByRole('button', { name: 'Hệ thống phòng họp (RTSP)' }).click();
  await page.getByLabel('Địa chỉ RTSP').fill('rtsp://10.0.0.9:554/live');
  await page.getByLabel('Tên đăng nhập thiết bị').fill('admin');
  await page.getByRole('textbox', { name: 'Mật khẩu thiết bị' }).fill('rat-bi-mat');
  await page.getByRole('button', { name: 'Lưu', exact: true }).click();
  await page.getByText('Đã lưu hệ thống phòng họp.').waitFor();
  await row.getByRole('button', { name: 'Hệ thống phòng họp (RTSP)' }).click();
  await page.getByText('Đã khai báo hệ thống phòng họp').waitFor();
  equal(await page.getByRole('textbox', { name: 'Mật khẩu thiết bị' }).inputValue(), '', 'password');
  await page.keyboard.press('Escape');
});

test('nothing is clipped, everything has a name, at four widths in both languages', async () => {
  found.push(...(await checkScreen(page, 'site-equipment', () => page.getByTestId('site-equipment').waitFor())));
  equal(found, [], 'findings');
  await page.evaluate(() => localStorage.setItem('phien.lang', 'vi'));
});

test('the desk sees the equipment in the room, too', async () => {
  const chair = await signIn(browser, stack.url, 'chutich');
  await chair.page.goto(`${stack.url}/meetings/${meeting}/room`);
  await chair.page.getByRole('tab', { name: /Phát biểu/ }).click();
  const panel = chair.page.getByTestId('room-sites');
  await panel.getByText('Bộ mã hóa').waitFor();
  await panel.getByRole('button', { name: `Nối thiết bị của ${site.name}` }).scrollIntoViewIfNeeded();
  await picture(chair.page, 'room-sites-vi');
  equal(chair.problems, [], 'the page complains');
});

test('a key taken back ends the connection', async () => {
  await page.goto(edit);
  const row = page.getByTestId('site-equipment').locator('li').filter({ hasText: site.name }).first();
  await row.getByRole('button', { name: /^Thu hồi khóa/ }).first().click();
  await page.getByText('Đã thu hồi khóa.').waitFor();
  await waitUntil('the encoder to be out', async () => (await fetch(encoder.resource, { method: 'DELETE' })).status === 404);
  equal(problems, [], 'the page complains');
});

await run('site-equipment');
