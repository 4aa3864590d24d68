// SPDX-License-Identifier: GPL-3.0-or-later
// A counted vote in words first, then numbers with percent of those present and of all, then by name (a named vote is public).
import { Badge, Group, Stack, Text } from '@mantine/core';
import { IconCheck, IconMinus, IconX } from '@tabler/icons-react';
import { useLang, useT, type Key } from '../i18n';
import type { Choice, VoteClosed } from '../protocol/generated';
import classes from './room.module.css';

export const choiceWord: Record<Choice, Key> = { yes: 'room:choice.yes', no: 'room:choice.no', abstain: 'room:choice.abstain' };
export const choiceColour: Record<Choice, string> = { yes: 'success', no: 'danger', abstain: 'gray' };
export const choiceIcon = { yes: IconCheck, no: IconX, abstain: IconMinus };

const percent = (part: number, whole: number, lang: string): string =>
  whole === 0 ? '–' : `${((part * 100) / whole).toLocaleString(lang === 'vi' ? 'vi-VN' : 'en-GB', { maximumFractionDigits: 1 })} %`;

function Bar({ choice, n, result }: { choice: Choice; n: number; result: VoteClosed['result'] }) {
  const t = useT();
  const lang = useLang();
  const Icon = choiceIcon[choice];
  return (
    <div className={classes.bar}>
      <Group gap={6} wrap="nowrap"><Icon size={18} aria-hidden /><Text fw={600}>{t(choiceWord[choice])}</Text><Text fw={600} ml="auto">{n}</Text></Group>
      <div className={classes.track} aria-hidden><div className={classes.fill} data-choice={choice} style={{ width: `${result.entitled === 0 ? 0 : (n * 100) / result.entitled}%` }} /></div>
      <Text size="sm" c="dimmed">{t('room:result.percent', { present: percent(n, result.present, lang), members: percent(n, result.members, lang) })}</Text>
    </div>
  );
}

export function VoteResult({ vote }: { vote: VoteClosed }) {
  const t = useT();
  const lang = useLang();
  const r = vote.result;
  return (
    <article className={classes.result} data-testid="vote-result" data-adopted={r.adopted}>
      <Text fw={600}>{vote.question}</Text>
      <Group gap={8} my={6} wrap="wrap">
        <Badge color={r.adopted ? 'success' : 'danger'} leftSection={r.adopted ? <IconCheck size={16} aria-hidden /> : <IconX size={16} aria-hidden />}>
          {r.adopted ? t('room:result.adopted') : t('room:result.rejected')}
        </Badge>
      </Group>
      <Text mb={8}>{lang === 'vi' ? r.text_vi : r.text_en}</Text>
      <Stack gap={8}>
        <Bar choice="yes" n={r.yes} result={r} />
        <Bar choice="no" n={r.no} result={r} />
        <Bar choice="abstain" n={r.abstain} result={r} />
      </Stack>
      {r.not_cast > 0 && <Text size="sm" c="dimmed" mt={6}>{t('room:result.notCast', { n: r.not_cast })}</Text>}
      {r.by_name.length > 0 && (
        <details className={classes.byName}>
          <summary>{t('room:result.byName')}</summary>
          <ul className="pn-plain">
            {r.by_name.map((b) => <li key={b.person}><span>{b.name}</span><span>{b.choice === null ? t('room:result.none') : t(choiceWord[b.choice])}</span></li>)}
          </ul>
        </details>
      )}
    </article>
  );
}
