// SPDX-License-Identifier: GPL-3.0-or-later
// A text selection over the pages, as fractions of each page it touches.
import type { Rect } from '../api/docs';
import { joinLines } from './geometry';

export type Picked = { page: number; rects: Rect[]; quote: string }[];

export function readSelection(root: HTMLElement): { picked: Picked; at: { x: number; y: number } } | null {
  const selection = document.getSelection();
  if (selection === null || selection.isCollapsed || selection.rangeCount === 0) return null;
  const range = selection.getRangeAt(0);
  if (!root.contains(range.commonAncestorContainer)) return null;
  const picked: Picked = [];
  let end = { x: 0, y: 0 };
  for (const page of root.querySelectorAll<HTMLElement>('[data-page]')) {
    if (!range.intersectsNode(page)) continue;
    const box = page.getBoundingClientRect();
    const rects: Rect[] = [];
    const words: string[] = [];
    for (const span of page.querySelectorAll<HTMLElement>('span[style*="scaleX"]')) {
      if (!range.intersectsNode(span)) continue;
      const part = document.createRange();
      part.selectNodeContents(span);
      if (span.contains(range.startContainer)) part.setStart(range.startContainer, range.startOffset);
      if (span.contains(range.endContainer)) part.setEnd(range.endContainer, range.endOffset);
      const text = part.toString();
      if (text.trim() === '') continue;
      words.push(text);
      const node = span.firstChild;
      /* Without the trailing space, so that the bar ends with the word. */
      if (node && part.endContainer === node && part.endOffset === (node.textContent?.length ?? 0)) part.setEnd(node, part.endOffset - 1);
      else if (node && part.endContainer === span) { part.setEnd(node, (node.textContent?.length ?? 1) - 1); }
      const r = part.getBoundingClientRect();
      rects.push([(r.left - box.left) / box.width, (r.top - box.top) / box.height, r.width / box.width, r.height / box.height]);
      end = { x: r.right, y: r.bottom };
    }
    const lines = joinLines(rects);
    if (lines.length > 0) picked.push({ page: Number(page.dataset['page']), rects: lines, quote: words.join('').replace(/\s+/g, ' ').trim().slice(0, 500) });
  }
  return picked.length > 0 ? { picked, at: end } : null;
}
