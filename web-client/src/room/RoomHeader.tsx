// SPDX-License-Identifier: GPL-3.0-or-later
// The line on top: what meeting, in which state, quorum against the rule, whether it is being recorded, the time; and for the chair
// the one next step (open, pause, go on, close).
import { Badge, Button, Group, Text, Title } from '@mantine/core';
import { IconCheck, IconLock, IconPlayerPause, IconPlayerPlay, IconPlayerRecordFilled, IconUsers } from '@tabler/icons-react';
import { useState } from 'react';
import { useT, type Key } from '../i18n';
import type { MeetingState } from '../protocol/generated';
import { fmtTime } from '../ui/format';
import { CloseMeeting, OpenMeeting } from './ChairDialogs';
import { levelOf } from '../media/quality';
import { LEVEL_WORDS, LevelIcon, qualitySentence } from './LineMark';
import { ProgrammeMenu } from './ProgrammeMenu';
import { useMay, useMedia, useRoom, useRoomSession } from './session';
import { useAct } from './useAct';
import { useNow } from './useNow';
import classes from './room.module.css';

const words: Record<MeetingState, Key> = {
  draft: 'common:state.draft', published: 'room:state.waiting', open: 'common:state.open', paused: 'common:state.paused', closed: 'common:state.closed',
  archived: 'common:state.archived',
};
const colours: Record<MeetingState, string> = { draft: 'gray', published: 'brand', open: 'success', paused: 'warning', closed: 'gray', archived: 'gray' };

function Clock() {
  const now = useNow();
  return <Text component="time" fw={600} fz={18} className="pn-nowrap">{fmtTime(now)}</Text>;
}

function Quorum() {
  const t = useT();
  const { present, members, quorum_needed: needed, reached } = useRoom().attendance;
  return (
    <Badge color={reached ? 'success' : 'warning'} leftSection={reached ? <IconCheck size={16} aria-hidden /> : <IconUsers size={16} aria-hidden />} data-testid="quorum">
      {reached ? t('room:quorum.reached', { present, members }) : t('room:quorum.missing', { present, members, needed })}
    </Badge>
  );
}

function ChairSteps() {
  const t = useT();
  const s = useRoom();
  const may = useMay();
  const { act, busy } = useAct();
  const [dialog, setDialog] = useState<'open' | 'close' | null>(null);
  const meeting = s.meeting.id;
  const open = () => (s.attendance.reached ? void act('meeting.open', { meeting }) : setDialog('open'));
  return (
    <Group gap={8} wrap="wrap">
      {may('open') && <Button loading={busy} leftSection={<IconPlayerPlay size={20} aria-hidden />} onClick={open}>{t('room:chair.open')}</Button>}
      {may('pause') && <Button variant="default" loading={busy} leftSection={<IconPlayerPause size={20} aria-hidden />} onClick={() => void act('meeting.pause', { meeting })}>{t('room:chair.pause')}</Button>}
      {may('resume') && <Button loading={busy} leftSection={<IconPlayerPlay size={20} aria-hidden />} onClick={() => void act('meeting.resume', { meeting })}>{t('room:chair.resume')}</Button>}
      {may('record') && <ProgrammeMenu />}
      {may('close') && <Button variant="default" onClick={() => setDialog('close')}>{t('room:chair.close')}</Button>}
      <OpenMeeting opened={dialog === 'open'} onClose={() => setDialog(null)} />
      <CloseMeeting opened={dialog === 'close'} onClose={() => setDialog(null)} />
    </Group>
  );
}

function MyLine({ onLine }: { onLine: () => void }) {
  const t = useT();
  const session = useRoomSession();
  useMedia();
  const level = levelOf(session.myLine(), true);
  if (level === null) return null;
  return (
    <Button variant="subtle" color={level === 'poor' ? 'warning' : 'gray'} px={10} leftSection={<LevelIcon level={level} size={20} />} onClick={onLine} data-testid="my-line" data-level={level}
      title={qualitySentence(t, session.myLine())}>
      <span className="pn-hidden">{t('media:line.title')}: </span>{t(LEVEL_WORDS[level])}
    </Button>
  );
}

export function RoomHeader({ onLine }: { onLine: () => void }) {
  const t = useT();
  const s = useRoom();
  return (
    <header className={classes.header}>
      <Title order={1} className={classes.title}>{s.meeting.title}</Title>
      <Group gap={8} wrap="wrap" className={classes.facts}>
        <Badge color={colours[s.meeting.state]} data-testid="meeting-state" data-state={s.meeting.state}>{t(words[s.meeting.state])}</Badge>
        <Quorum />
        {s.recording && <Badge color="danger" variant="filled" leftSection={<IconPlayerRecordFilled size={14} aria-hidden />} data-testid="recording">{t('room:recording')}</Badge>}
        {s.meeting.secrecy === 'internal' && <Badge color="warning" leftSection={<IconLock size={16} aria-hidden />}>{t('room:internal')}</Badge>}
      </Group>
      <Group gap={12} wrap="wrap" ml="auto"><ChairSteps /><MyLine onLine={onLine} /><Clock /></Group>
    </header>
  );
}
