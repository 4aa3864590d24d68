// SPDX-License-Identifier: GPL-3.0-or-later
// A paper made ready before it is opened: what is known of it and the picture of its first page, while the hand is still on the link.
import { docs, pageUrl, pickWidth, type VersionInfo } from '../api/docs';
import { layOut, scaleOf } from './geometry';

const FRESH = 10_000;
const KEPT = 6;
const asked = new Map<number, { at: number; info: Promise<VersionInfo> }>();
/* Held, so that the browser does not drop a picture before it is shown. */
const pictures = new Map<string, HTMLImageElement>();

export const PANEL_WIDTH = 268;
export const panelStartsOpen = () => window.innerWidth >= 1024;

/** Asked twice within seconds, answered once. */
export function versionOnce(id: number): Promise<VersionInfo> {
  const known = asked.get(id);
  if (known && Date.now() - known.at < FRESH) return known.info;
  const info = docs.version(id);
  asked.set(id, { at: Date.now(), info });
  info.catch(() => asked.delete(id));
  return info;
}

/** Something of it changed, such as the page last read. */
export const forgetVersion = (id: number) => void asked.delete(id);

/** Makes the paper ready as the paper page will show it. Failures are left to whoever opens it. */
export function openAhead(id: number): void {
  versionOnce(id).then((info) => {
    const page = Math.min(Math.max(info.last_page ?? 1, 1), Math.max(info.pages.length, 1));
    const width = document.documentElement.clientWidth - (panelStartsOpen() ? PANEL_WIDTH : 0);
    const { boxes } = layOut(info.pages, scaleOf('width', info.pages, { width, height: window.innerHeight }, page), width);
    const url = pageUrl(id, page, pickWidth(boxes[page - 1]?.width ?? width, window.devicePixelRatio));
    if (pictures.has(url)) return;
    const img = new Image();
    img.src = url;
    pictures.set(url, img);
    if (pictures.size > KEPT) pictures.delete(pictures.keys().next().value!);
  }).catch(() => undefined);
}
