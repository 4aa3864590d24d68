// SPDX-License-Identifier: GPL-3.0-or-later
// Marks drawn over one page. Highlights let the pen through to the words; a small button at their end opens them.
import { IconHighlight, IconNote } from '@tabler/icons-react';
import { memo } from 'react';
import type { Annotation } from '../api/docs';
import { useT } from '../i18n';
import classes from './viewer.module.css';

const percent = (n: number) => `${(n * 100).toFixed(3)}%`;

function anchor(a: Annotation): { x: number; y: number } {
  /* In the right margin, where it hides no word. */
  const line = a.data.rects?.[0];
  if (line) return { x: 1, y: line[1] };
  return { x: a.data.x ?? 0.9, y: a.data.y ?? 0.05 };
}

export const Marks = memo(function Marks({ list, onOpen }: { list: Annotation[]; onOpen: (a: Annotation, at: DOMRect) => void }) {
  const t = useT();
  return list.map((a) => {
    const at = anchor(a);
    const what = a.kind === 'note' ? t('viewer:kind.note') : t('viewer:kind.highlight');
    const shared = a.layer === 'shared';
    return (
      <div key={a.id}>
        {(a.data.rects ?? []).map((r, i) => (
          <span key={i} className={`${classes.mark} ${shared ? classes.markShared : ''}`} aria-hidden
            style={{ left: percent(r[0]), top: percent(r[1]), width: percent(r[2]), height: percent(r[3]) }} />
        ))}
        <button type="button" className={`${classes.markButton} ${shared ? classes.markButtonShared : ''}`} aria-label={`${what}: ${a.data.text || a.data.quote || ''}`}
          title={a.data.text || a.data.quote || what} style={{ left: `min(${percent(at.x)}, calc(100% - 34px))`, top: `max(0px, calc(${percent(at.y)} - 8px))` }}
          onClick={(e) => { e.stopPropagation(); onOpen(a, e.currentTarget.getBoundingClientRect()); }}>
          {a.kind === 'note' ? <IconNote size={18} aria-hidden /> : <IconHighlight size={18} aria-hidden />}
        </button>
      </div>
    );
  });
});
