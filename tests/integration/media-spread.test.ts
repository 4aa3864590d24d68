// SPDX-License-Identifier: GPL-3.0-or-later
// A room larger than one worker, with real browsers: each subscriber is on another worker, and all see and hear all the same.
import { assert, run, test, waitUntil } from '../lib/harness.ts';
import { growth, MediaLab, stats } from '../lib/media-lab.ts';

const lab = await MediaLab.start(5, { env: { PHIEN_MEDIA_WORKERS: '2', PHIEN_MEDIA_ROOM_SPREAD: '1' } });

test('picture and voice cross from worker to worker', async () => {
  const pages = await lab.call();
  for (const page of pages) {
    const s = await growth(page, 3000);
    assert(s.frames > 20 && s.energy > 0, `in 3 s: ${s.frames} frames, energy ${s.energy}`);
    console.log(`        ${s.frames} frames, energy ${s.energy.toFixed(4)} in 3 s, freezes ${s.freezes}`);
  }
  await waitUntil('packets handed to another worker', async () => (await lab.metric('phien_media_relayed_total')) > 100);
});

test('mute holds on the other worker too, and the picture comes back', async () => {
  const [a, b] = [await lab.openPage(7), await lab.openPage(8)];
  for (const page of [a, b]) await page.evaluate("subscribe(['1/mic', '1/camera'])");
  for (const page of [a, b]) await waitUntil('frames', async () => (await stats(page)).frames > 5, 15_000);
  const mute = (muted: boolean) => lab.link.send({ t: 'track.mute', room: 5, peer: 1, source: 'camera', muted });
  mute(true);
  await waitUntil('the pictures to stop', async () => (await growth(a, 1000)).frames === 0 && (await growth(b, 1000)).frames === 0);
  mute(false);
  for (const page of [a, b]) await waitUntil('the picture again', async () => (await growth(page, 500)).frames > 2, 15_000);
});

await run('media-spread');
