// SPDX-License-Identifier: GPL-3.0-or-later
// The bell: what is due today or overdue, each thing once; looking at the page quiets the bell.
import { Anchor, Badge, Group, Skeleton, Stack, Text, Title } from '@mantine/core';
import { IconBell } from '@tabler/icons-react';
import { useEffect } from 'react';
import { Link } from 'wouter';
import { useQuery } from '../api/client';
import { path } from '../app/routes';
import { useT, type Key } from '../i18n';
import { Empty } from '../ui/Empty';
import { ErrorNote } from '../ui/ErrorNote';
import { fmtDateTime } from '../ui/format';
import { usePageTitle } from '../ui/usePageTitle';
import { deskChanged } from './api';
import { stepWords } from './words';
import { workApi, type Reminder } from './work';
import classes from './desk.module.css';

const kinds: Record<Reminder['kind'], Key> = { today: 'work:clock.dueToday', late: 'work:clock.dueLate', answered: 'work:clock.answered' };

function Row({ r }: { r: Reminder }) {
  const t = useT();
  const what = r.step === null ? t('work:clock.entry') : t(stepWords[r.step]);
  const href = r.request !== null ? path.deskRequest(r.request) : path.arrival(r.entry ?? 0);
  return (
    <li className={classes.fileRow} data-testid="reminder">
      <Group gap={6} wrap="wrap">
        <Badge color={!r.open ? 'success' : r.kind === 'late' ? 'danger' : 'warning'}>{t(!r.open ? 'work:clock.finished' : kinds[r.kind])}</Badge>
        <Text size="sm" fw={600}>{what}</Text>
      </Group>
      <Anchor component={Link} href={href} fw={600} display="block" className={classes.title}>{r.subject}</Anchor>
      <Text size="sm" c="dimmed">{t(r.kind === 'answered' ? 'work:clock.since' : 'work:clock.due', { at: fmtDateTime(r.due_at) })}</Text>
    </li>
  );
}

export default function RemindersScreen() {
  const t = useT();
  const { data, error, reload } = useQuery('reminders', workApi.reminders);
  usePageTitle(t('work:clock.title'));
  const loaded = data !== undefined;
  useEffect(() => { if (loaded) void workApi.remindersSeen().then(deskChanged, () => undefined); }, [loaded]);
  if (data === undefined) return error !== undefined ? <ErrorNote error={error} onRetry={() => void reload()} /> : <Stack gap="sm" role="status"><Skeleton h={80} /></Stack>;
  return (
    <Stack gap="md">
      <Title order={1}>{t('work:clock.title')}</Title>
      <Text>{t('work:clock.about')}</Text>
      <Anchor component={Link} href={path.workingDays}>{t('work:days.title')}</Anchor>
      {data.reminders.length === 0
        ? <Empty icon={<IconBell size={26} aria-hidden />}>{t('work:clock.none')}</Empty>
        : <ul className={`pn-plain ${classes.files}`}>{data.reminders.map((r) => <Row key={r.id} r={r} />)}</ul>}
    </Stack>
  );
}
