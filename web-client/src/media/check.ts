// SPDX-License-Identifier: GPL-3.0-or-later
// The verdict of a device and line check: passed or not, and why, as codes that the screen puts into words. Pure.

export type Outcome = 'ok' | 'bad' | 'skipped';
export type LineFigures = { up_kbps: number; down_kbps: number; up_loss_percent: number; down_loss_percent: number; rtt_ms: number; jitter_ms: number };

/** What one site needs: a voice and the middle picture (300 kbit/s) both ways with room to spare; a delay at which a conversation is one
 * (ITU-T G.114: 400 ms there and mouth to ear, half of it left for the other side); losses that RED and repeats mend unheard. */
export const NEEDS = { kbps: 500, loss_percent: 5, rtt_ms: 300, jitter_ms: 60 } as const;

export type LineReason = { code: 'up' | 'down' | 'upLoss' | 'downLoss' | 'rtt' | 'jitter'; is: number; needs: number };

export function lineReasons(f: LineFigures): LineReason[] {
  const low = (code: LineReason['code'], is: number, needs: number): LineReason[] => (is < needs ? [{ code, is, needs }] : []);
  const high = (code: LineReason['code'], is: number, needs: number): LineReason[] => (is > needs ? [{ code, is, needs }] : []);
  return [
    ...low('up', f.up_kbps, NEEDS.kbps), ...low('down', f.down_kbps, NEEDS.kbps), ...high('upLoss', f.up_loss_percent, NEEDS.loss_percent),
    ...high('downLoss', f.down_loss_percent, NEEDS.loss_percent), ...high('rtt', f.rtt_ms, NEEDS.rtt_ms), ...high('jitter', f.jitter_ms, NEEDS.jitter_ms),
  ];
}

/** What has been found out so far; null is not looked at yet. */
export type Found = { camera: Outcome | null; microphone: Outcome | null; speaker: Outcome | null; line: Outcome | null };

/** All four looked at and none bad is passed; one bad is enough to fail; otherwise the check is not finished. A part left out on purpose
 * (a site without a camera) does not fail the card, but is named on it. */
export function verdict(f: Found): 'passed' | 'failed' | 'open' {
  const all = [f.camera, f.microphone, f.speaker, f.line];
  if (all.includes('bad')) return 'failed';
  return all.includes(null) ? 'open' : 'passed';
}
