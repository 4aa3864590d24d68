// SPDX-License-Identifier: GPL-3.0-or-later
// Twelve sites in one room: never more than nine pictures are decoded, the others stand still and are renewed, and the grid has pages.
// The sites are encoders that publish by WHIP from one page, each a colour that changes.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { CALM, checkScreen } from '../lib/browser-checks.ts';
import { launch, picture, signIn } from '../lib/browser.ts';
import { Client } from '../lib/client.ts';
import { assert, cleanup, equal, run, sleep, test, waitUntil } from '../lib/harness.ts';
import { enterRoom, makeMeeting } from '../lib/room.ts';
import { startStack, top } from '../lib/stack.ts';

const SITES = 12;
const stack = process.env.PHIEN_URL ? null : await startStack();
const url = process.env.PHIEN_URL ?? stack!.url;
if (stack) cleanup(() => stack.stop());
const browser = await launch();
cleanup(() => browser.close());
const { meeting } = await makeMeeting(url, ['chutich'], Array.from({ length: SITES }, (_, i) => `Điểm cầu ${i + 1}`));
const secretary = await Client.as(url, 'thuky');
cleanup(() => secretary.close());
const chair = await signIn(browser, url, 'chutich');
const C = chair.page;
const encoder = await (await browser.newContext(CALM)).newPage();

/* Tracks whose decoder has worked within a second. */
async function decoding(): Promise<number> {
  const frames = () => C.evaluate(async () => {
    const out: Record<string, number> = {};
    for (const [i, pc] of (window as unknown as { __peers: RTCPeerConnection[] }).__peers.entries())
      if (pc.connectionState !== 'closed')
        for (const r of (await pc.getStats()).values()) if (r.type === 'inbound-rtp' && r.kind === 'video') out[`${i}/${r.mid as string}`] = (r.framesDecoded as number | undefined) ?? 0;
    return out;
  });
  const before = await frames();
  await sleep(1000);
  const after = await frames();
  return Object.keys(after).filter((k) => after[k]! > (before[k] ?? 0)).length;
}

/** Colour in the middle of each still, by tile. */
const stills = () => C.evaluate(() => Object.fromEntries([...document.querySelectorAll<HTMLElement>('[data-face]')].flatMap((tile) => {
  const canvas = tile.querySelector<HTMLCanvasElement>('canvas[data-still]');
  if (canvas === null || tile.querySelector('video[data-fresh]') !== null) return [];
  return [[tile.dataset.face!, [...canvas.getContext('2d')!.getImageData(canvas.width >> 1, canvas.height >> 1, 1, 1).data.slice(0, 3)].map((v) => v >> 4).join()]];
})));
const shot = async (name: string) => {
  await picture(C, name);
  if (process.env.PHIEN_SHOTS) await C.screenshot({ path: join(process.env.PHIEN_SHOTS, `${name}.png`) });
};

test('twelve encoders are in the room', async () => {
  const { sites } = await secretary.call('meeting.get', { meeting });
  const keys = [];
  for (const site of sites) keys.push(await secretary.call('site.token_make', { meeting, site: site.id, purpose: 'publish', hours: 2 }));
  await encoder.goto(url);
  await encoder.evaluate(async (list) => {
    const kept: unknown[] = [];
    for (const [i, { path, token }] of list.entries()) {
      const canvas = document.createElement('canvas');
      canvas.width = 320;
      canvas.height = 180;
      const context = canvas.getContext('2d')!;
      let n = 0;
      /* No named function in here: tsx would wrap it in a helper that the page does not have. */
      setInterval(() => {
        n++;
        context.fillStyle = `hsl(${(i * 30 + n * 6) % 360} 80% 55%)`;
        context.fillRect(0, 0, 320, 180);
        context.fillStyle = '#111';
        context.font = '40px sans-serif';
        context.fillText(String(i + 1), 20, 50);
      }, 250);
      const pc = new RTCPeerConnection({ bundlePolicy: 'max-bundle' });
      pc.addTransceiver(canvas.captureStream(4).getVideoTracks()[0]!, { direction: 'sendonly' });
      await pc.setLocalDescription();
      const reply = await fetch(path, { method: 'POST', headers: { 'content-type': 'application/sdp', authorization: `Bearer ${token}` }, body: pc.localDescription!.sdp });
      if (reply.status !== 201) throw new Error(`WHIP ${i}: ${reply.status} ${await reply.text()}`);
      await pc.setRemoteDescription({ type: 'answer', sdp: await reply.text() });
      kept.push(pc, canvas);
    }
    (window as unknown as { kept: unknown[] }).kept = kept;
  }, keys.map(({ path, token }) => ({ path, token })));
  await enterRoom(chair, url, meeting);
  await waitUntil('the first page of tiles', async () => (await C.locator('[data-face^=s]').count()) === 9, 30_000, 200);
});

test('the grid has pages of nine, all nine move, and nothing that is not shown is decoded', async () => {
  await waitUntil('nine moving pictures', async () => (await decoding()) === 9, 40_000, 200);
  await shot('many-grid-vi');
  await C.getByRole('button', { name: 'Nhóm sau' }).click();
  await C.getByText('Nhóm 2/2').waitFor();
  equal(await C.locator('[data-face]').count(), SITES + 1 - 9, 'tiles on the second page');
  await waitUntil('the three others', async () => (await C.locator('[data-face^=s] video[data-fresh]').count()) === 3, 20_000, 200);
  await waitUntil('only they are decoded', async () => (await decoding()) === 3, 20_000, 200);
  await C.getByRole('button', { name: 'Nhóm trước' }).click();
});

test('with all twelve on the screen eight move, the others are stills that are renewed, and never more than nine decode', async () => {
  await C.setViewportSize({ width: 2800, height: 900 });
  await C.getByTestId('bar-layout').click();
  await C.getByRole('menuitemradio', { name: 'Người phát biểu' }).click();
  await waitUntil('eight moving tiles', async () => (await C.locator('[data-face^=s] video[data-fresh]').count()) === 8, 30_000, 200);
  const first = await waitUntil('four stills', async () => { const s = await stills(); return Object.keys(s).length === 4 ? s : null; }, 60_000, 300);
  await shot('many-stills-vi');
  let most = 0;
  let renewed = new Set<string>();
  await waitUntil('each still to have become another one', async () => {
    most = Math.max(most, await decoding());
    const now = await stills();
    renewed = new Set([...renewed, ...Object.keys(first).filter((k) => now[k] !== undefined && now[k] !== first[k])]);
    return renewed.size === 4;
  }, 60_000, 100);
  console.log(`        at most ${most} decoded at once; all four stills were renewed`);
  assert(most <= 9, `${most} were decoded`);
});

test('the grid with pages is clean for axe and clips nothing, at four widths in both languages', async () => {
  await C.evaluate(() => localStorage.setItem('phien.layout', 'grid'));
  equal(await checkScreen(C, 'grid', () => C.locator('[data-face]').first().waitFor()), [], 'findings');
  equal(chair.problems, [], 'page errors');
});

await run('many', {
  bail: true,
  onFailure: async () => {
    mkdirSync(join(top, 'build/test-logs'), { recursive: true });
    await C.screenshot({ path: join(top, 'build/test-logs', 'many.png') });
  },
});
