// SPDX-License-Identifier: GPL-3.0-or-later
// phien-media empties without breaking a meeting: told to drain it takes no new rooms, running ones go on, and it says when it is
// empty; told SIGTERM with drain-timeout it ends by itself then.
import type { Page } from 'playwright-core';
import { assert, equal, run, test, waitUntil } from '../lib/harness.ts';
import { flows, growth, MediaLab } from '../lib/media-lab.ts';

const makeOffer = (page: Page) => page.evaluate(`(async () => {
  const pc = new RTCPeerConnection();
  pc.addTransceiver('audio', { direction: 'recvonly' });
  await pc.setLocalDescription(await pc.createOffer());
  return pc.localDescription.sdp;
})()`) as Promise<string>;
const join = async (lab: MediaLab, page: Page, room: number, peer: number) =>
  lab.link.ask({ t: 'peer.offer', room, peer, dir: 'sub', sdp: await makeOffer(page), want: [] }).then(() => 'accepted', (e: Error) => e.message);
const told = (lab: MediaLab, type: string) => lab.link.received.some((m) => m.t === type);

async function goesOnAndIsEmptied(lab: MediaLab, pages: Page[]): Promise<void> {
  assert((await join(lab, pages[0]!, 99, 1)).includes('draining'), 'a new room is refused');
  equal(await join(lab, pages[0]!, lab.room, 3), 'accepted', 'one more in the running room');
  for (const page of pages) assert((await growth(page, 1500)).frames > 5, 'the meeting goes on');
  assert(!told(lab, 'drained'), 'not empty yet');
  for (const peer of [1, 2, 3]) lab.link.send({ t: 'peer.drop', peer });
  await waitUntil('drained', () => told(lab, 'drained'));
}

test('drain: no new rooms, running ones go on, drained when the last is empty', async () => {
  const lab = await MediaLab.start(5);
  const pages = await lab.call();
  equal(await join(lab, pages[0], 98, 1), 'accepted', 'another room before');
  lab.link.send({ t: 'drain' });
  await goesOnAndIsEmptied(lab, pages);
  equal(lab.daemon.exitCode, null, 'drain alone does not end the process');
  for (const page of pages) await page.close();
});

test('SIGTERM with drain-timeout: the meeting goes on, and the process ends with it', async () => {
  const lab = await MediaLab.start(5, { env: { PHIEN_MEDIA_DRAIN_TIMEOUT: '120' } });
  const pages = await lab.call();
  lab.daemon.kill('SIGTERM');
  await waitUntil('draining', () => told(lab, 'draining'));
  await goesOnAndIsEmptied(lab, pages);
  await waitUntil('the process to end', () => lab.daemon.exitCode !== null);
  equal(lab.daemon.exitCode, 0, 'status');
});

test('SIGTERM without it: at once', async () => {
  const lab = await MediaLab.start(5);
  const [a] = await lab.call();
  await flows(a);
  lab.daemon.kill('SIGTERM');
  await waitUntil('the process to end', () => lab.daemon.exitCode !== null, 3000);
  equal(lab.daemon.exitCode, 0, 'status');
});

await run('media-drain');
