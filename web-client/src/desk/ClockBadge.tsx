// SPDX-License-Identifier: GPL-3.0-or-later
// A clock in words: how many working days are left, due today, at once, overdue; and how many signatures wait, for the calendar.
import { Badge, Button } from '@mantine/core';
import { IconClock, IconClockExclamation, IconSignature } from '@tabler/icons-react';
import { Link } from 'wouter';
import { useQuery } from '../api/client';
import { path } from '../app/routes';
import { useT } from '../i18n';
import { deskApi, type Clock } from './api';

export function ClockBadge({ clock }: { clock: Clock }) {
  const t = useT();
  const words = clock.state === 'late'
    ? (clock.days === 0 ? t('work:clock.lateToday') : t('work:clock.late', { count: clock.days }))
    : clock.at_once ? t('work:clock.atOnce') : clock.state === 'today' ? t('work:clock.today') : clock.days === 0 ? t('work:clock.dayOff') : t('work:clock.left', { count: clock.days });
  const Icon = clock.state === 'late' ? IconClockExclamation : IconClock;
  return <Badge color={clock.state === 'late' ? 'danger' : clock.state === 'today' ? 'warning' : 'gray'} variant={clock.state === 'late' ? 'filled' : 'light'} leftSection={<Icon size={14} aria-hidden />} data-testid="clock" data-state={clock.state}>{words}</Badge>;
}

/** "Cần ký 3" on the calendar: one tap to what waits. */
export function ToSign() {
  const t = useT();
  const { data } = useQuery('desk count', deskApi.count);
  if (data === undefined || data.to_sign === 0) return null;
  return <Button component={Link} href={path.desk} color="danger" variant="light" leftSection={<IconSignature size={20} aria-hidden />} data-testid="to-sign">{t('work:clock.toSign', { count: data.to_sign })}</Button>;
}
