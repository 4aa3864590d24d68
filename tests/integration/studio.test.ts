// SPDX-License-Identifier: GPL-3.0-or-later
// phien-studio by itself: real RTP from GStreamer in; MP4, the tracks as they came and a live list out, judged by ffprobe and ffmpeg.
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assert, cleanup, end, equal, run, sleep, test, waitUntil } from '../lib/harness.ts';
import { Link } from '../lib/link.ts';
import { top } from '../lib/stack.ts';

const build = process.env.PHIEN_BUILD ?? join(top, 'build/dev');
const varDir = mkdtempSync(join(tmpdir(), 'phien-studio-'));
for (const d of ['run', 'recordings', 'pages', 'hls']) mkdirSync(join(varDir, d));
const children: ChildProcess[] = [];
let said = '';

function start(command: string, args: string[]): ChildProcess {
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, PHIEN_VAR: varDir } });
  child.stderr!.on('data', (chunk: Buffer) => (said += chunk.toString()));
  children.push(child);
  return child;
}

const studio = () => start(join(build, 'media/studio/phien-studio'), []);
let daemon = studio();
cleanup(async () => {
  await end(...children);
  rmSync(varDir, { recursive: true, force: true });
});

const voice = (port: number, hz: number) =>
  start('gst-launch-1.0', `-q audiotestsrc is-live=true freq=${hz} volume=0.3 ! audio/x-raw,rate=48000,channels=2 ! opusenc ! rtpopuspay pt=111 ! udpsink host=127.0.0.1 port=${port}`.split(' '));
const picture = (port: number, pattern: string, size = 'width=320,height=240') =>
  start('gst-launch-1.0', `-q videotestsrc is-live=true pattern=${pattern} ! video/x-raw,${size},framerate=15/1 ! vp8enc deadline=1 keyframe-max-dist=15 ! rtpvp8pay pt=96 ! udpsink host=127.0.0.1 port=${port}`.split(' '));

interface Probe {
  streams: { codec_type: string; codec_name: string; width?: number; duration?: string }[];
  format: { duration: string };
  chapters: { start_time: string; tags: { title: string } }[];
}
const probe = (file: string) =>
  JSON.parse(execFileSync('ffprobe', ['-v', 'error', '-show_streams', '-show_format', '-show_chapters', '-of', 'json', file], { encoding: 'utf8' })) as Probe;
/** Second of one of the last pictures: on a busy machine they end before the sound does. */
const lastPicture = (file: string) => Number(probe(file).streams.find((s) => s.codec_type === 'video')!.duration) - 0.3;
/** Loudest sample in dB between two seconds of the file. */
function loudness(file: string): number {
  const text = execFileSync('sh', ['-c', `ffmpeg -hide_banner -nostats -i "${file}" -map 0:a -af volumedetect -f null - 2>&1`], { encoding: 'utf8' });
  return Number(/max_volume: (-?[\d.]+) dB/.exec(text)![1]);
}
/** Average colour of a part of one frame; x and y in pixels of its 1280 x 720. */
function colour(file: string, second: number, [w, h, x, y] = [600, 400, 340, 100]): number[] {
  const crop = `crop=${w}:${h}:${x}:${y},scale=1:1:flags=area`;
  const rgb = execFileSync('ffmpeg', ['-v', 'error', '-ss', String(second), '-i', file, '-frames:v', '1', '-vf', crop, '-f', 'rawvideo', '-pix_fmt', 'rgb24', '-']);
  return [...rgb.subarray(0, 3)];
}
const where = (c: number[]) => `rgb ${c.join(' ')}`;
const isRed = (c: number[]) => c[0]! > 150 && c[1]! < 100;
const isGreen = (c: number[]) => c[1]! > 150 && c[0]! < 100;
const isBlue = (c: number[]) => c[2]! > 150 && c[0]! < 100;
/** The presented page: a blue sheet, as phien-docs keeps its pages. */
function page(name: string): void {
  execFileSync('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', 'color=blue:size=1200x1697', '-frames:v', '1', '-y', join(varDir, 'pages', name)]);
}
interface Index {
  duration_ms: number;
  chapters: { at_ms: number; title: string }[];
  tracks: { track: string; kind: string; codec: string; parts: { file: string; start_ms: number }[] }[];
}
const index = (stem: string) => JSON.parse(readFileSync(join(varDir, 'recordings', `${stem}.json`), 'utf8')) as Index;
async function add(link: Link, room: number, track: string, name = ''): Promise<number> {
  const sound = track.endsWith('/mic');
  const codec = sound ? { kind: 'audio', codec: 'opus', pt: 111, clock: 48000 } : { kind: 'video', codec: 'VP8', pt: 96, clock: 90000 };
  return (await link.ask({ t: 'track.add', room, track, name, ...codec })).port as number;
}

test('two voices and two pictures become one playable file that shows who speaks, the page beside it, and its chapters', async () => {
  const link = await Link.open(join(varDir, 'run/studio.sock'));
  page('blue.png');
  await link.ask({ t: 'record.start', room: 7, file: 'seven.mp4', title: 'Phiên họp thường kỳ' });
  const red = picture(await add(link, 7, '1/camera', 'Bà Một'), 'red');
  picture(await add(link, 7, '2/camera', 'Ông Hai'), 'green');
  voice(await add(link, 7, '1/mic'), 440);
  voice(await add(link, 7, '2/mic'), 660);
  link.send({ t: 'chapter', room: 7, title: 'Mục 1. Báo cáo' });
  link.send({ t: 'caption', room: 7, text: 'Mục 1. Báo cáo · <Bà Một>' });
  link.send({ t: 'speaker', room: 7, track: '1/camera' });
  await sleep(4000);
  link.send({ t: 'speaker', room: 7, track: '2/camera' });
  link.send({ t: 'chapter', room: 7, title: 'Mục 2. Thảo luận' });
  await sleep(3000);
  red.kill();
  link.send({ t: 'track.remove', room: 7, track: '1/camera' });
  link.send({ t: 'page.show', room: 7, file: 'blue.png' });
  await sleep(3000);
  const done = await link.ask({ t: 'record.stop', room: 7 });
  equal(done.error, undefined, 'error');
  const file = join(varDir, 'recordings/seven.mp4');
  const { streams, format, chapters } = probe(file);
  equal(streams.map((s) => `${s.codec_type} ${s.codec_name} ${s.width ?? ''}`).sort(), ['audio aac ', 'video h264 1280'], 'streams');
  const seconds = Number(format.duration);
  assert(seconds > 8 && seconds < 14, `duration ${seconds} s of about 10`);
  assert(loudness(file) > -30, `audible: ${loudness(file)} dB`);
  assert(isRed(colour(file, 3)), `red speaker first: ${where(colour(file, 3))}`);
  assert(isGreen(colour(file, 6.5)), `then the green one: ${where(colour(file, 6.5))}`);
  const last = lastPicture(file);
  assert(isBlue(colour(file, last, [300, 300, 280, 150])), `the page on the left: ${where(colour(file, last, [300, 300, 280, 150]))}`);
  assert(isGreen(colour(file, last, [200, 120, 960, 40])), `the speaker beside it: ${where(colour(file, last, [200, 120, 960, 40]))}`);
  equal(chapters.map((c) => c.tags.title), ['Mục 1. Báo cáo', 'Mục 2. Thảo luận'], 'chapters');
  const second = Number(chapters[1]!.start_time);
  assert(second > 2.5 && second < 6, `the second chapter begins at ${second} s of about 4`);
  const { tracks, chapters: listed } = index('seven');
  equal(listed.map((c) => c.title), ['Mục 1. Báo cáo', 'Mục 2. Thảo luận'], 'chapters of the index');
  equal(tracks.map((t) => t.track).sort(), ['1/camera', '1/mic', '2/camera', '2/mic'], 'tracks kept');
  for (const t of tracks) {
    equal(t.parts.length, 1, `parts of ${t.track}`);
    const raw = probe(join(varDir, 'recordings/seven.tracks', t.parts[0]!.file));
    equal(raw.streams.map((s) => s.codec_name), [t.codec], `codec of ${t.track}`);
    assert(Number(raw.format.duration) > 4, `${t.track} lasts ${raw.format.duration} s`);
  }
  link.close();
});

test('a publisher that comes back and a layer of another size go on in the same file; the tracks keep both', async () => {
  const link = await Link.open(join(varDir, 'run/studio.sock'));
  await link.ask({ t: 'record.start', room: 6, file: 'six.mp4', title: 'x' });
  const port = await add(link, 6, '1/camera');
  link.send({ t: 'speaker', room: 6, track: '1/camera' });
  const small = picture(port, 'red');
  await sleep(3000);
  small.kill();
  await waitUntil('the small layer to be gone', () => small.signalCode !== null);
  const large = picture(port, 'green', 'width=640,height=480');
  await sleep(3000);
  large.kill();
  link.send({ t: 'track.remove', room: 6, track: '1/camera' });
  picture(await add(link, 6, '1/camera'), 'blue');
  await sleep(3500);
  equal((await link.ask({ t: 'record.stop', room: 6 })).error, undefined, 'error');
  const file = join(varDir, 'recordings/six.mp4');
  const last = lastPicture(file);
  assert(isRed(colour(file, 2.2)), `the small layer: ${where(colour(file, 2.2))}`);
  assert(isGreen(colour(file, 5.4)), `the large one: ${where(colour(file, 5.4))}`);
  assert(isBlue(colour(file, last)), `who came back: ${where(colour(file, last))}`);
  const sizes = index('six').tracks.map((t) => t.parts.map((p) => probe(join(varDir, 'recordings/six.tracks', p.file)).streams[0]!.width));
  equal(sizes, [[320, 640], [320]], 'widths kept');
  link.close();
});

test('the secretary\'s layouts: four sites, the page alone, the page with a strip', async () => {
  const link = await Link.open(join(varDir, 'run/studio.sock'));
  page('sheet.png');
  await link.ask({ t: 'record.start', room: 5, file: 'five.mp4', title: 'x' });
  const patterns = ['red', 'green', 'red', 'green'];
  for (const [i, pattern] of patterns.entries()) picture(await add(link, 5, `${i + 1}/camera`, `Điểm cầu ${i + 1}`), pattern, 'width=320,height=180');
  const tracks = ['1/camera', '2/camera', '3/camera', '4/camera'];
  link.send({ t: 'programme.layout', room: 5, layout: 'grid4', tracks });
  await sleep(4000);
  link.send({ t: 'page.show', room: 5, file: 'sheet.png' });
  link.send({ t: 'programme.layout', room: 5, layout: 'page', tracks: [] });
  await sleep(3000);
  link.send({ t: 'programme.layout', room: 5, layout: 'page_strip', tracks });
  await sleep(3500);
  await link.ask({ t: 'record.stop', room: 5 });
  const file = join(varDir, 'recordings/five.mp4');
  const box = (second: number, x: number, y: number) => colour(file, second, [100, 60, x, y]);
  assert(isRed(box(3, 250, 120)) && isGreen(box(3, 900, 120)), `upper row: ${where(box(3, 250, 120))}, ${where(box(3, 900, 120))}`);
  assert(isRed(box(3, 250, 420)) && isGreen(box(3, 900, 420)), `lower row: ${where(box(3, 250, 420))}, ${where(box(3, 900, 420))}`);
  assert(isBlue(box(6.2, 590, 300)) && !isRed(box(6.2, 1000, 60)), `the page alone in the middle: ${where(box(6.2, 590, 300))}`);
  const seconds = lastPicture(file);
  assert(isBlue(box(seconds, 380, 300)), `the page: ${where(box(seconds, 380, 300))}`);
  assert(isRed(box(seconds, 1020, 40)) && isGreen(box(seconds, 1020, 220)), `the strip: ${where(box(seconds, 1020, 40))}, ${where(box(seconds, 1020, 220))}`);
  link.close();
});

test('a full disk ends the recording with a reason, and nothing else', async () => {
  const link = await Link.open(join(varDir, 'run/studio.sock'));
  symlinkSync('/dev/full', join(varDir, 'recordings/full.mp4'));
  await link.ask({ t: 'record.start', room: 4, file: 'full.mp4', title: 'x' });
  await link.ask({ t: 'record.start', room: 14, file: 'beside.mp4', title: 'x' });
  const done = await link.message('record.done', 0, 10_000);
  assert(String(done.error).includes('No space left'), `the reason: ${String(done.error)}`);
  equal([done.req, done.room], [0, 4], 'of whom');
  await sleep(1500);
  equal((await link.ask({ t: 'record.stop', room: 14 })).error, undefined, 'the other recording');
  link.close();
});

test('the live list plays while it grows, and goes when nobody watches', async () => {
  const link = await Link.open(join(varDir, 'run/studio.sock'));
  await link.ask({ t: 'hls.start', room: 3, title: 'Xem trực tiếp' });
  picture(await add(link, 3, '1/camera'), 'red');
  voice(await add(link, 3, '1/mic'), 440);
  link.send({ t: 'speaker', room: 3, track: '1/camera' });
  const list = join(varDir, 'hls/3/index.m3u8');
  await waitUntil('three segments', () => existsSync(list) && readFileSync(list, 'utf8').split('.ts').length > 3, 20_000);
  const { streams } = probe(list);
  equal(streams.map((s) => s.codec_name).sort(), ['aac', 'h264'], 'streams');
  assert(!readFileSync(list, 'utf8').includes('ENDLIST'), 'live');
  link.send({ t: 'hls.stop', room: 3 });
  await waitUntil('the files to be gone', () => !existsSync(join(varDir, 'hls/3')));
  link.close();
});

/** RTP packets that come to a port, by payload type. */
/** Also how loud the last packet says it is (RFC 6464, -dBov), NaN without a word. */
async function listener(): Promise<{ port: number; count: (pt: number) => number; level: () => number; close: () => void }> {
  const socket = createSocket('udp4');
  const counts = new Map<number, number>();
  let level = NaN;
  socket.on('message', (m) => {
    counts.set(m[1]! & 127, (counts.get(m[1]! & 127) ?? 0) + 1);
    if ((m[1]! & 127) === 111) level = (m[0]! & 16) !== 0 && m.readUInt32BE(12) === 0xbede0001 && m[16] === 0x10 ? m[17]! & 127 : NaN;
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  return { port: socket.address().port, count: (pt) => counts.get(pt) ?? 0, level: () => level, close: () => socket.close() };
}
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

test('a camera that speaks RTSP is sent on as H264 and Opus, comes back by itself, and needs its password', async () => {
  const link = await Link.open(join(varDir, 'run/studio.sock'));
  const port = await freePort();
  const camera = () => start(join(build, 'tests/tools/rtsp-server'), [String(port)]);
  const states = () => link.received.filter((m) => m.t === 'rtsp.state' && m.peer === 21).map((m) => m.state);
  const streams = () => link.received.filter((m) => m.t === 'rtsp.stream');
  let running = camera();
  await link.ask({ t: 'rtsp.add', room: 2, peer: 21, url: `rtsp://127.0.0.1:${port}/live`, user: '', password: '' });
  await waitUntil('both streams', () => streams().length === 2, 20_000);
  equal(streams().map((m) => `${String(m.track)} ${String(m.codec)}`).sort(), ['21/camera H264', '21/mic opus'], 'streams');
  const out = await listener();
  for (const m of streams()) link.send({ t: 'rtsp.send', room: 2, track: m.track, host: '127.0.0.1', port: out.port });
  await waitUntil('packets of both', () => out.count(102) > 20 && out.count(111) > 20, 20_000);
  assert(out.level() > 3 && out.level() < 30, `a tone of 0.4 tells its loudness: -${out.level()} dBov`);
  await waitUntil('the word live', () => states().at(-1) === 'live', 10_000);
  running.kill('SIGKILL');
  await waitUntil('the word retrying', () => states().at(-1) === 'retrying', 20_000);
  running = camera();
  await waitUntil('live again', () => states().at(-1) === 'live' && streams().length === 4, 30_000);
  link.send({ t: 'rtsp.remove', room: 2, peer: 21 });
  const wrong = () => link.received.filter((m) => m.t === 'rtsp.state' && m.peer === 22).at(-1);
  await link.ask({ t: 'rtsp.add', room: 2, peer: 22, url: `rtsp://127.0.0.1:${port}/secret`, user: 'admin', password: 'sai' });
  await waitUntil('a wrong password to be told', () => wrong()?.state === 'failed', 20_000);
  equal(wrong()?.code, 'bad_credentials', 'why');
  await link.ask({ t: 'rtsp.add', room: 2, peer: 22, url: `rtsp://127.0.0.1:${port}/secret`, user: 'admin', password: 'mat-khau' });
  await waitUntil('the right one to do', () => wrong()?.state === 'live', 20_000);
  link.send({ t: 'rtsp.remove', room: 2, peer: 22 });
  const refused = await link.ask({ t: 'rtsp.add', room: 2, peer: 23, url: 'file:///etc/passwd' }).then(() => 'accepted', (error: Error) => error.message);
  assert(refused.includes('bad_value'), refused);
  assert(!said.includes('mat-khau'), 'the password is in no log');
  running.kill();
  out.close();
  link.close();
});

test('what was recorded before kill -9 still plays', async () => {
  const link = await Link.open(join(varDir, 'run/studio.sock'));
  await link.ask({ t: 'record.start', room: 8, file: 'eight.mp4', title: 'Phiên họp' });
  await sleep(4000);
  daemon.kill('SIGKILL');
  await waitUntil('the process to be gone', () => daemon.signalCode !== null);
  daemon = studio();
  const file = join(varDir, 'recordings/eight.mp4');
  assert(existsSync(file), 'file is there');
  const frames = execFileSync('sh', ['-c', `ffmpeg -v error -i "${file}" -map 0:v -f framecrc - | grep -vc '^#'`], { encoding: 'utf8' });
  assert(Number(frames) > 15, `decoded ${frames} frames`);
  link.close();
});

test('a path instead of a file name, an unknown room and an unknown codec are refused', async () => {
  const link = await Link.open(join(varDir, 'run/studio.sock'));
  const refused = (promise: Promise<unknown>) => promise.then(() => 'accepted', (error: Error) => error.message);
  assert((await refused(link.ask({ t: 'record.start', room: 9, file: '../nine.mp4' }))).includes('wrong_state'), 'path');
  assert((await refused(link.ask({ t: 'record.stop', room: 99 }))).includes('not_found'), 'room');
  await link.ask({ t: 'record.start', room: 9, file: 'nine.mp4', title: '' });
  assert((await refused(link.ask({ t: 'track.add', room: 9, track: 'x', kind: 'video', codec: 'theora', pt: 96, clock: 90000 }))).includes('bad_value'), 'codec');
  await link.ask({ t: 'record.stop', room: 9 });
  link.close();
});

test('SIGTERM closes a running recording properly', async () => {
  const link = await Link.open(join(varDir, 'run/studio.sock'));
  await link.ask({ t: 'record.start', room: 10, file: 'ten.mp4', title: 'x' });
  await sleep(4000);
  daemon.kill('SIGTERM');
  await waitUntil('a clean end', () => daemon.exitCode === 0, 6000);
  equal(probe(join(varDir, 'recordings/ten.mp4')).streams.length, 2, 'streams');
  link.close();
});

await run('studio', { onFailure: async () => console.log(said.slice(-4000)) });
