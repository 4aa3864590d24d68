// SPDX-License-Identifier: GPL-3.0-or-later
// Who speaks, for how long, who waits; and everybody who is invited with what is known about them.
import { ActionIcon, Badge, Button, Group, Menu, Select, Stack, Text, Title } from '@mantine/core';
import { IconDots, IconHandStop, IconMicrophone, IconMicrophoneOff, IconUserCheck, IconUserX } from '@tabler/icons-react';
import { useState } from 'react';
import { useT, type Key } from '../i18n';
import { SiteChecks } from '../meeting/SiteChecks';
import type { Attendance, Participant } from '../protocol/generated';
import { byRank, fmtTime } from '../ui/format';
import { nameOf, participantOf } from './state';
import { useMay, useRoom } from './session';
import { SitesPanel } from './SitesPanel';
import { useAct } from './useAct';
import { fmtClock, useNow } from './useNow';
import classes from './room.module.css';

const words: Record<Attendance, Key> = {
  present: 'room:attendance.present', absent: 'room:attendance.absent', absent_excused: 'room:attendance.excused', left: 'room:attendance.left',
};
const colours: Record<Attendance, string> = { present: 'success', absent: 'gray', absent_excused: 'warning', left: 'gray' };
const LIMITS = [0, 180, 300, 600, 900];

function Speaker() {
  const t = useT();
  const s = useRoom();
  const may = useMay();
  const now = useNow();
  const { act, busy } = useAct();
  const speaker = s.floor.speaker;
  if (speaker === null) return <Text c="dimmed">{t('room:floor.nobody')}</Text>;
  const spent = (now - Date.parse(speaker.granted_at)) / 1000;
  const over = speaker.seconds > 0 && spent > speaker.seconds;
  return (
    <div className={classes.speaker} data-testid="speaker" data-over={over || undefined}>
      <Text size="sm" c="dimmed">{t('room:floor.speaking')}</Text>
      <Text fw={600} fz={18}>{nameOf(s, speaker.person)}</Text>
      <Text size="sm">{participantOf(s, speaker.person)?.title}</Text>
      <Group gap={8} mt={4} wrap="wrap">
        <Text fw={600} fz={20} role="timer" data-testid="speaking-clock">
          {speaker.seconds > 0 ? t('room:floor.clock', { spent: fmtClock(spent), limit: fmtClock(speaker.seconds) }) : fmtClock(spent)}
        </Text>
        {over && <Badge color="danger">{t('room:floor.over')}</Badge>}
      </Group>
      {may('endOwnSpeech') && (
        <Button mt={8} variant="default" loading={busy} onClick={() => void act('floor.end', { meeting: s.meeting.id })}>
          {speaker.person === s.me ? t('room:floor.endMine') : t('room:floor.end')}
        </Button>
      )}
    </div>
  );
}

function Queue({ seconds }: { seconds: number }) {
  const t = useT();
  const s = useRoom();
  const may = useMay();
  const { act, busy } = useAct();
  if (s.floor.queue.length === 0) return <Text c="dimmed">{t('room:floor.empty')}</Text>;
  return (
    <ol className={classes.queue} data-testid="floor-queue">
      {s.floor.queue.map((q) => (
        <li key={q.request}>
          <div className={classes.paperText}>
            <Text fw={600}>{nameOf(s, q.person)}</Text>
            <Text size="sm" c="dimmed">{t('room:floor.since', { at: fmtTime(q.asked_at) })}</Text>
          </div>
          {may('giveFloor') && (
            <Button loading={busy} leftSection={<IconMicrophone size={20} aria-hidden />} aria-label={t('room:floor.grantNamed', { name: nameOf(s, q.person) })}
              onClick={() => void act('floor.grant', { meeting: s.meeting.id, person: q.person, ...(seconds > 0 ? { seconds } : {}) })}>{t('room:floor.grant')}</Button>
          )}
        </li>
      ))}
    </ol>
  );
}

function PersonMenu({ p, seconds }: { p: Participant; seconds: number }) {
  const t = useT();
  const s = useRoom();
  const may = useMay();
  const { act } = useAct();
  const meeting = s.meeting.id;
  const here = s.roster.some((r) => r.person === p.person);
  const mic = s.tracks.some((x) => x.person === p.person && x.source === 'mic' && !x.muted);
  if (!may('mark') && !may('muteOther') && !may('giveFloor')) return null;
  return (
    <Menu position="bottom-end" width={280}>
      <Menu.Target><ActionIcon aria-label={t('room:people.menu', { name: p.name })}><IconDots size={20} aria-hidden /></ActionIcon></Menu.Target>
      <Menu.Dropdown>
        {may('giveFloor') && here && <Menu.Item leftSection={<IconMicrophone size={20} aria-hidden />} onClick={() => void act('floor.grant', { meeting, person: p.person, ...(seconds > 0 ? { seconds } : {}) })}>{t('room:floor.grant')}</Menu.Item>}
        {may('muteOther') && mic && p.person !== s.me && <Menu.Item leftSection={<IconMicrophoneOff size={20} aria-hidden />} onClick={() => void act('media.mute_other', { meeting, person: p.person, source: 'mic' })}>{t('room:people.mute')}</Menu.Item>}
        {may('mark') && p.attendance !== 'present' && <Menu.Item leftSection={<IconUserCheck size={20} aria-hidden />} onClick={() => void act('attendance.mark', { meeting, person: p.person, attendance: 'present' })}>{t('room:people.present')}</Menu.Item>}
        {may('mark') && p.attendance !== 'absent_excused' && <Menu.Item leftSection={<IconUserX size={20} aria-hidden />} onClick={() => void act('attendance.mark', { meeting, person: p.person, attendance: 'absent_excused' })}>{t('room:people.excused')}</Menu.Item>}
        {may('mark') && p.attendance !== 'absent' && <Menu.Item leftSection={<IconUserX size={20} aria-hidden />} onClick={() => void act('attendance.mark', { meeting, person: p.person, attendance: 'absent' })}>{t('room:people.absent')}</Menu.Item>}
      </Menu.Dropdown>
    </Menu>
  );
}

function People({ seconds }: { seconds: number }) {
  const t = useT();
  const s = useRoom();
  return (
    <ul className={classes.people}>
      {[...s.meeting.participants].sort(byRank).map((p) => (
        <li key={p.person}>
          <div className={classes.paperText}>
            <Text fw={600}>{p.name}</Text>
            <Text size="sm" c="dimmed">{p.title}</Text>
          </div>
          <Badge color={colours[p.attendance]}>{t(words[p.attendance])}</Badge>
          <PersonMenu p={p} seconds={seconds} />
        </li>
      ))}
    </ul>
  );
}

/** My own step: ask, take it back, or end. Also in the bottom bar. */
export function useMyFloor() {
  const s = useRoom();
  const may = useMay();
  const { act, busy } = useAct();
  const meeting = s.meeting.id;
  const speaking = s.floor.speaker?.person === s.me;
  const waiting = s.floor.queue.findIndex((q) => q.person === s.me) + 1;
  const step = () => void (speaking ? act('floor.end', { meeting }) : waiting > 0 ? act('floor.withdraw', { meeting }) : act('floor.request', { meeting }));
  return { speaking, waiting, busy, step, allowed: (may('requestFloor') && s.meeting.my_role !== 'chair') || speaking };
}

export function FloorTab() {
  const t = useT();
  const s = useRoom();
  const may = useMay();
  const mine = useMyFloor();
  const [seconds, setSeconds] = useState(300);
  return (
    <Stack gap="md">
      <Speaker />
      {mine.allowed && !mine.speaking && (
        <Button variant={mine.waiting > 0 ? 'default' : 'filled'} loading={mine.busy} leftSection={<IconHandStop size={20} aria-hidden />} onClick={mine.step}>
          {mine.waiting > 0 ? t('room:floor.withdraw') : t('room:floor.request')}
        </Button>
      )}
      {mine.waiting > 0 && <Text role="status">{t('room:floor.place', { n: mine.waiting })}</Text>}
      {may('giveFloor') && (
        <Select label={t('room:floor.limit')} value={String(seconds)} onChange={(v) => setSeconds(Number(v ?? 0))}
          data={LIMITS.map((n) => ({ value: String(n), label: n === 0 ? t('room:floor.noLimit') : t('common:duration.minutes', { m: n / 60 }) }))} />
      )}
      <section>
        <Title order={3} fz={16} mb={8}>{t('room:floor.queue')}</Title>
        <Queue seconds={seconds} />
      </section>
      <section>
        <Title order={3} fz={16} mb={8}>{t('room:people.title')}</Title>
        <People seconds={seconds} />
      </section>
      <SitesPanel />
      {may('mark') && <SiteChecks meeting={s.meeting} level={3} />}
    </Stack>
  );
}
