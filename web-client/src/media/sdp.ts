// SPDX-License-Identifier: GPL-3.0-or-later
// The one thing we say in SDP ourselves. Everything else is between browser and server. Pure.

/** How our voice is to be encoded: the sender follows the fmtp of the answer (RFC 7587 7.1). Silence costs nothing (DTX), one lost
 * packet is mended from the next (FEC), a voice is mono. What the server said stays. */
const VOICE = { minptime: '10', useinbandfec: '1', usedtx: '1', stereo: '0', 'sprop-stereo': '0', maxaveragebitrate: '32000' };

export function voiceParameters(answer: string): string {
  const eol = answer.includes('\r\n') ? '\r\n' : '\n';
  const lines = answer.split(/\r?\n/);
  const types = new Set(lines.flatMap((l) => { const m = /^a=rtpmap:(\d+) opus\//i.exec(l); return m === null ? [] : [m[1]!]; }));
  const done = new Set<string>();
  const out = lines.map((line) => {
    const m = /^a=fmtp:(\d+) (.*)$/.exec(line);
    if (m === null || !types.has(m[1]!)) return line;
    done.add(m[1]!);
    const said = m[2]!.split(';').map((p) => p.trim()).filter((p) => p !== '');
    const names = new Set(said.map((p) => p.split('=')[0]!));
    return `a=fmtp:${m[1]!} ${[...said, ...Object.entries(VOICE).filter(([k]) => !names.has(k)).map(([k, v]) => `${k}=${v}`)].join(';')}`;
  });
  const missing = (line: string) => { const m = /^a=rtpmap:(\d+) opus\//i.exec(line); return m !== null && !done.has(m[1]!) ? m[1]! : null; };
  return out.flatMap((line) => {
    const pt = missing(line);
    return pt === null ? [line] : [line, `a=fmtp:${pt} ${Object.entries(VOICE).map(([k, v]) => `${k}=${v}`).join(';')}`];
  }).join(eol);
}
