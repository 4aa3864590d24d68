// SPDX-License-Identifier: GPL-3.0-or-later
// Brings the demo papers into the demo meetings the way a secretary would: signs in, uploads each PDF of a directory to its
// agenda item through the docs-service, skips what is there already. Then renders the minutes that are frozen and unsigned.
// Usage: tsx tools/demo-papers.ts --url http://localhost:8080 --dir DIR
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { Client, http, login } from '../tests/lib/client.ts';
import type { Commands } from '../web-client/src/protocol/generated.ts';

type Detail = Commands['meeting.get']['reply'];
type Upload = { upload: string; chunk_max: number };
type UploadState = { state: 'receiving' | 'checking' | 'ready' | 'refused'; offset: number; document?: number; version?: number; error?: { code: string; vi: string; en: string } };
type Place = { meeting: Detail; item: number | undefined };

// Which paper belongs where, by words in its file name. Meetings: 0 is the one to come, 1 the newest past one, and so on back.
const PLACES: { file: RegExp; meeting: number; item: RegExp }[] = [
  { file: /giai-ngan|dau-tu-cong|dieu-chuyen/, meeting: 3, item: /giải ngân|điều chuyển/ },
  { file: /vat-lieu|san-lap/, meeting: 3, item: /vật liệu/ },
  { file: /chuyen-doi-so/, meeting: 2, item: /chuyển đổi số/ },
  { file: /mua-lu|thien-tai|phong-chong/, meeting: 1, item: /mưa lũ/ },
  { file: /suoi-ngoc|ho-chua|kinh-phi/, meeting: 1, item: /Suối Ngọc/ },
  { file: /ngan-sach|thu-chi/, meeting: 0, item: /thu, chi/ },
  { file: /ban-tru|hoc-sinh/, meeting: 0, item: /bán trú/ },
  { file: /duong-tinh|phan-cap|quyet-dinh/, meeting: 0, item: /đường tỉnh/ },
  { file: /ke-hoach|to-trinh/, meeting: 0, item: /kế hoạch phát triển/ },
  { file: /can-bo|nhan-su/, meeting: 0, item: /cán bộ/ },
  { file: /chuong-trinh|giay-moi/, meeting: 0, item: /Khai mạc/ },
  { file: /bao-cao|report|100/, meeting: 0, item: /Báo cáo tình hình/ },
];

const { values } = parseArgs({ options: { url: { type: 'string', default: 'http://localhost:8080' }, dir: { type: 'string' } } });
if (!values.dir) {
  console.error('usage: demo-papers --url URL --dir DIRECTORY');
  process.exit(2);
}
const url = values.url!;

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

async function ask<T>(cookie: string, path: string, options: Parameters<typeof http>[2] = {}): Promise<T> {
  const response = await http(url, path, { ...options, cookie });
  if (!response.ok) throw new Error(`${options.method ?? 'GET'} ${path}: ${response.status} ${(await response.text()).slice(0, 300)}`);
  return (response.status === 202 || response.status === 204 ? {} : await response.json()) as T;
}

/** Resumable, as the browser does it; waits until the paper was looked at. */
async function upload(cookie: string, path: string, place: Place): Promise<UploadState> {
  const bytes = readFileSync(path);
  const begun = await ask<Upload>(cookie, '/docs/uploads', { json: { meeting: place.meeting.id, item: place.item, filename: basename(path), size: bytes.length } });
  for (let offset = 0; offset < bytes.length; ) {
    const chunk = bytes.subarray(offset, offset + begun.chunk_max);
    const reply = await ask<{ offset: number }>(cookie, `/docs/uploads/${begun.upload}?offset=${offset}`, { method: 'PUT', body: new Uint8Array(chunk), headers: { 'Content-Type': 'application/octet-stream' } });
    offset = reply.offset;
  }
  await ask(cookie, `/docs/uploads/${begun.upload}/finish`, { method: 'POST', json: {} });
  for (;;) {
    const state = await ask<UploadState>(cookie, `/docs/uploads/${begun.upload}`);
    if (state.state === 'ready' || state.state === 'refused') return state;
    await pause(100);
  }
}

/** The meetings of the demo body, the coming one first, then back in time. */
async function demoMeetings(client: Client): Promise<Detail[]> {
  const { meetings } = await client.call('meetings.list', {});
  const coming = meetings.filter((m) => m.state === 'published').sort((a, b) => a.starts_at.localeCompare(b.starts_at)).slice(0, 1);
  const past = meetings.filter((m) => m.state === 'closed').sort((a, b) => b.starts_at.localeCompare(a.starts_at));
  return Promise.all([...coming, ...past].map((m) => client.call('meeting.get', { meeting: m.id })));
}

function placeOf(file: string, meetings: Detail[], turn: number): Place {
  const rule = PLACES.find((p) => p.file.test(file) && meetings[p.meeting]?.agenda.some((i) => p.item.test(i.title)));
  const meeting = meetings[rule?.meeting ?? 0]!;
  const item = rule ? meeting.agenda.find((i) => rule.item.test(i.title)) : meeting.agenda[turn % Math.max(meeting.agenda.length, 1)];
  return { meeting, item: item?.id };
}

/** Minutes that are final but not yet a signed paper: the secretary renders, the chair signs. */
async function finishMinutes(client: Client, secretary: string, meetings: Detail[]): Promise<void> {
  const chair = await login(url, 'chutich');
  for (const meeting of meetings) {
    if (meeting.state !== 'closed') continue;
    const minutes = await client.call('minutes.get', { meeting: meeting.id });
    if (minutes.state !== 'frozen' || minutes.version !== undefined) continue;
    const rendered = await ask<{ version: number }>(secretary, `/docs/meetings/${meeting.id}/minutes`, { method: 'POST', json: {} });
    console.log(`  minutes of “${meeting.title}”: rendered`);
    await ask(chair, `/docs/versions/${rendered.version}/sign`, { method: 'POST', json: { capacity: 'TM.' } });
    console.log(`  minutes of “${meeting.title}”: signed by the chair`);
  }
}

const cookie = await login(url, 'thuky');
const client = await Client.open(url, cookie);
const meetings = await demoMeetings(client);
if (!meetings[0]) throw new Error('the demo body has no meetings');
const files = readdirSync(values.dir).filter((f) => f.toLowerCase().endsWith('.pdf')).sort();
if (files.length === 0) throw new Error(`no PDF in ${values.dir}`);
let added = 0;
let refused = 0;
for (const [n, file] of files.entries()) {
  const place = placeOf(file, meetings, n);
  const label = `[${n + 1}/${files.length}] ${file} (${Math.ceil(statSync(join(values.dir, file)).size / 1024)} KiB)`;
  if (place.meeting.documents.some((d) => d.filename === file)) {
    console.log(`  ${label}: already there`);
    continue;
  }
  const state = await upload(cookie, join(values.dir, file), place);
  if (state.state === 'ready') added++;
  else refused++;
  console.log(`  ${label}: ${state.state === 'ready' ? `in “${place.meeting.title}”` : `refused, ${state.error?.en ?? 'no reason given'}`}`);
}
await finishMinutes(client, cookie, meetings);
client.close();
console.log(`demo papers: ${added} added, ${files.length - added - refused} were there, ${refused} refused`);
process.exit(refused ? 1 : 0);
