// SPDX-License-Identifier: GPL-3.0-or-later
// The composed programme in the whole product: a room system (RTSP) is seen by a browser; what is presented and who speaks is recorded with
// chapters, watched live, shown in a hall, and played by chapter afterwards; guests only where nothing was internal.
import { execFileSync, spawn } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { axeViolations, checkScreen } from '../lib/browser-checks.ts';
import { launch, picture, received, signIn } from '../lib/browser.ts';
import { Client, http } from '../lib/client.ts';
import { assert, cleanup, end, equal, run, sleep, test, waitUntil } from '../lib/harness.ts';
import { startStack, top } from '../lib/stack.ts';

const build = process.env.PHIEN_BUILD ?? join(top, 'build/dev');
const stack = await startStack();
cleanup(() => stack.stop());
const browser = await launch();
cleanup(() => browser.close());
const desk = await Client.as(stack.url, 'thuky');
const head = await Client.as(stack.url, 'chutich');
const guest = await Client.as(stack.url, 'khach1');
cleanup(() => { for (const c of [desk, head, guest]) c.close(); });
const chair = await signIn(browser, stack.url, 'chutich');
const watcher = await signIn(browser, stack.url, 'uyvien1', { width: 1024, height: 768 });

/** Today's meeting of the demo that has papers and a guest. */
async function findMeeting(): Promise<number> {
  const { meetings } = await desk.call('meetings.list', {});
  for (const m of meetings.filter((x) => x.state === 'published')) {
    const detail = await desk.call('meeting.get', { meeting: m.id });
    if (detail.documents.some((d) => d.pages !== null) && detail.participants.some((p) => p.role === 'guest')) return m.id;
  }
  throw new Error('the demo has no such meeting');
}
const meeting = await findMeeting();
const detail = () => desk.call('meeting.get', { meeting });
const items = (await detail()).agenda.filter((i) => !i.internal);

async function camera(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  const child = spawn(join(build, 'tests/tools/rtsp-server'), [String(port)], { stdio: 'ignore' });
  cleanup(() => end(child));
  return `rtsp://127.0.0.1:${port}/live`;
}

test('the chair opens; the room system of a site is seen and heard in his browser', async () => {
  await desk.call('room.join', { meeting });
  await chair.page.goto(`${stack.url}/meetings/${meeting}/devices`);
  await chair.page.getByRole('button', { name: 'Vào phòng họp' }).click();
  await chair.page.getByTestId('meeting-state').waitFor();
  await head.call('meeting.open', { meeting, override_reason: 'Kiểm thử.' });
  const sites = (await detail()).sites;
  const site = sites[0] ?? (await desk.call('sites.set', { meeting, sites: [{ name: 'Điểm cầu phường Hòa An', central: false }] }), (await detail()).sites[0]!);
  await desk.call('site.source_set', { meeting, site: site.id, url: await camera() });
  await desk.call('site.connect', { meeting, site: site.id });
  const got = await waitUntil('frames and sound of the site', async () => {
    const now = await received(chair.page);
    return now.frames > 20 && now.energy > 0 ? now : null;
  }, 40_000, 250);
  await chair.page.getByTestId('programme-menu').click();
  await chair.page.getByRole('menuitem', { name: 'Bốn điểm cầu' }).waitFor();
  equal(await axeViolations(chair.page, ['region']), [], 'in the programme menu (it floats outside of the landmarks)');
  await chair.page.keyboard.press('Escape');
  await waitUntil('its tile to say that it speaks', () => chair.page.locator(`[data-face="s${site.id}"][data-speaking]`).count(), 20_000, 100);
  console.log(`        the site in the browser: ${got.frames} frames decoded, audio energy ${got.energy.toFixed(4)}`);
});

test('recorded by the chair\'s decision, with what is presented; watched live by a member and in a hall', async () => {
  const version = (await detail()).documents.find((d) => d.pages !== null)!.version;
  await head.call('agenda.start', { item: items[0]!.id });
  await head.call('record.start', { meeting });
  await desk.call('present.start', { meeting, version, page: 1 });
  const W = watcher.page;
  await W.goto(`${stack.url}/meetings/${meeting}`);
  await W.getByRole('link', { name: 'Xem trực tiếp (đường truyền yếu)' }).click();
  const live = W.getByTestId('watch');
  const time = () => live.evaluate((v) => (v as HTMLVideoElement).currentTime);
  await waitUntil('the live programme to play', async () => (await live.getAttribute('data-state')) === 'playing' && (await time()) > 1, 60_000, 500);
  const before = await time();
  await waitUntil('it to go on', async () => (await time()) > before + 3, 30_000, 500);
  await sleep(3000);
  await picture(W, 'watch-vi');
  equal(await checkScreen(W, 'watch', () => W.getByTestId('watch').waitFor()), [], 'on the watch page');
  await chair.page.goto(`${stack.url}/hall/${meeting}`);
  const hall = chair.page.getByTestId('hall');
  await waitUntil('the hall to play', async () => (await hall.getAttribute('data-state')) === 'playing', 60_000, 500);
  await sleep(2000);
  await picture(chair.page, 'hall-vi');
  equal([...watcher.problems, ...chair.problems], [], 'complaints of the pages');
});

test('the recording has its chapters, and a click goes there', async () => {
  await head.call('agenda.start', { item: items[1]!.id });
  await desk.call('programme.set', { meeting, layout: 'page_strip', tracks: [] });
  await sleep(4000);
  await head.call('record.stop', { meeting });
  const list = async () => (await (await http(stack.url, `/docs/meetings/${meeting}/recordings`, { cookie: desk.cookie })).json()) as { recordings: { id: number; state: string; bytes: number }[] };
  const made = await waitUntil('the recording to be whole', async () => (await list()).recordings.find((r) => r.state === 'done'), 30_000, 250);
  const file = join(stack.varDir, 'recordings', execFileSync('ls', [join(stack.varDir, 'recordings')], { encoding: 'utf8' }).split('\n').find((f) => f.endsWith('.mp4'))!);
  const probe = JSON.parse(execFileSync('ffprobe', ['-v', 'error', '-show_streams', '-show_chapters', '-of', 'json', file], { encoding: 'utf8' })) as { streams: { codec_name: string }[]; chapters: { tags: { title: string } }[] };
  equal(probe.streams.map((s) => s.codec_name).sort(), ['aac', 'h264'], 'streams');
  assert(probe.chapters.length >= 2 && probe.chapters.at(-1)!.tags.title.includes(items[1]!.title.slice(0, 40)), `chapters: ${probe.chapters.map((c) => c.tags.title).join(' | ')}`);
  const part = await http(stack.url, `/docs/recordings/${made.id}/file`, { cookie: desk.cookie, headers: { Range: 'bytes=100-199' } });
  equal([part.status, (await part.arrayBuffer()).byteLength], [206, 100], 'a part of it');
  const W = watcher.page;
  await W.goto(`${stack.url}/recordings/${made.id}`);
  const chapters = W.getByTestId('chapter');
  await chapters.nth(1).waitFor();
  await W.waitForFunction(() => (document.querySelector('video')?.readyState ?? 0) >= 2);
  await chapters.last().click();
  await W.waitForFunction(() => (document.querySelector('video')?.currentTime ?? 0) > 3);
  await sleep(1500);
  await picture(W, 'recording-vi');
  equal(await checkScreen(W, 'recording', () => W.getByTestId('recording').waitFor()), [], 'on the page of the recording');
  equal(watcher.problems, [], 'complaints of the page');
});

test('guests see neither recording nor tracks where an internal item was on the agenda; its tracks are for the desk', async () => {
  const status = async (who: Client, path: string) => (await http(stack.url, path, { cookie: who.cookie })).status;
  const { recordings } = (await (await http(stack.url, `/docs/meetings/${meeting}/recordings`, { cookie: desk.cookie })).json()) as { recordings: { id: number }[] };
  const id = recordings[0]!.id;
  const { tracks } = (await (await http(stack.url, `/docs/recordings/${id}`, { cookie: desk.cookie })).json()) as { tracks: { parts: { file: string }[] }[] };
  assert(tracks.some((t) => t.parts.length > 0), 'tracks were kept');
  const track = `/docs/recordings/${id}/tracks/${tracks.find((t) => t.parts.length > 0)!.parts[0]!.file}`;
  const member = await Client.as(stack.url, 'uyvien1');
  const internal = (await detail()).agenda.some((i) => i.internal);
  equal(await status(desk, track), 200, 'a track for the desk');
  equal(await status(member, track), 403, 'a track for a member');
  equal(await status(desk, `/docs/recordings/${id}/tracks/..%2F..%2Frun%2Fsigner.sock`), 404, 'no other file');
  equal(await status(member, `/docs/recordings/${id}/file`), 200, 'a member');
  equal(await status(guest, `/docs/recordings/${id}/file`), internal ? 403 : 200, `a guest, internal item: ${String(internal)}`);
  if (!internal) {
    await desk.call('agenda.add', { meeting, title: 'Công tác cán bộ', minutes: 10, internal: true });
    equal(await status(guest, `/docs/recordings/${id}/file`), 403, 'a guest, after an internal item was added');
    equal(await status(guest, `/docs/recordings/${id}`), 403, 'its chapters');
  }
  member.close();
});

await run('programme', { bail: true, onFailure: async (name) => { await watcher.page.screenshot({ path: `/tmp/programme-${name.slice(0, 12)}.png` }); await chair.page.screenshot({ path: `/tmp/programme-chair-${name.slice(0, 12)}.png` }); } });
