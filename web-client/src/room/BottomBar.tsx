// SPDX-License-Identifier: GPL-3.0-or-later
// The bar with the seven things a person does: icon and word on each, 56 px, and the truth about microphone and camera.
import { Menu, UnstyledButton } from '@mantine/core';
import {
  IconAntennaBars5, IconBell, IconBellOff, IconChecklist, IconDoorExit, IconDots, IconHandStop, IconHeadphones, IconKeyboard, IconLayoutSidebarRight, IconLeaf,
  IconMicrophone, IconMicrophoneOff, IconPlayerRecord, IconPresentation, IconScreenShare, IconScreenShareOff, IconVideo, IconVideoOff,
} from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { useLocation } from 'wouter';
import { path } from '../app/routes';
import { useT, type Key } from '../i18n';
import type { LocalSource } from '../media/engine';
import type { Source } from '../protocol/generated';
import { notifyError } from '../ui/notify';
import { PROBLEM_WORDS } from './check/parts';
import { useMyFloor } from './FloorTab';
import { LayoutMenu } from './LayoutMenu';
import type { Sheet } from './MediaDialogs';
import { useMay, useMedia, useRoom, useRoomSession } from './session';
import { setSound, soundOn } from './sound';
import { toggleSource } from './toggle';
import { useAct } from './useAct';
import classes from './room.module.css';

type Tone = 'on' | 'off' | 'call' | 'leave' | undefined;

function BarButton({ icon, label, hint, tone, pressed, disabled, onClick, testid }: {
  icon: ReactNode; label: string; hint?: string; tone?: Tone; pressed?: boolean; disabled?: boolean; onClick: () => void; testid?: string;
}) {
  return (
    <UnstyledButton className={classes.barButton} data-tone={tone} aria-pressed={pressed} disabled={disabled} onClick={onClick} title={hint} data-testid={testid}
      {...(hint === undefined ? {} : { 'aria-description': hint })}>
      {icon}
      <span>{label}</span>
    </UnstyledButton>
  );
}

function useSource(source: Source) {
  const { engine } = useRoomSession();
  const media = useMedia();
  const local = media.local[source];
  const toggle = () => toggleSource(engine, source, local);
  return { local, toggle, line: media.sending };
}

function hintOf(t: ReturnType<typeof useT>, local: LocalSource, line: string): string | undefined {
  if (local.problem !== null) return t(PROBLEM_WORDS[local.problem]);
  if (local.mutedByServer) return t('room:bar.mutedByChair');
  if (local.on && line !== 'connected') return t('room:bar.notHeard');
  return undefined;
}

function SourceButton({ source, on, off, icons }: { source: 'mic' | 'camera'; on: Key; off: Key; icons: [ReactNode, ReactNode] }) {
  const t = useT();
  const may = useMay();
  const { local, toggle, line } = useSource(source);
  const hint = hintOf(t, local, line);
  return (
    <BarButton icon={local.on ? icons[0] : icons[1]} label={local.on ? t(on) : t(off)} tone={local.on ? (hint === undefined ? 'on' : 'off') : 'off'} pressed={local.on}
      disabled={local.busy || !may('sendMedia')} onClick={toggle} testid={`bar-${source}`} {...(hint === undefined ? {} : { hint })} />
  );
}

function PresentButton({ onPapers }: { onPapers: () => void }) {
  const t = useT();
  const { local, toggle } = useSource('screen');
  return (
    <Menu position="top" width={280}>
      <Menu.Target>
        <UnstyledButton className={classes.barButton} data-tone={local.on ? 'on' : undefined}><IconPresentation size={24} aria-hidden /><span>{t('room:present.start')}</span></UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPresentation size={20} aria-hidden />} onClick={onPapers}>{t('room:present.paper')}</Menu.Item>
        <Menu.Item leftSection={local.on ? <IconScreenShareOff size={20} aria-hidden /> : <IconScreenShare size={20} aria-hidden />} onClick={toggle}>
          {local.on ? t('room:screen.stop') : t('room:screen.share')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function MoreButton({ onMedia }: { onMedia: (sheet: Sheet) => void }) {
  const t = useT();
  const s = useRoom();
  const may = useMay();
  const { act } = useAct();
  const session = useRoomSession();
  const { low } = useMedia();
  const [sound, setSoundState] = useState(soundOn());
  const meeting = s.meeting.id;
  const flip = () => {
    setSound(!sound);
    setSoundState(!sound);
  };
  return (
    <Menu position="top-end" width={300}>
      <Menu.Target><UnstyledButton className={classes.barButton}><IconDots size={24} aria-hidden /><span>{t('room:bar.more')}</span></UnstyledButton></Menu.Target>
      <Menu.Dropdown>
        {may('record') && (
          <Menu.Item leftSection={<IconPlayerRecord size={20} aria-hidden />} onClick={() => void (s.recording ? act('record.stop', { meeting }) : act('record.start', { meeting }))}>
            {s.recording ? t('room:record.stop') : t('room:record.start')}
          </Menu.Item>
        )}
        <Menu.Item leftSection={sound ? <IconBellOff size={20} aria-hidden /> : <IconBell size={20} aria-hidden />} onClick={flip} closeMenuOnClick={false}>
          {sound ? t('room:bar.soundOff') : t('room:bar.soundOn')}
        </Menu.Item>
        <Menu.CheckboxItem checked={low !== null} closeMenuOnClick rightSection={<IconLeaf size={20} aria-hidden />} onChange={(on) => void session.setLow(on).catch(notifyError)}>{t('media:low.switch')}</Menu.CheckboxItem>
        <Menu.Item leftSection={<IconAntennaBars5 size={20} aria-hidden />} onClick={() => onMedia('line')}>{t('media:line.title')}</Menu.Item>
        <Menu.Item leftSection={<IconHeadphones size={20} aria-hidden />} onClick={() => onMedia('devices')}>{t('media:devices.title')}</Menu.Item>
        <Menu.Item leftSection={<IconKeyboard size={20} aria-hidden />} onClick={() => onMedia('keys')}>{t('media:keys.title')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function FloorButton() {
  const t = useT();
  const mine = useMyFloor();
  if (!mine.allowed) return null;
  const label = mine.speaking ? t('room:floor.endMine') : mine.waiting > 0 ? t('room:floor.withdrawShort') : t('room:floor.request');
  return <BarButton icon={<IconHandStop size={24} aria-hidden />} label={label} tone={mine.speaking || mine.waiting > 0 ? 'on' : undefined} disabled={mine.busy} onClick={mine.step} testid="bar-floor" />;
}

type BarProps = { onVote: () => void; onPapers: () => void; onPanel: () => void; onMedia: (sheet: Sheet) => void };

export function BottomBar({ onVote, onPapers, onPanel, onMedia }: BarProps) {
  const t = useT();
  const s = useRoom();
  const may = useMay();
  const [, go] = useLocation();
  const calling = s.vote !== null && s.vote.may_cast && s.vote.my_choice === null;
  return (
    <nav className={classes.bottom} aria-label={t('room:bar.label')}>
      <SourceButton source="mic" on="room:bar.micOn" off="room:bar.micOff" icons={[<IconMicrophone key="1" size={24} aria-hidden />, <IconMicrophoneOff key="0" size={24} aria-hidden />]} />
      <SourceButton source="camera" on="room:bar.cameraOn" off="room:bar.cameraOff" icons={[<IconVideo key="1" size={24} aria-hidden />, <IconVideoOff key="0" size={24} aria-hidden />]} />
      {may('present') && <PresentButton onPapers={onPapers} />}
      <FloorButton />
      <BarButton icon={<IconChecklist size={24} aria-hidden />} label={t('room:bar.vote')} tone={calling ? 'call' : undefined} onClick={onVote} testid="bar-vote" />
      <span className={classes.narrowOnly}><BarButton icon={<IconLayoutSidebarRight size={24} aria-hidden />} label={t('room:bar.panel')} onClick={onPanel} /></span>
      <LayoutMenu />
      <MoreButton onMedia={onMedia} />
      <BarButton icon={<IconDoorExit size={24} aria-hidden />} label={t('room:bar.leave')} tone="leave" onClick={() => go(path.meeting(s.meeting.id))} testid="bar-leave" />
    </nav>
  );
}
