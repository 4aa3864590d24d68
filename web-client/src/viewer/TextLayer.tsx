// SPDX-License-Identifier: GPL-3.0-or-later
// The words of a page as transparent spans, stretched to the boxes the renderer measured: selection, copy, screen readers.
import { memo, useEffect, useMemo, useState } from 'react';
import { docs, type Word } from '../api/docs';
import classes from './viewer.module.css';

const cache = new Map<string, Word[]>();
const CACHE_PAGES = 400;
const FONT = 16;
let context: CanvasRenderingContext2D | null | undefined;

function measure(text: string): number {
  context ??= document.createElement('canvas').getContext('2d');
  if (!context) return text.length * FONT * 0.5;
  context.font = `${FONT}px Arial, sans-serif`;
  return context.measureText(text).width || 1;
}

function keep(key: string, words: Word[]): void {
  if (cache.size >= CACHE_PAGES) cache.delete(cache.keys().next().value!);
  cache.set(key, words);
}

function useWords(version: number, page: number): Word[] {
  const key = `${version}/${page}`;
  const [words, setWords] = useState<{ key: string; list: Word[] }>({ key, list: cache.get(key) ?? [] });
  useEffect(() => {
    const known = cache.get(key);
    if (known) return setWords({ key, list: known });
    const control = new AbortController();
    /* A fast scroll through a hundred pages must not ask for a hundred texts. */
    const timer = setTimeout(() => {
      docs.text(version, page, control.signal).then((r) => {
        keep(key, r.words);
        setWords({ key, list: r.words });
      }).catch(() => undefined);
    }, 120);
    return () => { clearTimeout(timer); control.abort(); };
  }, [key, version, page]);
  return words.key === key ? words.list : [];
}

const newLine = (a: Word | undefined, b: Word) => a !== undefined && (b[1] > a[1] + a[3] * 0.6 || b[0] < a[0]);

export const TextLayer = memo(function TextLayer({ version, page, scale }: { version: number; page: number; scale: number }) {
  const words = useWords(version, page);
  const spans = useMemo(() => words.map((w, i) => {
    const [x, y, width, height, text] = w;
    const natural = measure(text) / FONT;
    /* Font size from the box height; then stretched sideways so that the selection covers the printed word. */
    const size = Math.max(height * 0.82, 1);
    return (
      <span key={i} style={{
        left: x * scale, top: y * scale, fontSize: size * scale, lineHeight: `${height * scale}px`,
        transform: `scaleX(${(width / (natural * size)).toFixed(4)})`,
      }}>{newLine(words[i], words[i + 1] ?? w) || words[i + 1] === undefined ? `${text}\n` : `${text} `}</span>
    );
  }), [words, scale]);
  return <div className={classes.text}>{spans}</div>;
});
