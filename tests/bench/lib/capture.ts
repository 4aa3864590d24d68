// SPDX-License-Identifier: GPL-3.0-or-later
// What the fake microphone and camera are fed with.
// A voice that never pauses: harmonics of a moving pitch with the rise and fall of syllables, never silent, so that neither
// DTX nor a pause can hide a loss. Not speech; as much like it as noise suppression needs to let it through.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';

const RATE = 48_000;
const SECONDS = 12;

/** Weights of formants around 700, 1,200 and 2,600 Hz, moving a little with the vowel. */
function weight(hz: number, vowel: number): number {
  const formants = [700 + 200 * vowel, 1200 - 250 * vowel, 2600];
  return formants.reduce((sum, f, i) => sum + Math.exp(-(((hz - f) / (120 + 60 * i)) ** 2)) / (i + 1), 0.02);
}

export function writeVoice(file: string): void {
  const n = RATE * SECONDS;
  const data = Buffer.alloc(44 + n * 2);
  data.write('RIFF', 0);
  data.writeUInt32LE(36 + n * 2, 4);
  data.write('WAVEfmt ', 8);
  data.writeUInt32LE(16, 16);
  for (const [at, value] of [[20, 1], [22, 1], [32, 2], [34, 16]] as const) data.writeUInt16LE(value, at);
  data.writeUInt32LE(RATE, 24);
  data.writeUInt32LE(RATE * 2, 28);
  data.write('data', 36);
  data.writeUInt32LE(n * 2, 40);
  let phase = 0;
  for (let i = 0; i < n; i++) {
    const t = i / RATE;
    const pitch = 130 + 25 * Math.sin(2 * Math.PI * 0.5 * t) + 12 * Math.sin(2 * Math.PI * 2.25 * t);
    const vowel = Math.sin(2 * Math.PI * 1.5 * t);
    const syllable = 0.55 + 0.45 * Math.sin(2 * Math.PI * 4 * t);
    phase += (2 * Math.PI * pitch) / RATE;
    let x = 0;
    for (let h = 1; h <= 24; h++) x += Math.sin(h * phase) * weight(h * pitch, vowel);
    data.writeInt16LE(Math.round(Math.max(-1, Math.min(1, x * 0.22 * Math.max(syllable, 0.25))) * 32_000), 44 + i * 2);
  }
  writeFileSync(file, data);
}

/** Six seconds of moving colours under noise: as much work for the encoder as a face in a dim room, so that it fills its bitrate. */
export function writePicture(file: string): void {
  const source = 'testsrc2=size=640x360:rate=20,noise=alls=14:allf=t';
  execFileSync('ffmpeg', ['-v', 'error', '-y', '-f', 'lavfi', '-i', source, '-t', '6', '-pix_fmt', 'yuv420p', file]);
}
