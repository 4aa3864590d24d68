// SPDX-License-Identifier: GPL-3.0-or-later
// One picture of one track, and where it stands: moving where it may move, else its last still, with initials behind both, so that no
// tile is ever black or shows who was there before.
import { memo, useCallback, useEffect, useLayoutEffect, useRef, useState, useSyncExternalStore, type RefObject } from 'react';
import { onFreshFrame } from '../media/stills';
import { useMedia, useRoomSession } from './session';
import classes from './room.module.css';

type VideoProps = { stream: MediaStream; mirrored?: boolean; label: string; /** Sees the element with its last frame before it goes. */ onGone?: (el: HTMLVideoElement) => void };

export const Video = memo(function Video({ stream, mirrored = false, label, onGone }: VideoProps) {
  const ref = useRef<HTMLVideoElement>(null);
  const [fresh, setFresh] = useState(false);
  useLayoutEffect(() => {
    const el = ref.current;
    if (el === null) return;
    setFresh(false);
    const off = onFreshFrame(el, performance.now(), () => setFresh(true));
    if (el.srcObject !== stream) el.srcObject = stream;
    void el.play().catch(() => undefined);
    return () => {
      off();
      if (el.dataset.fresh !== undefined) onGone?.(el);
    };
  }, [stream, onGone]);
  return <video ref={ref} className={mirrored ? classes.mirrored : classes.video} data-fresh={fresh || undefined} autoPlay playsInline muted aria-label={label} />;
});

function Still({ track }: { track: string }) {
  const { engine } = useRoomSession();
  useSyncExternalStore(engine.stills.subscribe, engine.stills.getSnapshot);
  const ref = useRef<HTMLCanvasElement>(null);
  const picture = engine.stills.get(track);
  useEffect(() => {
    const el = ref.current;
    if (el === null || picture === null) return;
    el.width = picture.width;
    el.height = picture.height;
    el.getContext('2d')?.drawImage(picture, 0, 0);
  }, [picture]);
  return picture === null ? null : <canvas ref={ref} className={classes.still} aria-hidden data-still />;
}

/** Tells the engine how large this place is, while it is on the screen. */
export function usePlace(ref: RefObject<HTMLElement | null>, track: string | null): void {
  const { engine } = useRoomSession();
  useEffect(() => {
    const el = ref.current;
    if (el === null || track === null) return;
    const token = {};
    let seen = true;
    const tell = () => {
      const { width, height } = el.getBoundingClientRect();
      engine.place(token, { track, width: seen ? Math.round(width) : 0, height: seen ? Math.round(height) : 0 });
    };
    const size = new ResizeObserver(tell);
    const sight = new IntersectionObserver((entries) => {
      seen = entries.at(-1)?.isIntersecting ?? true;
      tell();
    });
    size.observe(el);
    sight.observe(el);
    return () => {
      size.disconnect();
      sight.disconnect();
      engine.place(token, null);
    };
  }, [engine, ref, track]);
}

/** Moving or still, as the engine says. */
export function Picture({ track, label }: { track: string; label: string }) {
  const media = useMedia();
  const { engine } = useRoomSession();
  const keep = useCallback((el: HTMLVideoElement) => void engine.stills.keep(track, el, Date.now()), [engine, track]);
  const stream = media.videos.get(track);
  return (
    <>
      <Still track={track} />
      {media.live.has(track) && stream !== undefined && <Video key={track} stream={stream} label={label} onGone={keep} />}
    </>
  );
}
