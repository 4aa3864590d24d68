// SPDX-License-Identifier: GPL-3.0-or-later
// People at real browsers: one Chromium, one context for each person, fake camera and microphone, pictures on demand.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { CALM, CHROMIUM } from './browser-checks.ts';
import { PASSWORD } from './client.ts';
import { waitUntil } from './harness.ts';
import { top } from './stack.ts';

export interface Person {
  name: string;
  page: Page;
  /** What the page itself complained of. */
  problems: string[];
}

export async function launch(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM.executablePath, args: CHROMIUM.args });
}

/** Keeps every RTCPeerConnection of the page where the test can ask it for its statistics. */
const KEEP_PEERS = `
  window.__peers = [];
  const Native = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Native { constructor(...a) { super(...a); window.__peers.push(this); } };`;

export async function signIn(browser: Browser, url: string, name: string, viewport = { width: 1366, height: 768 }): Promise<Person> {
  const context = await browser.newContext({ ...CALM, viewport, permissions: ['camera', 'microphone'] });
  await context.addInitScript(KEEP_PEERS);
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (m) => {
    if (m.type() === 'error' && /Content Security Policy|Uncaught|Warning:/.test(m.text())) problems.push(m.text());
  });
  await page.goto(url);
  await page.getByLabel('Tên đăng nhập').fill(name);
  await page.getByLabel('Mật khẩu', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Đăng nhập', exact: true }).click();
  await page.getByRole('heading', { level: 1, name: 'Lịch họp của tôi' }).waitFor();
  return { name, page, problems };
}

export interface Received {
  frames: number;
  energy: number;
}

/** Video frames decoded and audio energy heard over all connections of the page so far. */
export function received(page: Page): Promise<Received> {
  return page.evaluate(async () => {
    let frames = 0;
    let energy = 0;
    for (const peer of (window as unknown as { __peers: RTCPeerConnection[] }).__peers) {
      if (peer.connectionState === 'closed') continue;
      for (const report of (await peer.getStats()).values()) {
        if (report.type !== 'inbound-rtp') continue;
        frames += (report.framesDecoded as number | undefined) ?? 0;
        energy += (report.totalAudioEnergy as number | undefined) ?? 0;
      }
    }
    return { frames, energy };
  });
}

/** How many incoming pictures really move: each track by itself. */
export async function movingPictures(page: Page): Promise<number> {
  const frames = () =>
    page.evaluate(async () => {
      const out: Record<string, number> = {};
      const peers = (window as unknown as { __peers: RTCPeerConnection[] }).__peers;
      for (const [i, peer] of peers.entries()) {
        if (peer.connectionState === 'closed') continue;
        for (const report of (await peer.getStats()).values())
          if (report.type === 'inbound-rtp' && report.kind === 'video') out[`${i}/${report.ssrc as number}`] = (report.framesDecoded as number | undefined) ?? 0;
      }
      return out;
    });
  const before = await frames();
  await new Promise((resolve) => setTimeout(resolve, 1500));
  const after = await frames();
  return Object.keys(after).filter((k) => after[k]! > (before[k] ?? 0)).length;
}

/** Brightness, 0 to 255, of every video element that is on screen: a black one is a picture that does not come. */
export function brightness(page: Page): Promise<number[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('video')].map((video) => {
      const canvas = document.createElement('canvas');
      canvas.width = canvas.height = 16;
      const context = canvas.getContext('2d')!;
      context.drawImage(video, 0, 0, 16, 16);
      const bytes = context.getImageData(0, 0, 16, 16).data;
      return Math.max(...bytes.filter((_, i) => i % 4 < 3));
    }),
  );
}

/** Both must grow from now on. */
export async function seesAndHears(who: Person, ms = 20_000): Promise<Received> {
  const before = await received(who.page);
  return waitUntil(
    `${who.name} to see and hear`,
    async () => {
      const now = await received(who.page);
      return now.frames > before.frames + 5 && now.energy > before.energy ? now : null;
    },
    ms,
    250,
  );
}

/** Pictures for the README and for whoever wants to look: only with PHIEN_PICTURES=1. */
export async function picture(page: Page, name: string): Promise<void> {
  if (process.env.PHIEN_PICTURES !== '1') return;
  mkdirSync(join(top, 'docs/pictures'), { recursive: true });
  await page.screenshot({ path: join(top, 'docs/pictures', `${name}.png`) });
}
