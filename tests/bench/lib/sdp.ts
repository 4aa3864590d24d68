// SPDX-License-Identifier: GPL-3.0-or-later
// Session descriptions for light peers: offers as a browser of today would write them, cut down to what servers look at, and
// answers to servers that offer (Janus, webrtcbin).
import type { LightPeer, Source } from './load.ts';

export const PT = { audio: 111, video: 96, rtx: 97 };
const TWCC = 'http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01';
const TWCC_ID = 3;

export interface Remote {
  ufrag: string;
  pwd: string;
  ip: string;
  port: number;
}

function head(session: number): string[] {
  return ['v=0', `o=- ${session} 1 IN IP4 127.0.0.1`, 's=-', 't=0 0'];
}

function transport(peer: LightPeer, fingerprint: string, setup: 'active' | 'actpass'): string[] {
  return [
    'c=IN IP4 0.0.0.0',
    `a=ice-ufrag:${peer.ufrag}`,
    `a=ice-pwd:${peer.pwd}`,
    `a=fingerprint:sha-256 ${fingerprint}`,
    `a=setup:${setup}`,
    'a=rtcp-mux',
    'a=rtcp-rsize',
    `a=candidate:1 1 udp 2130706431 ${peer.ip} ${peer.port} typ host`,
    'a=end-of-candidates',
  ];
}

function codec(kind: 'audio' | 'video'): string[] {
  return kind === 'audio'
    ? [`a=rtpmap:${PT.audio} opus/48000/2`, `a=rtcp-fb:${PT.audio} transport-cc`, `a=fmtp:${PT.audio} minptime=10;useinbandfec=1`]
    : [
        `a=rtpmap:${PT.video} VP8/90000`,
        ...['goog-remb', 'transport-cc', 'ccm fir', 'nack', 'nack pli'].map((f) => `a=rtcp-fb:${PT.video} ${f}`),
        `a=rtpmap:${PT.rtx} rtx/90000`,
        `a=fmtp:${PT.rtx} apt=${PT.video}`,
      ];
}

const pts = (kind: 'audio' | 'video') => (kind === 'audio' ? `${PT.audio}` : `${PT.video} ${PT.rtx}`);
const EXTS = [`a=extmap:${TWCC_ID} ${TWCC}`, 'a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid'];

/** An offer of one direction: what is sent has SSRCs, what is wanted only kinds. */
export function offer(peer: LightPeer, fingerprint: string, lines: { kind: 'audio' | 'video'; source?: Source }[], twcc: boolean): string {
  const exts = twcc ? EXTS : EXTS.slice(1);
  const out = [...head(peer.id + 1_000_000), `a=group:BUNDLE ${lines.map((_, i) => i).join(' ')}`];
  lines.forEach(({ kind, source }, i) => {
    out.push(`m=${kind} 9 UDP/TLS/RTP/SAVPF ${pts(kind)}`, ...transport(peer, fingerprint, 'active'), `a=mid:${i}`, ...exts);
    out.push(source ? 'a=sendonly' : 'a=recvonly', ...codec(kind));
    if (source) out.push(`a=msid:bench t${i}`, `a=ssrc:${source.ssrc} cname:bench`);
  });
  return out.join('\r\n') + '\r\n';
}

/** What a light peer needs of the other side's description: where and with which words; which numbers TWCC and RTX have. */
export function remoteOf(sdp: string, only?: string): Remote & { twcc: number; rtx: number } {
  const one = (re: RegExp) => re.exec(sdp)?.[1];
  const candidates = [...sdp.matchAll(/a=candidate:\S+ 1 udp \d+ (\S+) (\d+) typ host/gi)].map((m) => ({ ip: m[1]!, port: Number(m[2]) }));
  const at = candidates.find((c) => (only ? c.ip === only : c.ip.includes('.')));
  if (!at) throw new Error(`no candidate${only ? ` at ${only}` : ''} in:\n${sdp}`);
  return { ufrag: one(/a=ice-ufrag:(\S+)/)!, pwd: one(/a=ice-pwd:(\S+)/)!, ...at, twcc: Number(one(new RegExp(`a=extmap:(\\d+)\\S* ${TWCC}`)) ?? 0), rtx: Number(one(/a=fmtp:(\d+) apt=/) ?? 0) };
}

/** The answer to an offer that sends to us: every m-line taken as it is offered, with its first codec (and that codec's RTX). */
export function answerTo(sdp: string, peer: LightPeer, fingerprint: string): string {
  const [session, ...media] = sdp.split(/\r?\n(?=m=)/);
  const group = /a=group:BUNDLE[^\r\n]*/.exec(session!)?.[0];
  const out = [...head(peer.id + 1_000_000), ...(group ? [group] : [])];
  for (const m of media) {
    const lines = m.split(/\r?\n/);
    const [kind, , proto, first] = /^m=(\S+) (\S+) (\S+) (\S+)/.exec(lines[0]!)!.slice(1);
    const rtx = new RegExp(`a=fmtp:(\\d+) apt=${first}\\b`).exec(m)?.[1];
    const kept = lines.filter((l) => new RegExp(`^a=(rtpmap|fmtp|rtcp-fb):(${first}${rtx ? `|${rtx}` : ''}) `).test(l) || /^a=(mid|extmap):/.test(l));
    out.push(`m=${kind} 9 ${proto} ${first}${rtx ? ` ${rtx}` : ''}`, ...transport(peer, fingerprint, 'active'), 'a=recvonly', ...kept);
  }
  return out.join('\r\n') + '\r\n';
}
