// SPDX-License-Identifier: GPL-3.0-or-later
// The two places of a working day, calendar and signing desk, with how many documents wait. On a narrow screen they are in the person's menu.
import { ActionIcon, Badge, Button, Group, Indicator } from '@mantine/core';
import { IconBell, IconCalendarEvent, IconSignature } from '@tabler/icons-react';
import { useEffect } from 'react';
import { Link, useLocation } from 'wouter';
import { useQuery } from '../api/client';
import { deskApi } from '../desk/api';
import { useT } from '../i18n';
import { path } from './routes';

const LOOK_AGAIN = 60_000;

export function MainNav() {
  const t = useT();
  const [location] = useLocation();
  const { data, reload } = useQuery('desk count', deskApi.count);
  useEffect(() => {
    const again = () => void reload();
    const timer = setInterval(again, LOOK_AGAIN);
    window.addEventListener('focus', again);
    return () => {
      clearInterval(timer);
      window.removeEventListener('focus', again);
    };
  }, [reload]);
  useEffect(() => void reload(), [location, reload]);
  const atDesk = location.startsWith(path.desk);
  const waiting = data?.waiting ?? 0;
  return (
    <Group component="nav" gap={4} wrap="nowrap" visibleFrom="md" aria-label={t('common:nav.main')}>
      <Button component={Link} href={path.home} variant={atDesk ? 'subtle' : 'light'} leftSection={<IconCalendarEvent size={20} aria-hidden />}>{t('common:nav.meetings')}</Button>
      <Button component={Link} href={path.desk} variant={atDesk ? 'light' : 'subtle'} leftSection={<IconSignature size={20} aria-hidden />}
        rightSection={waiting > 0 ? <Badge color="danger" size="lg" circle={waiting < 10} data-testid="nav-waiting">{waiting}<span className="pn-hidden"> {t('common:nav.waiting')}</span></Badge> : undefined}>{t('desk:title')}</Button>
      <Indicator label={data?.reminders} disabled={(data?.reminders ?? 0) === 0} size={20} color="danger" offset={6}>
        <ActionIcon component={Link} href={path.reminders} variant="subtle" size={44} aria-label={t('work:clock.bell', { count: data?.reminders ?? 0 })} data-testid="nav-bell"><IconBell size={22} aria-hidden /></ActionIcon>
      </Indicator>
    </Group>
  );
}
