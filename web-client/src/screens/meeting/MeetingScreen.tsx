// SPDX-License-Identifier: GPL-3.0-or-later
// One meeting before and after it is held: what, when, agenda with its papers, who comes, and the one next step.
import { Anchor, Badge, Button, Group, Skeleton, Stack, Text, Title } from '@mantine/core';
import { IconBroadcast, IconBuilding, IconCalendarCheck, IconCalendarEvent, IconChevronLeft, IconDoor, IconGavel, IconMapPin, IconNotes, IconPencil, IconSignature, IconScale, IconUser } from '@tabler/icons-react';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { Link } from 'wouter';
import { call, socket, useQuery } from '../../api/client';
import { whenIdle } from '../../app/page';
import { Paper } from '../../app/pages';
import { path } from '../../app/routes';
import { useMe } from '../../app/session';
import { useLang, useT } from '../../i18n';
import { canJoin, nextStep } from '../../meeting/actions';
import { AnswerBadge, ROLE_KEYS, StateBadge } from '../../meeting/badges';
import { RespondDialog } from '../../meeting/RespondDialog';
import type { MeetingDetail } from '../../protocol/generated';
import { ErrorNote } from '../../ui/ErrorNote';
import { fmtWhen } from '../../ui/format';
import { usePageTitle } from '../../ui/usePageTitle';
import { openAhead } from '../../viewer/ahead';
import { AgendaView } from './AgendaView';
import { PeopleView } from './PeopleView';
import { SiteChecks } from '../../meeting/SiteChecks';
import { Recordings } from './Recordings';
import classes from './meeting.module.css';

function Fact({ icon, children }: { icon: ReactNode; children: ReactNode }) {
  return <li>{icon}<span>{children}</span></li>;
}

function Actions({ meeting, onRespond }: { meeting: MeetingDetail; onRespond: () => void }) {
  const t = useT();
  const me = useMe();
  const now = Date.now();
  const next = nextStep({ ...meeting, documents: meeting.documents.length }, now);
  const over = meeting.state === 'closed' || meeting.state === 'archived';
  const mayEdit = !over && (meeting.my_role === 'secretary' || me.account.system_role === 'admin');
  return (
    <Group gap="sm">
      {canJoin(meeting, now) && <Button component={Link} href={path.devices(meeting.id)} variant={next === 'join' ? 'filled' : 'default'} leftSection={<IconDoor size={20} aria-hidden />}>{t('meetings:card.join')}</Button>}
      {(meeting.state === 'open' || meeting.state === 'paused') && <Button component={Link} href={path.watch(meeting.id)} variant="default" leftSection={<IconBroadcast size={20} aria-hidden />}>{t('watch:link')}</Button>}
      {meeting.state === 'published' && meeting.my_role !== null && (
        <Button variant={next === 'respond' ? 'filled' : 'default'} leftSection={<IconCalendarCheck size={20} aria-hidden />} onClick={onRespond}>
          {meeting.my_response === null ? t('meetings:card.respond') : t('meetings:card.respondAgain')}
        </Button>
      )}
      {over && <Button component={Link} href={path.minutes(meeting.id)} leftSection={<IconNotes size={20} aria-hidden />}>{t('meetings:card.minutes')}</Button>}
      {over && (meeting.my_role === 'secretary' || meeting.my_role === 'chair') && <Button component={Link} href={`${path.newDraft}?meeting=${meeting.id}`} variant="default" leftSection={<IconSignature size={20} aria-hidden />}>{t('desk:notice')}</Button>}
      {mayEdit && <Button component={Link} href={path.edit(meeting.id)} variant={meeting.state === 'draft' ? 'filled' : 'default'} leftSection={<IconPencil size={20} aria-hidden />}>{t('meeting:edit')}</Button>}
    </Group>
  );
}

function Head({ meeting, onChanged }: { meeting: MeetingDetail; onChanged: () => void }) {
  const t = useT();
  const lang = useLang();
  const [responding, setResponding] = useState(false);
  const central = meeting.sites.find((s) => s.central);
  return (
    <header className={`pn-card ${classes.head}`}>
      <Group justify="space-between" align="flex-start" gap="sm">
        <Title order={1} className={classes.title}>{meeting.title}</Title>
        <StateBadge state={meeting.state} />
      </Group>
      {meeting.description !== '' && <Text mt={6} className={classes.description}>{meeting.description}</Text>}
      <ul className={classes.facts}>
        <Fact icon={<IconCalendarEvent aria-hidden />}>{fmtWhen(meeting.starts_at, meeting.ends_at)}</Fact>
        {meeting.place !== '' && <Fact icon={<IconMapPin aria-hidden />}>{meeting.place}</Fact>}
        <Fact icon={<IconGavel aria-hidden />}>{t('meetings:card.chair', { name: meeting.chair.name })}</Fact>
        <Fact icon={<IconBuilding aria-hidden />}>{meeting.unit.name}</Fact>
        {meeting.my_role !== null && <Fact icon={<IconUser aria-hidden />}>{t('meetings:card.role', { role: t(ROLE_KEYS[meeting.my_role]) })}</Fact>}
        {meeting.sites.length > 0 && <Fact icon={<IconMapPin aria-hidden />}>{t('meeting:sites', { count: meeting.sites.length })}{central ? ` · ${t('meeting:siteCentral', { name: central.name })}` : ''}</Fact>}
        <Fact icon={<IconScale aria-hidden />}>{t('meeting:quorum', { rule: lang === 'vi' ? meeting.rule.quorum_vi : meeting.rule.quorum_en })}</Fact>
      </ul>
      {meeting.state === 'published' && meeting.my_role !== null && <Group mb="md" gap="xs"><Text fw={600}>{t('meeting:myAnswer')}</Text><AnswerBadge answer={meeting.my_response} /></Group>}
      <Actions meeting={meeting} onRespond={() => setResponding(true)} />
      <RespondDialog meeting={meeting} opened={responding} onClose={() => setResponding(false)} onDone={onChanged} />
    </header>
  );
}

const READY = 3;

/* One who opens a meeting with unread papers mostly reads next. Once for each visit, and not on a line that is poor or paid for. */
function useMakeReady(meeting: MeetingDetail | undefined) {
  const list = useRef<MeetingDetail['documents']>([]);
  list.current = meeting?.documents ?? [];
  const any = list.current.length > 0;
  useEffect(() => {
    if (!any) return;
    return whenIdle(() => {
      Paper.preload();
      const line = (navigator as { connection?: { saveData?: boolean; effectiveType?: string } }).connection;
      if (line?.saveData === true || (line?.effectiveType ?? '4g') !== '4g') return;
      for (const d of list.current.filter((x) => !x.read).slice(0, READY)) openAhead(d.version);
    });
  }, [any]);
}

export default function MeetingScreen({ meeting: id }: { meeting: number }) {
  const t = useT();
  const { data, error, reload } = useQuery(`meeting ${id}`, () => call('meeting.get', { meeting: id }));
  usePageTitle(data?.title ?? '');
  const [turn, setTurn] = useState(0);

  useEffect(() => {
    const again = () => {
      if (document.visibilityState !== 'visible') return;
      void reload();
      setTurn((n) => n + 1);
    };
    document.addEventListener('visibilitychange', again);
    const off = [socket.onEvent(id, again), socket.onReady((_h, first) => { if (!first) setTimeout(again, 0); })];
    return () => { document.removeEventListener('visibilitychange', again); off.forEach((fn) => fn()); };
  }, [id, reload]);

  const loaded = data !== undefined;
  useMakeReady(data);
  useEffect(() => {
    if (loaded && location.hash === '#papers') document.getElementById('papers')?.scrollIntoView();
  }, [loaded]);

  const back = <Anchor component={Link} href={path.home} className={classes.back}><IconChevronLeft size={20} aria-hidden />{t('common:nav.calendar')}</Anchor>;
  if (!data) return (
    <Stack>
      {back}
      {error ? <ErrorNote error={error} onRetry={() => void reload()} />
        : <Stack role="status" aria-label={t('common:loading')}><Skeleton h={240} /><Skeleton h={320} /></Stack>}
    </Stack>
  );
  const unread = data.documents.filter((d) => !d.read).length;
  return (
    <Stack gap="lg">
      {back}
      <Head meeting={data} onChanged={() => void reload()} />
      <div className={classes.columns}>
        <section aria-labelledby="papers" className={classes.column}>
          <Group mb="md" gap="sm">
            <Title order={2} id="papers" className={classes.anchor}>{t('meeting:agenda')}</Title>
            {unread > 0 && <Badge color="warning">{t('meetings:card.unread', { count: unread })}</Badge>}
          </Group>
          <AgendaView meeting={data} />
          {data.state !== 'draft' && data.state !== 'published' && <Recordings meeting={data} turn={turn} />}
        </section>
        <section aria-labelledby="people" className={classes.column}>
          <Title order={2} id="people" mb="md">{t('meeting:people')}</Title>
          <PeopleView meeting={data} />
          {(data.my_role === 'chair' || data.my_role === 'secretary') && <div className={classes.checks}><SiteChecks meeting={data} level={2} /></div>}
        </section>
      </div>
    </Stack>
  );
}
