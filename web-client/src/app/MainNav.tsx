// SPDX-License-Identifier: GPL-3.0-or-later
// The two places of a working day, calendar and signing desk, with how many documents wait, and the bell. On a narrow screen a row of its own.
import { Badge, Button } from '@mantine/core';
import { IconBell, IconCalendarEvent, IconSignature } from '@tabler/icons-react';
import { useEffect } from 'react';
import { Link, useLocation } from 'wouter';
import { useQuery } from '../api/client';
import { deskApi, DESK_EVENT } from '../desk/api';
import { useT } from '../i18n';
import { path } from './routes';
import classes from './Shell.module.css';

const LOOK_AGAIN = 60_000;

export function MainNav() {
  const t = useT();
  const [location] = useLocation();
  const { data, reload } = useQuery('desk count', deskApi.count);
  useEffect(() => {
    const again = () => void reload();
    const timer = setInterval(again, LOOK_AGAIN);
    for (const event of ['focus', DESK_EVENT]) window.addEventListener(event, again);
    return () => {
      clearInterval(timer);
      for (const event of ['focus', DESK_EVENT]) window.removeEventListener(event, again);
    };
  }, [reload]);
  useEffect(() => void reload(), [location, reload]);
  const atBell = location === path.reminders;
  const atDesk = !atBell && (location.startsWith(path.desk) || location === path.access || location === path.proofs);
  const reminders = data?.reminders ?? 0;
  const waiting = data?.waiting ?? 0;
  return (
    <nav className={classes.nav} aria-label={t('common:nav.main')}>
      <Button className={classes.item} component={Link} href={path.home} variant={atDesk || atBell ? 'subtle' : 'light'} leftSection={<IconCalendarEvent size={20} aria-hidden />}>{t('common:nav.meetings')}</Button>
      <Button className={classes.item} component={Link} href={path.desk} variant={atDesk ? 'light' : 'subtle'} leftSection={<IconSignature size={20} aria-hidden />}
        rightSection={waiting > 0 ? <Badge color="danger" size="lg" circle={waiting < 10} data-testid="nav-waiting">{waiting}<span className="pn-hidden"> {t('common:nav.waiting')}</span></Badge> : undefined}>{t('desk:title')}</Button>
      <Button className={classes.item} component={Link} href={path.reminders} variant={atBell ? 'light' : 'subtle'} leftSection={<IconBell size={20} aria-hidden />} data-testid="nav-bell"
        rightSection={reminders > 0 ? <Badge color="danger" size="lg" circle={reminders < 10}>{reminders}<span className="pn-hidden"> {t('common:nav.due')}</span></Badge> : undefined}>{t('work:clock.title')}</Button>
    </nav>
  );
}
