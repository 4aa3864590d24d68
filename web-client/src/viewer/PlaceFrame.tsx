// SPDX-License-Identifier: GPL-3.0-or-later
// A frame round a place on a page that somebody points out; it comes into view.
import { useEffect, useRef } from 'react';
import classes from './viewer.module.css';

const PAD = 3; /* points: the frame does not lie on the letters */

export function PlaceFrame({ rect, scale }: { rect: [number, number, number, number]; scale: number }) {
  const frame = useRef<HTMLSpanElement>(null);
  const [x, y, w, h] = rect;
  useEffect(() => { frame.current?.scrollIntoView({ block: 'center', inline: 'nearest' }); }, [x, y, w, h]);
  return <span ref={frame} className={classes.place} aria-hidden data-testid="viewer-place" style={{ left: (x - PAD) * scale, top: (y - PAD) * scale, width: (w + 2 * PAD) * scale, height: (h + 2 * PAD) * scale }} />;
}
