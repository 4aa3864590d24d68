// SPDX-License-Identifier: GPL-3.0-or-later
// Plays the live list of a meeting: by the browser itself where it can, else by hls.js, which is fetched only then. The programme is asked
// for again while somebody looks (programme.watch), and the player begins anew when the list has gone or stands still.
import { useEffect, useState, type RefObject } from 'react';
import { call, socket } from '../api/client';
import { toApiError, type ApiError } from '../api/errors';

const ASK_MS = 20_000;
const LOOK_MS = 2_000;
/** So long without a new picture: the list stands still or the player has lost it. */
const STALLED_LOOKS = 6;

export type Watching = { state: 'starting' | 'playing' | 'failed'; error?: ApiError };

export const listUrl = (meeting: number) => `/docs/meetings/${meeting}/watch/index.m3u8`;

/** Until the first segment there is no list: 404 for some seconds. */
async function listIsThere(meeting: number, signal: AbortSignal): Promise<boolean> {
  const answer = await fetch(listUrl(meeting), { signal, cache: 'no-store' });
  return answer.ok && (await answer.text()).includes('.ts');
}

type Stop = () => void;

async function attach(video: HTMLVideoElement, url: string, onLost: () => void): Promise<Stop> {
  const { default: Hls } = await import('hls.js/light');
  if (!Hls.isSupported()) {
    video.src = url;
    return () => { video.removeAttribute('src'); video.load(); };
  }
  /* No worker: the page's policy allows scripts of this site only, and hls.js makes its own from a blob. */
  const hls = new Hls({ enableWorker: false, liveSyncDurationCount: 2, liveMaxLatencyDurationCount: 6 });
  hls.on(Hls.Events.ERROR, (_event, data) => { if (data.fatal) onLost(); });
  hls.loadSource(url);
  hls.attachMedia(video);
  return () => hls.destroy();
}

/** Keeps the programme going and the element playing while the component is there. */
export function useWatching(meeting: number, video: RefObject<HTMLVideoElement | null>): Watching {
  const [watching, setWatching] = useState<Watching>({ state: 'starting' });
  useEffect(() => {
    const over = new AbortController();
    let stop: Stop | null = null;
    let looks = 0;
    let at = -1;
    let busy = false;
    const ask = () => call('programme.watch', { meeting }).then(
      () => setWatching((w) => (w.state === 'failed' ? { state: 'starting' } : w)),
      (cause: unknown) => { if (!over.signal.aborted) { lose(); setWatching({ state: 'failed', error: toApiError(cause) }); } },
    );
    const lose = () => { stop?.(); stop = null; at = -1; looks = 0; };
    const begin = async () => {
      if (busy || video.current === null || !(await listIsThere(meeting, over.signal))) return;
      busy = true;
      try {
        stop = await attach(video.current, listUrl(meeting), () => { lose(); setWatching({ state: 'starting' }); });
        if (over.signal.aborted) lose();
        else await video.current.play().catch(() => undefined); /* sound needs a touch first: the controls are there */
      } finally {
        busy = false;
      }
    };
    const look = async () => {
      const element = video.current;
      if (stop === null) { await begin(); return; }
      if (element === null) return;
      if (element.currentTime > at) { looks = 0; at = element.currentTime; setWatching({ state: 'playing' }); return; }
      if (!element.paused && ++looks >= STALLED_LOOKS) { lose(); setWatching({ state: 'starting' }); }
    };
    const asking = setInterval(() => void ask(), ASK_MS);
    const looking = setInterval(() => void look().catch(() => undefined), LOOK_MS);
    const off = socket.onReady(() => void ask());
    void ask().then(() => look()).catch(() => undefined);
    return () => { over.abort(); clearInterval(asking); clearInterval(looking); off(); lose(); };
  }, [meeting, video]);
  return watching;
}
