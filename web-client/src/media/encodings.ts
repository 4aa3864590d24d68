// SPDX-License-Identifier: GPL-3.0-or-later
// What we send, as numbers: three sizes of the camera, one of the screen, one voice, within what a thin office line can bear. Pure.
import type { Source } from '../protocol/generated';

/** The whole of one person's pictures, in bit/s. The middle one is the default: several offices share 2 to 4 Mbit/s upwards. */
export const BUDGETS = { thin: 350_000, normal: 1_200_000, wide: 2_500_000 } as const;
export type Budget = keyof typeof BUDGETS;

export type Size = { width: number; height: number };
export type Layer = { rid: 'q' | 'h' | 'f'; scaleResolutionDownBy: number; maxBitrate: number; active: boolean };

const QUARTER = 100_000;
const HALF = 300_000;
const FULL_MIN = 400_000;
const SCREEN_MIN = 200_000;
/** Below this many pixels Chromium encodes two layers of three and leaves out the largest. */
const THREE_FROM = 960 * 540;

const isSmall = (camera: Size) => camera.width * camera.height < THREE_FROM;

/** The camera's layers, smallest first (Chromium gives bits in this order). A small camera makes two sizes. While a screen is shared the
 * largest one rests: the text matters more. `count`: encodings that were negotiated already, perhaps for another camera. */
export function cameraLayers(budget: Budget, sharing: boolean, camera: Size, count = isSmall(camera) ? 2 : 3): Layer[] {
  const total = BUDGETS[budget];
  const rest = total - QUARTER - HALF;
  if (count === 2)
    return [
      { rid: 'h', scaleResolutionDownBy: 2, maxBitrate: QUARTER, active: true },
      { rid: 'f', scaleResolutionDownBy: 1, maxBitrate: Math.min(isSmall(camera) ? 600_000 : 1_500_000, total - QUARTER), active: !sharing },
    ];
  if (isSmall(camera))
    return [
      { rid: 'q', scaleResolutionDownBy: 2, maxBitrate: QUARTER, active: true },
      { rid: 'h', scaleResolutionDownBy: 1, maxBitrate: Math.min(600_000, total - QUARTER), active: !sharing },
      { rid: 'f', scaleResolutionDownBy: 1, maxBitrate: FULL_MIN, active: false },
    ];
  return [
    { rid: 'q', scaleResolutionDownBy: 4, maxBitrate: QUARTER, active: true },
    { rid: 'h', scaleResolutionDownBy: 2, maxBitrate: Math.min(HALF, total - QUARTER), active: !(sharing && budget === 'thin') },
    { rid: 'f', scaleResolutionDownBy: 1, maxBitrate: Math.max(rest, FULL_MIN), active: rest >= FULL_MIN && !sharing },
  ];
}

export function screenBitrate(budget: Budget): number {
  return Math.max(SCREEN_MIN, BUDGETS[budget] - QUARTER - (budget === 'thin' ? 0 : HALF));
}

/** A server that takes one size only gets the whole picture, not the first and smallest layer. */
export function singleLayer(budget: Budget, sharing: boolean): Pick<Layer, 'scaleResolutionDownBy' | 'maxBitrate' | 'active'> {
  return { scaleResolutionDownBy: sharing || budget === 'thin' ? 2 : 1, maxBitrate: sharing ? QUARTER + HALF : Math.min(BUDGETS[budget], 1_000_000), active: true };
}

/** Opus at 32 kbit/s; RED (RFC 2198) carries it twice and mends single losses without asking again. */
const VOICE_BITRATE = 40_000;
/** A page of text needs sharpness, not motion. */
export const SCREEN_FPS = 5;

export function encodingsFor(source: Source, budget: Budget, sharing: boolean, camera: Size, count?: number): RTCRtpEncodingParameters[] {
  if (source === 'mic') return [{ maxBitrate: VOICE_BITRATE, priority: 'high', networkPriority: 'high' }];
  if (source === 'screen') return [{ maxBitrate: screenBitrate(budget), maxFramerate: SCREEN_FPS }];
  return cameraLayers(budget, sharing, camera, count).map((l) => ({ ...l }));
}

/** Encoding three sizes of 720p costs more than a core; a small tablet sends 360p in two sizes. */
export function cameraSize(cores: number): Size {
  return cores >= 4 ? { width: 1280, height: 720 } : { width: 640, height: 360 };
}

type Codec = { mimeType: string; sdpFmtpLine?: string };

/** RED first where the browser has it, then Opus; nothing else is of use in a meeting. */
export function voiceCodecs<T extends Codec>(all: T[]): T[] {
  const of = (name: string) => all.filter((c) => c.mimeType.toLowerCase() === `audio/${name}`);
  return [...of('red'), ...of('opus')];
}

/** What the server forwards, one profile of each: twenty pictures with every variant of H264 and VP9 would not fit into one offer. */
export function pictureCodecs<T extends Codec>(all: T[]): T[] {
  const of = (name: string, fits: (fmtp: string) => boolean = () => true) =>
    all.filter((c) => c.mimeType.toLowerCase() === `video/${name}` && fits(c.sdpFmtpLine ?? '')).slice(0, 1);
  return [
    ...of('vp8'), ...of('h264', (f) => f.includes('packetization-mode=1') && /profile-level-id=42e0/i.test(f)), ...of('vp9', (f) => !/profile-id=[1-3]/.test(f)),
    ...of('av1', (f) => !/profile=[12]/.test(f)), ...of('rtx'),
  ];
}
