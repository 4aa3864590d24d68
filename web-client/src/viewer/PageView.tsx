// SPDX-License-Identifier: GPL-3.0-or-later
// One page: the rendered image, the words over it for selection, search hits, and what people have marked.
import { memo, useEffect, useRef, useState, type ReactNode } from 'react';
import { pageUrl, pickWidth, type Rect } from '../api/docs';
import { useT } from '../i18n';
import type { Box } from './geometry';
import { TextLayer } from './TextLayer';
import classes from './viewer.module.css';

export type PageHits = { rects: Rect[]; current: boolean }[];

type Props = {
  version: number; page: number; box: Box; scale: number; hits: PageHits; textOn: boolean; children?: ReactNode;
  /** The picture is there, or will not come. */
  onSettled?: () => void;
};

/* The sharper image replaces the old one only when it is there: no flash while zooming. */
function usePicture(url: string): { shown: string | undefined; failed: boolean; retry: () => void } {
  const [shown, setShown] = useState<string>();
  const [failed, setFailed] = useState(false);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const img = new Image();
    let live = true;
    setFailed(false);
    img.onload = () => { if (live) setShown(url); };
    img.onerror = () => { if (live) setFailed(true); };
    img.fetchPriority = 'high';
    img.src = turn === 0 ? url : `${url}&try=${turn}`;
    if (img.complete && img.naturalWidth > 0) setShown(url);
    return () => { live = false; };
  }, [url, turn]);
  return { shown, failed, retry: () => setTurn((n) => n + 1) };
}

export const PageView = memo(function PageView({ version, page, box, scale, hits, textOn, children, onSettled }: Props) {
  const t = useT();
  const dpr = typeof window === 'undefined' ? 1 : window.devicePixelRatio;
  const picture = usePicture(pageUrl(version, page, pickWidth(box.width, dpr)));
  const first = useRef<HTMLSpanElement>(null);
  const settled = picture.shown !== undefined || picture.failed;
  useEffect(() => { if (settled) onSettled?.(); }, [settled, onSettled]);

  /* The hit in hand comes into view, gently, and not under the toolbar. */
  const currentKey = hits.find((h) => h.current)?.rects[0]?.join();
  useEffect(() => {
    if (currentKey !== undefined) first.current?.scrollIntoView({ block: 'center', inline: 'nearest' });
  }, [currentKey]);

  return (
    <div className={classes.page} data-page={page} role="group" aria-label={t('viewer:page', { n: page })}
      style={{ left: box.left, top: box.top, width: box.width, height: box.height }}>
      {picture.shown !== undefined
        ? <img className={classes.picture} src={picture.shown} alt="" draggable={false} />
        : !picture.failed && <div className={classes.skeleton} aria-hidden />}
      {picture.failed && picture.shown === undefined && (
        <div className={classes.pageError} role="alert">
          <p>{t('viewer:pageFailed', { n: page })}</p>
          <button type="button" className={classes.plainButton} onClick={picture.retry}>{t('common:error.retry')}</button>
        </div>
      )}
      {hits.map((hit, i) => hit.rects.map((r, j) => (
        <span key={`${i}.${j}`} ref={hit.current && j === 0 ? first : undefined} className={hit.current ? classes.hitCurrent : classes.hit} aria-hidden
          style={{ left: r[0] * scale, top: r[1] * scale, width: r[2] * scale, height: r[3] * scale }} />
      )))}
      {textOn && <TextLayer version={version} page={page} scale={scale} />}
      {children}
    </div>
  );
});
