// SPDX-License-Identifier: GPL-3.0-or-later
// How good a line is: an icon and a word, never a colour alone.
import { IconAntennaBars2, IconAntennaBars3, IconAntennaBars5 } from '@tabler/icons-react';
import { useT, type Key, type Translate } from '../i18n';
import type { Level, Line, Quality } from '../media/quality';
import classes from './room.module.css';

export const LEVEL_WORDS: Record<Level, Key> = { good: 'media:level.good', fair: 'media:level.fair', poor: 'media:level.poor' };
const icons = { good: IconAntennaBars5, fair: IconAntennaBars3, poor: IconAntennaBars2 };

export function LevelIcon({ level, size = 16 }: { level: Level; size?: number }) {
  const Icon = icons[level];
  return <Icon size={size} aria-hidden />;
}

export function lineSentence(t: Translate, line: Line): string {
  return t('media:line.figures', { loss: line.loss_percent, rtt: line.rtt_ms, kbps: line.kbps });
}

/** Both ways in words, for a tooltip or a screen reader. */
export function qualitySentence(t: Translate, q: Quality | undefined): string {
  return [
    q?.up === undefined ? '' : `${t('media:line.up')}: ${t(LEVEL_WORDS[q.up.level])}, ${lineSentence(t, q.up)}`,
    q?.down === undefined ? '' : `${t('media:line.down')}: ${t(LEVEL_WORDS[q.down.level])}, ${lineSentence(t, q.down)}`,
  ].filter((x) => x !== '').join('. ');
}

export function LineMark({ level, title }: { level: Level; title: string }) {
  const t = useT();
  return (
    <span className={classes.mark} data-level={level} title={title}>
      <LevelIcon level={level} />
      <span><span className="pn-hidden">{t('media:line.title')}: </span>{t(LEVEL_WORDS[level])}</span>
    </span>
  );
}
