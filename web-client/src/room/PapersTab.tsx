// SPDX-License-Identifier: GPL-3.0-or-later
// The papers of the meeting: open one for myself, or put it in front of everybody.
import { Badge, Button, Group, Stack, Text, Title } from '@mantine/core';
import { IconEye, IconFileText, IconPresentation } from '@tabler/icons-react';
import { useT } from '../i18n';
import type { MeetingDocument } from '../protocol/generated';
import { readingOrder } from './AgendaTab';
import { useMay, useRoom } from './session';
import { useAct } from './useAct';
import classes from './room.module.css';

export type PaperActions = { open: (version: number, page: number) => void; presented: () => void };

export function PaperRow({ document: d, actions }: { document: MeetingDocument; actions: PaperActions }) {
  const t = useT();
  const s = useRoom();
  const may = useMay();
  const { act, busy } = useAct();
  const shown = s.present?.version === d.version;
  const present = async () => {
    if ((await act('present.start', { meeting: s.meeting.id, version: d.version, page: 1 })) !== null) actions.presented();
  };
  return (
    <div className={classes.paperRow}>
      <Group gap={8} wrap="nowrap" align="flex-start">
        <IconFileText size={20} aria-hidden className={classes.paperIcon} />
        <div className={classes.paperText}>
          <Text size="sm" fw={600}>{d.title}</Text>
          <Group gap={6} wrap="wrap">
            <Text size="xs" c="dimmed">{t('room:papers.pages', { n: d.pages })}{d.version_n > 1 && ` · ${t('room:papers.version', { n: d.version_n })}`}</Text>
            {!d.read && <Badge color="warning">{t('room:papers.unread')}</Badge>}
            {shown && <Badge color="brand">{t('room:papers.shown')}</Badge>}
          </Group>
        </div>
      </Group>
      <Group gap={8} mt={4} wrap="wrap">
        <Button variant="subtle" leftSection={<IconEye size={20} aria-hidden />} onClick={() => actions.open(d.version, 1)} aria-label={t('room:papers.openNamed', { title: d.title })}>{t('room:papers.open')}</Button>
        {may('present') && !shown && (
          <Button variant="subtle" loading={busy} leftSection={<IconPresentation size={20} aria-hidden />} onClick={() => void present()} aria-label={t('room:papers.presentNamed', { title: d.title })}>
            {t('room:present.start')}
          </Button>
        )}
      </Group>
    </div>
  );
}

export function PapersTab({ actions }: { actions: PaperActions }) {
  const t = useT();
  const s = useRoom();
  const groups = [
    ...readingOrder(s.meeting.agenda).map(({ item }) => ({ key: item.id, title: `${item.number} ${item.title}`, list: s.meeting.documents.filter((d) => d.item === item.id) })),
    { key: 0, title: t('room:papers.general'), list: s.meeting.documents.filter((d) => !s.meeting.agenda.some((a) => a.id === d.item)) },
  ].filter((g) => g.list.length > 0);
  if (groups.length === 0) return <Text c="dimmed">{t('room:papers.empty')}</Text>;
  return (
    <Stack gap="md">
      {groups.map((g) => (
        <section key={g.key}>
          <Title order={3} fz={15} mb={4}>{g.title}</Title>
          {g.list.map((d) => <PaperRow key={d.id} document={d} actions={actions} />)}
        </section>
      ))}
    </Stack>
  );
}
