// SPDX-License-Identifier: GPL-3.0-or-later
// The agenda as the room's autopilot: which item is in hand, its papers, its conclusion; chair and secretary lead from here.
import { Badge, Button, Group, Stack, Text } from '@mantine/core';
import { IconCheck, IconChecklist, IconPlayerPlay, IconPointFilled } from '@tabler/icons-react';
import { useState } from 'react';
import { useT } from '../i18n';
import type { AgendaItem } from '../protocol/generated';
import { fmtMinutes } from '../ui/format';
import { ConcludeItem, OpenVote } from './ChairDialogs';
import { PaperRow, type PaperActions } from './PapersTab';
import { nameOf } from './state';
import { useMay, useRoom } from './session';
import { useAct } from './useAct';
import classes from './room.module.css';

/** Parents before children, in their order. */
export function readingOrder(agenda: AgendaItem[]): { item: AgendaItem; depth: number }[] {
  const below = (parent: number | null, depth: number): { item: AgendaItem; depth: number }[] =>
    agenda
      .filter((a) => a.parent === parent)
      .sort((a, b) => a.position - b.position)
      .flatMap((item) => [{ item, depth }, ...below(item.id, depth + 1)]);
  const known = below(null, 0);
  /* An item whose parent we may not see still belongs to the meeting. */
  const orphans = agenda.filter((a) => !known.some((k) => k.item.id === a.id)).map((item) => ({ item, depth: 0 }));
  return [...known, ...orphans];
}

function ItemState({ item }: { item: AgendaItem }) {
  const t = useT();
  if (item.state === 'current') return <Badge color="brand" leftSection={<IconPointFilled size={14} aria-hidden />}>{t('room:agenda.current')}</Badge>;
  if (item.state === 'done') return <Badge color="success" leftSection={<IconCheck size={14} aria-hidden />}>{t('room:agenda.done')}</Badge>;
  return null;
}

function Item({ item, depth, papers, onConclude, onVote }: {
  item: AgendaItem; depth: number; papers: PaperActions; onConclude: (i: AgendaItem) => void; onVote: (i: AgendaItem) => void;
}) {
  const t = useT();
  const s = useRoom();
  const may = useMay();
  const { act, busy } = useAct();
  const documents = s.meeting.documents.filter((d) => d.item === item.id);
  return (
    <li className={classes.item} data-state={item.state} style={{ marginInlineStart: depth * 14 }} aria-current={item.state === 'current' ? 'step' : undefined}>
      <Group gap={8} wrap="wrap" align="baseline">
        <Text fw={600} className={classes.itemTitle}>{item.number} {item.title}</Text>
        <ItemState item={item} />
      </Group>
      <Text size="sm" c="dimmed">
        {item.minutes > 0 && fmtMinutes(item.minutes)}
        {item.rapporteur !== null && ` · ${t('room:agenda.rapporteur', { name: nameOf(s, item.rapporteur) })}`}
        {item.internal && ` · ${t('room:internal')}`}
      </Text>
      {item.conclusion !== null && item.conclusion !== '' && <Text size="sm" className={classes.conclusion}>{t('room:agenda.conclusion', { text: item.conclusion })}</Text>}
      {documents.map((d) => <PaperRow key={d.id} document={d} actions={papers} />)}
      {may('runAgenda') && item.state !== 'done' && (
        <Group gap={8} mt={8} wrap="wrap">
          {item.state === 'pending' && (
            <Button variant="light" loading={busy} leftSection={<IconPlayerPlay size={20} aria-hidden />} onClick={() => void act('agenda.start', { item: item.id })}
              aria-label={t('room:agenda.startNamed', { title: item.title })}>{t('room:agenda.start')}</Button>
          )}
          {item.state === 'current' && <Button onClick={() => onConclude(item)} leftSection={<IconCheck size={20} aria-hidden />}>{t('room:conclude.submit')}</Button>}
          {item.state === 'current' && may('openVote') && s.vote === null && (
            <Button variant="default" onClick={() => onVote(item)} leftSection={<IconChecklist size={20} aria-hidden />}>{t('room:vote.openSubmit')}</Button>
          )}
        </Group>
      )}
    </li>
  );
}

export function AgendaTab({ papers }: { papers: PaperActions }) {
  const t = useT();
  const s = useRoom();
  const [concluding, setConcluding] = useState<AgendaItem | null>(null);
  const [voting, setVoting] = useState<AgendaItem | null>(null);
  const rows = readingOrder(s.meeting.agenda);
  if (rows.length === 0) return <Text c="dimmed">{t('room:agenda.empty')}</Text>;
  return (
    <Stack gap={0}>
      <ol className={classes.items}>
        {rows.map(({ item, depth }) => <Item key={item.id} item={item} depth={depth} papers={papers} onConclude={setConcluding} onVote={setVoting} />)}
      </ol>
      <ConcludeItem key={concluding?.id ?? 0} item={concluding} onClose={() => setConcluding(null)} />
      <OpenVote opened={voting !== null} item={voting?.id ?? null} onClose={() => setVoting(null)} />
    </Stack>
  );
}
