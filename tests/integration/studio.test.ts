// SPDX-License-Identifier: GPL-3.0-or-later
// phien-studio by itself: real RTP from GStreamer in, one MP4 out, judged by ffprobe and ffmpeg.
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assert, cleanup, end, equal, run, sleep, test, waitUntil } from '../lib/harness.ts';
import { Link } from '../lib/link.ts';
import { top } from '../lib/stack.ts';

const build = process.env.PHIEN_BUILD ?? join(top, 'build/dev');
const varDir = mkdtempSync(join(tmpdir(), 'phien-studio-'));
for (const d of ['run', 'recordings']) mkdirSync(join(varDir, d));
const children: ChildProcess[] = [];

function start(command: string, args: string[]): ChildProcess {
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, PHIEN_VAR: varDir } });
  child.stderr!.resume();
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
const picture = (port: number, pattern: string) =>
  start('gst-launch-1.0', `-q videotestsrc is-live=true pattern=${pattern} ! video/x-raw,width=320,height=240,framerate=15/1 ! vp8enc deadline=1 keyframe-max-dist=15 ! rtpvp8pay pt=96 ! udpsink host=127.0.0.1 port=${port}`.split(' '));

interface Probe {
  streams: { codec_type: string; codec_name: string; width?: number }[];
  format: { duration: string };
}
const probe = (file: string) =>
  JSON.parse(execFileSync('ffprobe', ['-v', 'error', '-show_streams', '-show_format', '-of', 'json', file], { encoding: 'utf8' })) as Probe;
/** Loudest sample in dB between two seconds of the file. */
function loudness(file: string): number {
  const text = execFileSync('sh', ['-c', `ffmpeg -hide_banner -nostats -i "${file}" -map 0:a -af volumedetect -f null - 2>&1`], { encoding: 'utf8' });
  return Number(/max_volume: (-?[\d.]+) dB/.exec(text)![1]);
}
/** Average colour of one frame. */
function colour(file: string, second: number): number[] {
  const rgb = execFileSync('ffmpeg', ['-v', 'error', '-ss', String(second), '-i', file, '-frames:v', '1', '-vf', 'scale=1:1', '-f', 'rawvideo', '-pix_fmt', 'rgb24', '-']);
  return [...rgb.subarray(0, 3)];
}

test('two voices and two pictures become one playable file that shows who speaks', async () => {
  const link = await Link.open(join(varDir, 'run/studio.sock'));
  await link.ask({ t: 'record.start', room: 7, file: 'seven.mp4', title: 'Phiên họp thường kỳ' });
  const ports: Record<string, number> = {};
  for (const [track, kind, codec, pt, clock] of [
    ['1/mic', 'audio', 'opus', 111, 48000],
    ['2/mic', 'audio', 'opus', 111, 48000],
    ['1/camera', 'video', 'VP8', 96, 90000],
    ['2/camera', 'video', 'VP8', 96, 90000],
  ] as const)
    ports[track] = (await link.ask({ t: 'track.add', room: 7, track, kind, codec, pt, clock })).port as number;
  const red = picture(ports['1/camera']!, 'red');
  picture(ports['2/camera']!, 'green');
  voice(ports['1/mic']!, 440);
  voice(ports['2/mic']!, 660);
  link.send({ t: 'speaker', room: 7, track: '1/camera' });
  await sleep(4000);
  link.send({ t: 'speaker', room: 7, track: '2/camera' });
  await sleep(3000);
  red.kill();
  link.send({ t: 'track.remove', room: 7, track: '1/camera' });
  await sleep(1000);
  const done = await link.ask({ t: 'record.stop', room: 7 });
  equal(done.error, undefined, 'error');
  const file = join(varDir, 'recordings/seven.mp4');
  const { streams, format } = probe(file);
  equal(streams.map((s) => s.codec_type).sort(), ['audio', 'video'], 'streams');
  const seconds = Number(format.duration);
  assert(seconds > 6 && seconds < 11, `duration ${seconds} s of about 8`);
  assert(loudness(file) > -30, `audible: ${loudness(file)} dB`);
  const [r1, g1] = colour(file, 3);
  const [r2, g2] = colour(file, 6.5);
  assert(r1! > 150 && g1! < 100, `red speaker first: ${r1} ${g1}`);
  assert(g2! > 150 && r2! < 100, `then the green one: ${r2} ${g2}`);
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

await run('studio');
