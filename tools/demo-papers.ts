// SPDX-License-Identifier: GPL-3.0-or-later
// Brings the demo papers into the demo meetings the way a secretary would: signs in, uploads each PDF of a directory to its agenda item
// through the docs-service, skips what is there already. Then the minutes that are final become a paper and the chair signs it.
// DIR/manifest.json says which paper belongs where: {"papers":[{"file","title","meeting","item"}]}, titles by their beginning.
// Usage: tsx tools/demo-papers.ts --url http://localhost:8080 --dir DIR
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Client, http, login } from '../tests/lib/client.ts';
import type { Commands } from '../web-client/src/protocol/generated.ts';

type Detail = Commands['meeting.get']['reply'];
type Upload = { upload: string; chunk_max: number };
type UploadState = { state: 'receiving' | 'checking' | 'ready' | 'refused'; error?: { code: string; vi: string; en: string } };
type Paper = { file: string; title?: string; meeting?: string; item?: string };
type Place = { meeting: Detail; item: number | undefined };

const { values } = parseArgs({ options: { url: { type: 'string', default: 'http://localhost:8080' }, dir: { type: 'string' } } });
if (!values.dir) {
  console.error('usage: demo-papers --url URL --dir DIRECTORY');
  process.exit(2);
}
const { url, dir } = values as { url: string; dir: string };

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

async function ask<T>(cookie: string, path: string, options: Parameters<typeof http>[2] = {}): Promise<T> {
  const response = await http(url, path, { ...options, cookie });
  const text = await response.text();
  if (!response.ok) throw new Error(`${options.method ?? 'GET'} ${path}: ${response.status} ${text.slice(0, 300)}`);
  return (text === '' ? {} : JSON.parse(text)) as T;
}

/** Resumable, as the browser does it; waits until the paper was looked at. */
async function upload(cookie: string, paper: Paper, place: Place): Promise<UploadState> {
  const bytes = readFileSync(join(dir, paper.file));
  const begun = await ask<Upload>(cookie, '/docs/uploads', {
    json: { meeting: place.meeting.id, item: place.item, filename: paper.file, title: paper.title, size: bytes.length },
  });
  const path = `/docs/uploads/${begun.upload}`;
  for (let offset = 0; offset < bytes.length; ) {
    const body = new Uint8Array(bytes.subarray(offset, offset + begun.chunk_max));
    const reply = await ask<{ offset: number }>(cookie, `${path}?offset=${offset}`, { method: 'PUT', body, headers: { 'Content-Type': 'application/octet-stream' } });
    offset = reply.offset;
  }
  await ask(cookie, `${path}/finish`, { method: 'POST', json: {} });
  for (;;) {
    const state = await ask<UploadState>(cookie, path);
    if (state.state === 'ready' || state.state === 'refused') return state;
    await pause(100);
  }
}

/** The meetings of the demo body: the one to come first, then the past ones, newest first. */
async function demoMeetings(client: Client): Promise<Detail[]> {
  const { meetings } = await client.call('meetings.list', {});
  const by = (state: string, turn: 1 | -1) => meetings.filter((m) => m.state === state).sort((a, b) => turn * a.starts_at.localeCompare(b.starts_at));
  return Promise.all([...by('published', 1), ...by('closed', -1)].map((m) => client.call('meeting.get', { meeting: m.id })));
}

function papersOf(): Paper[] {
  const manifest = join(dir, 'manifest.json');
  const known = existsSync(manifest) ? (JSON.parse(readFileSync(manifest, 'utf8')) as { papers: Paper[] }).papers : [];
  const others = readdirSync(dir).filter((f) => f.toLowerCase().endsWith('.pdf') && !known.some((p) => p.file === f));
  return [...known, ...others.sort().map((file) => ({ file }))];
}

function placeOf(paper: Paper, meetings: Detail[]): Place {
  const candidates = meetings.filter((m) => m.title.startsWith(paper.meeting ?? ''));
  const itemIn = (m: Detail) => (paper.item === undefined ? undefined : m.agenda.find((i) => i.title.startsWith(paper.item!))?.id);
  const meeting = candidates.find((m) => itemIn(m) !== undefined) ?? candidates[0] ?? meetings[0]!;
  return { meeting, item: itemIn(meeting) };
}

/** Minutes that are final but no paper yet: the secretary has them rendered, the chair signs. */
async function finishMinutes(client: Client, secretary: string, meetings: Detail[]): Promise<void> {
  const chair = await login(url, 'chutich');
  for (const meeting of meetings) {
    if (meeting.state !== 'closed') continue;
    const minutes = await client.call('minutes.get', { meeting: meeting.id });
    if (minutes.state !== 'frozen' || minutes.version !== undefined) continue;
    const rendered = await ask<{ version: number }>(secretary, `/docs/meetings/${meeting.id}/minutes`, { method: 'POST', json: {} });
    await ask(chair, `/docs/versions/${rendered.version}/sign`, { method: 'POST', json: { capacity: 'TM.' } });
    console.log(`  minutes of “${meeting.title}”: rendered, signed by the chair`);
  }
}

const cookie = await login(url, 'thuky');
const client = await Client.open(url, cookie);
const meetings = await demoMeetings(client);
const papers = papersOf();
if (meetings.length === 0 || papers.length === 0) throw new Error(meetings.length === 0 ? 'the demo body has no meetings' : `no PDF in ${dir}`);
let added = 0;
let refused = 0;
for (const [n, paper] of papers.entries()) {
  const place = placeOf(paper, meetings);
  const label = `[${n + 1}/${papers.length}] ${paper.file}`;
  if (place.meeting.documents.some((d) => d.filename === paper.file)) {
    console.log(`  ${label}: already there`);
    continue;
  }
  const state = await upload(cookie, paper, place);
  if (state.state === 'ready') added++;
  else refused++;
  console.log(`  ${label}: ${state.state === 'ready' ? `in “${place.meeting.title}”` : `refused, ${state.error?.en ?? 'no reason given'}`}`);
}
await finishMinutes(client, cookie, meetings);
client.close();
console.log(`demo papers: ${added} added, ${papers.length - added - refused} were there, ${refused} refused`);
process.exit(refused ? 1 : 0);
