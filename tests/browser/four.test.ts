// SPDX-License-Identifier: GPL-3.0-or-later
// Four people with cameras: all see and hear each other, sizes follow the layout, thin lines, a silenced voice, a shared screen.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { CHROMIUM, checkScreen } from '../lib/browser-checks.ts';
import { picture, signIn, type Person } from '../lib/browser.ts';
import { assert, cleanup, equal, run, sleep, test, waitUntil } from '../lib/harness.ts';
import { enterRoom, flow, makeMeeting, movingFaces, widthOf } from '../lib/room.ts';
import { startStack, top } from '../lib/stack.ts';

const stack = process.env.PHIEN_URL ? null : await startStack();
const url = process.env.PHIEN_URL ?? stack!.url;
if (stack) cleanup(() => stack.stop());
/* Sharing picks this very tab without a human: the browser's own switch for tests. */
const browser = await chromium.launch({ executablePath: CHROMIUM.executablePath, args: [...CHROMIUM.args.filter((a) => a !== '--use-fake-device-for-media-stream'), '--use-fake-device-for-media-stream=device-count=3', '--auto-select-tab-capture-source-by-title=Phiên họp kiểm thử'] });
cleanup(() => browser.close());

const accounts = ['chutich', 'uyvien1', 'uyvien2', 'uyvien3'];
const { meeting, person } = await makeMeeting(url, accounts);
const people: Record<string, Person> = {};
for (const [i, name] of accounts.entries()) people[name] = await signIn(browser, url, name, i % 2 === 0 ? { width: 1366, height: 768 } : { width: 1024, height: 768 });
const everyone = Object.values(people);
const chair = people.chutich!;
const one = people.uyvien1!;
const C = chair.page;
const M = one.page;
const others = (name: string) => accounts.filter((a) => a !== name).map((a) => person[a]!);
/* A machine that is busy with other things makes lines poor, and the pages then rest their pictures by themselves. Whoever takes them back
 * is left alone for two minutes; these tests are about something else. */
const wakeAll = async () => {
  for (const { page } of everyone) {
    const back = page.getByTestId('low').getByRole('button', { name: 'Bật lại hình' });
    if (await back.isVisible()) await back.click();
  }
};
/* What is under way on a busy machine may still sound for a moment; then nothing does. */
const silence = (why: string) => waitUntil(`silence at the chair: ${why}`, async () => (await flow(C, 1500)).energyIn < 1e-4, 20_000, 50);
const shot = async (name: string) => {
  await picture(C, name);
  if (process.env.PHIEN_SHOTS) await C.screenshot({ path: join(process.env.PHIEN_SHOTS, `${name}.png`) });
};

test('all four see and hear each other', async () => {
  for (const who of everyone) await enterRoom(who, url, meeting);
  for (const who of everyone) {
    await waitUntil(`${who.name} to see the other three move`, async () => { await wakeAll(); return (await movingFaces(who.page, others(who.name))).length === 3; }, 60_000, 200);
    await waitUntil(`${who.name} to hear somebody`, async () => (await flow(who.page, 800)).energyIn > 1e-4, 20_000, 100);
  }
  await shot('four-grid-vi');
});

test('a pinned picture comes larger, and smaller again when it is one of many', async () => {
  const target = person.uyvien1!;
  const small = await waitUntil('a first size', () => widthOf(C, target));
  await C.locator(`[data-person="${target}"]`).getByRole('button').click();
  await C.getByRole('menuitem', { name: 'Ghim hình này' }).click();
  const large = await waitUntil('a larger picture of the pinned one', async () => { const w = await widthOf(C, target); return w > small || w >= 640 ? w : 0; }, 30_000, 200);
  await shot('four-pinned-vi');
  await C.getByTestId('bar-layout').click();
  await C.getByRole('menuitem', { name: 'Bỏ ghim' }).click();
  await C.locator(`[data-person="${person.uyvien2!}"]`).getByRole('button').click();
  await C.getByRole('menuitem', { name: 'Ghim hình này' }).click();
  const again = await waitUntil('the strip to have the small layer', async () => { const w = await widthOf(C, target); return w > 0 && w < large ? w : 0; }, 30_000, 200);
  console.log(`        in the grid ${small} px, pinned ${large} px, in the strip ${again} px wide`);
  await C.getByTestId('bar-layout').click();
  await C.getByRole('menuitem', { name: 'Bỏ ghim' }).click();
});

test('the layout is chosen by menu or key, and kept over a reload', async () => {
  await C.locator('body').click({ position: { x: 5, y: 300 } });
  await C.keyboard.press('l');
  await C.locator(`[data-face="p${person.uyvien1!}"]`).waitFor();
  await C.reload();
  await C.getByTestId('meeting-state').waitFor();
  await C.getByTestId('bar-layout').click();
  equal(await C.getByRole('menuitemradio', { checked: true }).innerText(), 'Người phát biểu', 'the layout after a reload');
  await C.getByRole('menuitemradio', { name: 'Tài liệu và dải hình' }).click();
  await waitUntil('the chair to see all again', async () => { await wakeAll(); return (await movingFaces(C, others('chutich'))).length === 3; }, 40_000, 200);
});

test('low-bandwidth mode stops pictures both ways, the voices go on, and one tap brings the pictures back', async () => {
  await waitUntil('pictures to flow', async () => {
    await wakeAll();
    const f = await flow(M, 1000); return f.videoIn > 2000 && f.videoOut > 2000; }, 20_000, 100);
  await M.getByRole('button', { name: 'Thêm' }).click();
  await M.getByRole('menuitemcheckbox', { name: 'Chỉ nghe tiếng và xem tài liệu' }).click();
  await M.getByTestId('low').waitFor();
  await sleep(2000);
  const f = await flow(M, 3000);
  console.log(`        in 3 s: ${f.videoIn} bytes of pictures in, ${f.videoOut} out; ${f.audioIn} bytes of voices in, ${f.audioOut} out`);
  /* Padding that probes the line (RFC 8888 8) is no picture; a frame is thousands of bytes. */
  assert(f.videoIn < 500, `pictures still come: ${f.videoIn} bytes`);
  assert(f.videoOut < 500, `pictures are still sent: ${f.videoOut} bytes`);
  assert(f.audioIn > 500 && f.energyIn > 1e-4, 'voices go on');
  await waitUntil('the chair to see that this picture is gone', async () => (await movingFaces(C, [person.uyvien1!], 1000)).length === 0, 10_000, 100);
  if (process.env.PHIEN_SHOTS) await M.screenshot({ path: join(process.env.PHIEN_SHOTS, 'low-vi.png') });
  await M.getByTestId('low').getByRole('button', { name: 'Bật lại hình' }).click();
  await waitUntil('all pictures back', async () => { await wakeAll(); return (await movingFaces(M, others('uyvien1'))).length === 3; }, 40_000, 100);
  await waitUntil('its own picture back at the chair', async () => (await movingFaces(C, [person.uyvien1!])).length === 1, 30_000, 100);
});

test('another camera in mid-meeting: the same sender goes on with it', async () => {
  const label = () => M.evaluate(() => (window as unknown as { __peers: RTCPeerConnection[] }).__peers.flatMap((p) => (p.connectionState === 'closed' ? [] : p.getSenders())).find((s) => s.track?.kind === 'video')?.track?.label ?? '');
  const before = await label();
  const offers = await M.evaluate(() => (window as unknown as { __peers: RTCPeerConnection[] }).__peers.length);
  await M.getByRole('button', { name: 'Thêm' }).click();
  await M.getByRole('menuitem', { name: 'Đổi thiết bị' }).click();
  await M.getByRole('combobox', { name: 'Camera' }).click();
  const options = M.getByRole('option', { name: /fake/i });
  await options.last().waitFor();
  /* The second of Chromium's fake cameras measures depth, which no codec takes. */
  await options.last().click();
  if (process.env.PHIEN_SHOTS) await M.screenshot({ path: join(process.env.PHIEN_SHOTS, 'devices-sheet-vi.png') });
  await waitUntil('the other camera to be sent', async () => { const now = await label(); return now !== '' && now !== before; }, 20_000, 100);
  await M.keyboard.press('Escape');
  await M.getByRole('dialog').waitFor({ state: 'detached' });
  await waitUntil('the chair to see it move', async () => { await wakeAll(); return (await movingFaces(C, [person.uyvien1!])).length === 1; }, 30_000, 100);
  equal(await M.evaluate(() => (window as unknown as { __peers: RTCPeerConnection[] }).__peers.length), offers, 'connections');
});

test('hold to speak: the microphone is open while the key is down', async () => {
  for (const who of everyone.filter((w) => w !== chair)) {
    await who.page.locator('body').click({ position: { x: 5, y: 300 } });
    await who.page.keyboard.press('m');
    await who.page.getByRole('button', { name: 'Micro tắt' }).waitFor();
  }
  await silence('all are muted');
  await M.keyboard.down(' ');
  await M.getByText('Đang giữ phím để nói').waitFor();
  await waitUntil('the chair to hear', async () => (await flow(C, 500)).energyIn > 1e-4, 10_000, 50);
  await M.keyboard.up(' ');
  await M.getByRole('button', { name: 'Micro tắt' }).waitFor();
  await silence('the key is up');
});

test('mute by the chair silences at the server, whatever the silenced page does', async () => {
  await M.keyboard.press('m');
  await M.getByRole('button', { name: 'Micro bật' }).waitFor();
  await waitUntil('the chair to hear the member', async () => (await flow(C, 500)).energyIn > 1e-4, 10_000, 50);
  await C.getByRole('tab', { name: /Phát biểu/ }).click();
  const name = await M.evaluate(() => document.querySelector('[data-face] [class*=plateName]')?.textContent ?? '');
  assert(name !== '', 'a name');
  const row = C.getByRole('listitem').filter({ has: C.locator('button[aria-label^="Thao tác với"]') });
  const menus = await row.count();
  assert(menus >= 4, `people with menus: ${menus}`);
  const label = await C.evaluate((p) => document.querySelector(`[data-person="${p}"] [class*=plateName]`)?.textContent ?? '', person.uyvien1!);
  await C.getByRole('button', { name: `Thao tác với ${label}` }).click();
  await C.getByRole('menuitem', { name: 'Tắt micro' }).click();
  await M.getByRole('button', { name: 'Micro tắt' }).waitFor();
  await sleep(1000);
  /* The page is told, and would keep still; the server must silence also one that does not. */
  await M.evaluate(() => {
    for (const pc of (window as unknown as { __peers: RTCPeerConnection[] }).__peers) for (const s of pc.getSenders()) if (s.track?.kind === 'audio') s.track.enabled = true;
  });
  assert((await flow(M, 1500)).audioOut > 500, 'the silenced page still sends');
  await silence('the chair has muted');
  const heard = await flow(C, 2000);
  assert(heard.energyIn < 1e-4, `heard ${heard.energyIn}`);
});

test('a shared screen is a track of its own beside the camera', async () => {
  await C.getByRole('button', { name: 'Trình chiếu' }).last().click();
  await C.getByRole('menuitem', { name: 'Chia sẻ màn hình' }).click();
  await C.getByText('Đồng chí đang chia sẻ màn hình.').waitFor();
  await M.locator('figure video[data-fresh]').waitFor({ timeout: 30_000 });
  const size = await waitUntil('the screen in its own size', () => M.evaluate(() => document.querySelector<HTMLVideoElement>('figure video')?.videoWidth ?? 0));
  await waitUntil('the chair\'s camera to move beside it', async () => { await wakeAll(); return (await movingFaces(M, [person.chutich!])).length === 1; }, 30_000, 100);
  console.log(`        the screen is ${size} px wide`);
  if (process.env.PHIEN_SHOTS) await M.screenshot({ path: join(process.env.PHIEN_SHOTS, 'screen-vi.png') });
  await C.getByRole('button', { name: 'Dừng chia sẻ màn hình' }).click();
  await M.locator('figure video').waitFor({ state: 'detached', timeout: 20_000 });
});

test('the sheets and layouts are clean for axe and clip nothing, at four widths in both languages', async () => {
  const T = people.uyvien3!.page;
  /* Two that see each other show all of it; four that are reloaded 24 times cost a minute. */
  for (const name of ['uyvien1', 'uyvien2']) await people[name]!.page.goto(url);
  const found: string[] = [];
  const open: [string, () => Promise<unknown>][] = [
    ['shortcuts', async () => { await T.getByTestId('meeting-state').waitFor(); await T.locator('body').click({ position: { x: 3, y: 200 } }); await T.keyboard.press('?'); await T.getByRole('dialog').waitFor(); }],
    ['line', async () => { await T.getByTestId('my-line').click(); await T.getByRole('table').waitFor(); }],
    ['grid', async () => { await T.evaluate(() => localStorage.setItem('phien.layout', 'grid')); await T.getByTestId('meeting-state').waitFor(); await T.locator('video[data-fresh]').first().waitFor(); }],
  ];
  for (const [name, settle] of open) {
    found.push(...(await checkScreen(T, name, async () => { if (!(await T.getByRole('dialog').isVisible())) await settle(); })));
    await T.keyboard.press('Escape');
  }
  equal(found, [], 'findings');
});

test('no page had an error of its own', () => {
  equal(everyone.flatMap((w) => w.problems), [], 'page errors');
});

await run('four', {
  onFailure: async () => {
    mkdirSync(join(top, 'build/test-logs'), { recursive: true });
    for (const who of everyone) await who.page.screenshot({ path: join(top, 'build/test-logs', `four-${who.name}.png`) });
  },
});
