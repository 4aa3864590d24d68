// SPDX-License-Identifier: GPL-3.0-or-later
// A second engine in the same call: Firefox and Chromium see and hear each other, also after either one was switched off and on.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { launch, signIn } from '../lib/browser.ts';
import { PASSWORD } from '../lib/client.ts';
import { Firefox } from '../lib/firefox.ts';
import { cleanup, equal, run, test, waitUntil } from '../lib/harness.ts';
import { enterRoom, flow, makeMeeting, movingFaces } from '../lib/room.ts';
import { startStack, top } from '../lib/stack.ts';

const stack = process.env.PHIEN_URL ? null : await startStack();
const url = process.env.PHIEN_URL ?? stack!.url;
if (stack) cleanup(() => stack.stop());
const browser = await launch();
cleanup(() => browser.close());
const fox = await Firefox.launch();
cleanup(() => fox.close());
const { meeting, person } = await makeMeeting(url, ['chutich', 'uyvien1']);
const chair = await signIn(browser, url, 'chutich');

interface Heard { frames: number; width: number; energy: number; audioPackets: number }
/** What Firefox shows and hears of the other one. Pictures are counted by looking at them, ten times in a second: an element that
 * plays a stream counts none. */
const received = () =>
  fox.run<Heard>(`
    const out = { frames: 0, width: 0, energy: 0, audioPackets: 0 };
    const video = document.querySelector('[data-person="' + args[0] + '"] video[data-fresh]');
    if (video && video.videoWidth > 0) {
      out.width = video.videoWidth;
      const canvas = document.createElement('canvas');
      canvas.width = 64; canvas.height = 36;
      const context = canvas.getContext('2d', { willReadFrequently: true });
      let last = '';
      for (let i = 0; i < 10; i++) {
        context.drawImage(video, 0, 0, 64, 36);
        const now = context.getImageData(0, 0, 64, 36).data.join();
        if (last !== '' && now !== last) out.frames++;
        last = now;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
    for (const peer of window.__peers) for (const r of (await peer.getStats()).values())
      if (r.type === 'inbound-rtp' && r.kind === 'audio') { out.energy += r.totalAudioEnergy || 0; out.audioPackets += r.packetsReceived; }
    return out;`, person.chutich!);

/* Both must grow from now on. */
const seesAndHears = async (ms = 40_000) => {
  const before = await received();
  return waitUntil('Firefox to see and hear', async () => {
    const now = await received();
    return now.frames >= 4 && now.energy > before.energy ? now : null;
  }, ms, 300);
};

test('Firefox signs in and enters the room by the same pages', async () => {
  await fox.goto(url);
  await fox.type('input[name=username]', 'uyvien1');
  await fox.type('input[name=password]', PASSWORD);
  await fox.click('button[type=submit]');
  await waitUntil('the calendar', () => fox.run<boolean>(`return document.querySelector('h1')?.textContent === 'Lịch họp của tôi'`), 20_000, 200);
  await fox.run(`localStorage.setItem('phien.devices', JSON.stringify({ micOn: true, cameraOn: true }));`);
  await fox.goto(`${url}/meetings/${meeting}/devices`);
  /* Connections are kept where the test can ask them; the room is entered without a reload. */
  await fox.run(`window.__peers = []; const Native = window.RTCPeerConnection;
    window.RTCPeerConnection = class extends Native { constructor(...a) { super(...a); window.__peers.push(this); } };`);
  await enterRoom(chair, url, meeting);
  await waitUntil('the button', () => fox.run<boolean>(`const b = [...document.querySelectorAll('button')].find((x) => x.textContent === 'Vào phòng họp'); b?.click(); return Boolean(b);`), 20_000, 200);
  await waitUntil('the room', () => fox.run<boolean>(`return document.querySelector('[data-testid=meeting-state]') !== null`), 20_000, 200);
  console.log(`        ${await fox.version()}`);
});

test('Firefox hears Chromium; Chromium sees and hears Firefox', async () => {
  const before = await received();
  await waitUntil('Firefox to hear', async () => (await received()).energy > before.energy, 40_000, 200);
  await waitUntil('Chromium to see Firefox move', async () => (await movingFaces(chair.page, [person.uyvien1!])).length === 1, 40_000, 200);
  await waitUntil('Chromium to hear Firefox', async () => (await flow(chair.page, 800)).energyIn > 1e-4, 20_000, 100);
});

test('Firefox sees Chromium', async () => {
  const got = await seesAndHears();
  console.log(`        Firefox shows ${got.width} px, audio energy ${got.energy.toFixed(4)}`);
});

/* Firefox makes its receiver anew whenever something of the connection changes, and then needs a key frame: it must be able to ask. */
test('Firefox may ask for pictures and packets again, both ways', async () => {
  const got = await fox.run<{ video: number; feedback: number; rtx: number }[]>(`
    return window.__peers.filter((p) => p.connectionState === 'connected').map((p) => p.currentRemoteDescription.sdp).map((sdp) => ({
      video: (sdp.match(/^m=video [1-9]/gm) || []).length, feedback: (sdp.match(/^a=rtcp-fb:[0-9]+ nack pli/gm) || []).length, rtx: (sdp.match(/ rtx\\/90000/g) || []).length }));`);
  equal(got.length, 2, 'connections');
  for (const one of got) equal([one.video > 0, one.feedback >= one.video, one.rtx >= one.video], [true, true, true], JSON.stringify(one));
});

test('switched off and on again, both come back', async () => {
  await chair.page.getByTestId('bar-camera').click();
  await chair.page.getByTestId('bar-mic').click();
  await waitUntil('silence in Firefox', async () => {
    const before = await received();
    const now = await received();
    return now.energy - before.energy < 1e-4 && now.frames === 0;
  }, 20_000, 100);
  await chair.page.getByTestId('bar-camera').click();
  await chair.page.getByTestId('bar-mic').click();
  await seesAndHears();
  await fox.click('[data-testid=bar-camera]');
  await waitUntil('Firefox dark in Chromium', async () => (await movingFaces(chair.page, [person.uyvien1!], 1000)).length === 0, 20_000, 100);
  await fox.click('[data-testid=bar-camera]');
  await waitUntil('Firefox seen again', async () => (await movingFaces(chair.page, [person.uyvien1!])).length === 1, 30_000, 100);
});

test('no page had an error of its own', () => {
  equal(chair.problems, [], 'page errors');
});

await run('firefox', {
  bail: true,
  onFailure: async () => {
    mkdirSync(join(top, 'build/test-logs'), { recursive: true });
    console.log(JSON.stringify(await fox.run(`const out = []; for (const p of window.__peers) { out.push(p.connectionState); for (const r of (await p.getStats()).values()) if (/bound-rtp$/.test(r.type)) out.push([r.type, r.kind, r.mid, r.packetsReceived, r.packetsSent, r.framesDecoded, r.totalAudioEnergy]); } out.push([...document.querySelectorAll('video')].map((v) => [v.videoWidth, v.dataset.fresh, v.readyState, v.paused])); return out;`)));
    writeFileSync(join(top, 'build/test-logs', 'firefox-fox.png'), await fox.screenshot());
    await chair.page.screenshot({ path: join(top, 'build/test-logs', 'firefox-chair.png') });
  },
});
