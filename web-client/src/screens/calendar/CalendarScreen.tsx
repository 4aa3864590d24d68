// SPDX-License-Identifier: GPL-3.0-or-later
// Screen 2, Lịch họp của tôi: today as a timeline, then the week, what is coming, what is over, and drafts.
import { ActionIcon, Button, Group, SegmentedControl, Skeleton, Stack, Text, Title } from '@mantine/core';
import { IconCalendarOff, IconChevronLeft, IconChevronRight, IconPlus } from '@tabler/icons-react';
import { useEffect, useMemo, useState } from 'react';
import { Link } from 'wouter';
import { call, socket, useQuery } from '../../api/client';
import { path } from '../../app/routes';
import { ToSign } from '../../desk/ClockBadge';
import { useMe } from '../../app/session';
import { useT } from '../../i18n';
import type { MeetingCard } from '../../protocol/generated';
import { Empty } from '../../ui/Empty';
import { ErrorNote } from '../../ui/ErrorNote';
import { dayKey, dayStart, fmtDate, fmtDay, fmtTime, mondayOf } from '../../ui/format';
import { usePageTitle } from '../../ui/usePageTitle';
import { MeetingCardView } from './MeetingCardView';
import classes from './calendar.module.css';

type View = 'week' | 'coming' | 'past' | 'drafts';
type ListProps = { cards: MeetingCard[]; now: number; onChanged: () => void };

function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 30_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}

function Today({ cards, now, onChanged }: ListProps) {
  const t = useT();
  if (cards.length === 0) return <Empty icon={<IconCalendarOff size={26} aria-hidden />}>{t('meetings:today.none')}</Empty>;
  /* The mark of the present time stands before the first meeting that is not over. */
  const nowAt = cards.findIndex((c) => Date.parse(c.ends_at) > now);
  return (
    <ol className={classes.timeline}>
      {cards.map((c, i) => (
        <li key={c.id} className={classes.slot} data-over={Date.parse(c.ends_at) < now || undefined}>
          <div className={classes.clock}>
            <time dateTime={c.starts_at}>{fmtTime(c.starts_at)}</time>
            <span>{fmtTime(c.ends_at)}</span>
          </div>
          <div className={classes.rail} aria-hidden data-live={c.state === 'open' || undefined} />
          <div className={classes.slotCard}>
            {i === nowAt && <p className={classes.now}>{t('meetings:today.now', { time: fmtTime(now) })}</p>}
            <MeetingCardView card={c} now={now} showTime={false} onChanged={onChanged} />
          </div>
        </li>
      ))}
    </ol>
  );
}

function ByDay({ cards, now, onChanged, newestFirst = false }: ListProps & { newestFirst?: boolean }) {
  const days = useMemo(() => {
    const map = new Map<number, MeetingCard[]>();
    for (const c of cards) map.set(dayKey(c.starts_at), [...(map.get(dayKey(c.starts_at)) ?? []), c]);
    return [...map].sort((a, b) => (newestFirst ? b[0] - a[0] : a[0] - b[0]));
  }, [cards, newestFirst]);
  return (
    <Stack gap="lg">
      {days.map(([key, list]) => (
        <section key={key} aria-label={fmtDay(dayStart(key))} className={classes.day}>
          <Text fw={600} className={classes.dayName}>{fmtDay(dayStart(key))}</Text>
          <Stack gap="md">{list.map((c) => <MeetingCardView key={c.id} card={c} now={now} showTime onChanged={onChanged} />)}</Stack>
        </section>
      ))}
    </Stack>
  );
}

function Week({ cards, all, monday, onMonday, ...rest }: ListProps & { all: MeetingCard[]; monday: number; onMonday: (m: number) => void }) {
  const t = useT();
  const thisWeek = monday === mondayOf(dayKey(rest.now));
  const next = all.find((c) => dayKey(c.starts_at) > monday + 6);
  return (
    <Stack gap="md">
      <Group gap="xs">
        <ActionIcon variant="default" aria-label={t('meetings:week.previous')} onClick={() => onMonday(monday - 7)}><IconChevronLeft aria-hidden /></ActionIcon>
        <ActionIcon variant="default" aria-label={t('meetings:week.next')} onClick={() => onMonday(monday + 7)}><IconChevronRight aria-hidden /></ActionIcon>
        <Text fw={600} role="status">{t('meetings:week.range', { from: fmtDate(dayStart(monday)), to: fmtDate(dayStart(monday + 6)) })}</Text>
        {!thisWeek && <Button variant="subtle" onClick={() => onMonday(mondayOf(dayKey(rest.now)))}>{t('meetings:week.this')}</Button>}
      </Group>
      {cards.length > 0 ? <ByDay cards={cards} {...rest} /> : (
        <Empty icon={<IconCalendarOff size={26} aria-hidden />}
          action={next && <Button variant="default" onClick={() => onMonday(mondayOf(dayKey(next.starts_at)))}>{t('meetings:week.toNext', { day: fmtDate(next.starts_at) })}</Button>}>
          {thisWeek ? t('meetings:week.noneThis') : t('meetings:week.none')}
        </Empty>
      )}
    </Stack>
  );
}

function Loading() {
  const t = useT();
  return (
    <Stack gap="md" role="status" aria-label={t('common:loading')}>
      <Skeleton h={28} w={220} /><Skeleton h={190} /><Skeleton h={44} w={320} /><Skeleton h={160} /><Skeleton h={160} />
    </Stack>
  );
}

export function CalendarScreen() {
  const t = useT();
  const me = useMe();
  const now = useNow();
  const today = dayKey(now);
  const [view, setView] = useState<View>('week');
  const [monday, setMonday] = useState(() => mondayOf(dayKey(Date.now())));
  const { data, error, reload } = useQuery('meetings', () => call('meetings.list', {}));
  usePageTitle(t('common:nav.calendar'));

  /* Fresh after a cut, and when one comes back to this tab. */
  useEffect(() => {
    const again = () => { if (document.visibilityState === 'visible') void reload(); };
    document.addEventListener('visibilitychange', again);
    const off = socket.onReady((_h, first) => { if (!first) setTimeout(() => void reload(), 0); });
    return () => { document.removeEventListener('visibilitychange', again); off(); };
  }, [reload]);

  const sorted = useMemo(() => [...(data?.meetings ?? [])].sort((a, b) => a.starts_at.localeCompare(b.starts_at)), [data]);
  const live = sorted.filter((c) => c.state !== 'draft');
  const isToday = (c: MeetingCard) => dayKey(c.starts_at) === today || c.state === 'open' || c.state === 'paused';
  const over = (c: MeetingCard) => c.state === 'closed' || c.state === 'archived' || (!isToday(c) && dayKey(c.ends_at) < today);
  const drafts = sorted.filter((c) => c.state === 'draft');
  const common = { now, onChanged: () => void reload() };
  const maySecretary = me.account.system_role !== 'user';

  const views: { value: View; label: string }[] = [
    { value: 'week', label: t('meetings:view.week') }, { value: 'coming', label: t('meetings:view.coming') }, { value: 'past', label: t('meetings:view.past') },
    ...(drafts.length > 0 ? [{ value: 'drafts' as const, label: t('meetings:view.drafts', { n: drafts.length }) }] : []),
  ];
  const coming = live.filter((c) => !over(c) && !isToday(c));
  const past = live.filter(over);

  return (
    <Stack gap="xl">
      <Group justify="space-between" gap="md">
        <div>
          <Title order={1}>{t('common:nav.calendar')}</Title>
          <Text c="dimmed">{t('meetings:greeting', { name: me.person.name })}</Text>
        </div>
        <Group gap="sm" wrap="wrap">
          <ToSign />
          {maySecretary && <Button component={Link} href={path.newMeeting} leftSection={<IconPlus size={20} aria-hidden />}>{t('meetings:new')}</Button>}
        </Group>
      </Group>
      {error && !data && <ErrorNote error={error} onRetry={() => void reload()} />}
      {!data && !error && <Loading />}
      {data && (
        <>
          <section aria-labelledby="today">
            <Title order={2} id="today" mb="md">{t('meetings:today.title', { day: fmtDay(now) })}</Title>
            <Today cards={live.filter(isToday)} {...common} />
          </section>
          <section aria-labelledby="others">
            <h2 id="others" className="pn-hidden">{t('meetings:others')}</h2>
            <SegmentedControl value={view} onChange={(v) => setView(v as View)} data={views} mb="lg" aria-label={t('meetings:others')} className={classes.views} />
            {view === 'week' && <Week cards={live.filter((c) => mondayOf(dayKey(c.starts_at)) === monday && !isToday(c))} all={live} monday={monday} onMonday={setMonday} {...common} />}
            {view === 'coming' && (coming.length > 0 ? <ByDay cards={coming} {...common} /> : <Empty>{t('meetings:coming.none')}</Empty>)}
            {view === 'past' && (past.length > 0 ? <ByDay cards={past} newestFirst {...common} /> : <Empty>{t('meetings:past.none')}</Empty>)}
            {view === 'drafts' && <ByDay cards={drafts} {...common} />}
          </section>
        </>
      )}
    </Stack>
  );
}
