// SPDX-License-Identifier: GPL-3.0-or-later
// A meeting made over the protocol, and people walking into its room by browser: for tests about picture and sound.
import type { Page } from 'playwright-core';
import { Client } from './client.ts';
import type { Person } from './browser.ts';

export interface RoomUnderTest {
  meeting: number;
  /** Person numbers by account. */
  person: Record<string, number>;
}

/** The secretary makes and publishes it; the first of `members` is the chair. Sites are optional. */
export async function makeMeeting(url: string, members: string[], sites: string[] = []): Promise<RoomUnderTest> {
  const secretary = await Client.as(url, 'thuky');
  const person: Record<string, number> = { thuky: secretary.hello.person.id };
  for (const name of members) {
    const client = await Client.as(url, name);
    person[name] = client.hello.person.id;
    client.close();
  }
  const at = (hours: number) => new Date(Date.now() + hours * 3600_000).toISOString().replace(/\.\d+Z$/, 'Z');
  const { meeting } = await secretary.call('meeting.create', { title: 'Phiên họp kiểm thử hình và tiếng', kind: 'regular', unit: secretary.hello.body_unit.id, starts_at: at(0), ends_at: at(2), place: 'Phòng 2', chair: person[members[0]!]!, secretary: person.thuky! });
  if (sites.length > 0) await secretary.call('sites.set', { meeting, sites: sites.map((name, i) => ({ name, central: i === 0 })) });
  await secretary.call('participants.set', {
    meeting,
    participants: [...members.map((name, i) => ({ person: person[name]!, role: i === 0 ? 'chair' as const : 'delegate' as const, votes: true })), { person: person.thuky!, role: 'secretary', votes: false }],
  });
  await secretary.call('meeting.publish', { meeting });
  secretary.close();
  return { meeting, person };
}

export async function enterRoom(who: Person, url: string, meeting: number): Promise<void> {
  await who.page.evaluate(() => localStorage.setItem('phien.devices', JSON.stringify({ micOn: true, cameraOn: true })));
  await who.page.goto(`${url}/meetings/${meeting}/room`);
  await who.page.getByTestId('meeting-state').waitFor();
}

/** Decoded width of somebody's picture on this page; 0 while there is none. */
export function widthOf(page: Page, person: number): Promise<number> {
  return page.evaluate((p) => document.querySelector<HTMLVideoElement>(`[data-person="${p}"] video[data-fresh]`)?.videoWidth ?? 0, person);
}

/** Bytes of pictures and of voices that came in and went out so far, over all open connections. */
export function bytes(page: Page): Promise<{ videoIn: number; videoOut: number; audioIn: number; audioOut: number; energyIn: number }> {
  return page.evaluate(async () => {
    const sum = { videoIn: 0, videoOut: 0, audioIn: 0, audioOut: 0, energyIn: 0 };
    for (const peer of (window as unknown as { __peers: RTCPeerConnection[] }).__peers) {
      if (peer.connectionState === 'closed') continue;
      for (const r of (await peer.getStats()).values()) {
        if (r.type === 'inbound-rtp') {
          sum[r.kind === 'video' ? 'videoIn' : 'audioIn'] += (r.bytesReceived as number | undefined) ?? 0;
          sum.energyIn += (r.totalAudioEnergy as number | undefined) ?? 0;
        } else if (r.type === 'outbound-rtp') sum[r.kind === 'video' ? 'videoOut' : 'audioOut'] += (r.bytesSent as number | undefined) ?? 0;
      }
    }
    return sum;
  });
}

/** How much of each flowed within a while. */
export async function flow(page: Page, ms: number): Promise<Awaited<ReturnType<typeof bytes>>> {
  const before = await bytes(page);
  await new Promise((resolve) => setTimeout(resolve, ms));
  const after = await bytes(page);
  return Object.fromEntries(Object.entries(after).map(([k, v]) => [k, v - before[k as keyof typeof before]])) as typeof after;
}

/** Pictures that move on the screen right now, by person. */
export async function movingFaces(page: Page, people: number[], ms = 1500): Promise<number[]> {
  const count = () => page.evaluate((all) => all.map((p) => document.querySelector<HTMLVideoElement>(`[data-person="${p}"] video[data-fresh]`)?.getVideoPlaybackQuality().totalVideoFrames ?? 0), people);
  const before = await count();
  await new Promise((resolve) => setTimeout(resolve, ms));
  const after = await count();
  return people.filter((_, i) => after[i]! > before[i]!);
}

