// SPDX-License-Identifier: GPL-3.0-or-later
// Three sheets of the room: my devices (changed in mid-meeting), my line in figures, and the shortcuts.
import { Button, Group, Kbd, Modal, Select, Stack, Switch, Table, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useLocation } from 'wouter';
import { path } from '../app/routes';
import { useT, type Key } from '../i18n';
import { budget, choose, chosen, type DeviceKind } from '../media/capture';
import { BUDGETS, type Budget } from '../media/encodings';
import { levelFrom, type Figures, type Way } from '../media/figures';
import { levelOf } from '../media/quality';
import { notifyError } from '../ui/notify';
import { DevicePick } from './DevicePick';
import { LEVEL_WORDS, LevelIcon } from './LineMark';
import { keepSwitch, keptSwitch } from './prefs';
import { useMedia, useRoom, useRoomSession } from './session';
import { KEYS, type Shortcut } from './shortcuts';
import { SHORTCUTS_SWITCH } from './useShortcuts';

export type Sheet = 'devices' | 'line' | 'keys' | null;
type Props = { opened: boolean; onClose: () => void };

const useClose = () => ({ 'aria-label': useT()('common:close') });

function DevicesSheet({ opened, onClose }: Props) {
  const t = useT();
  const s = useRoom();
  const { engine } = useRoomSession();
  const media = useMedia();
  const [, go] = useLocation();
  const [picked, setPicked] = useState(chosen());
  const [none, setNone] = useState(false);
  useEffect(() => {
    if (!opened) return;
    setPicked(chosen());
    void navigator.mediaDevices?.enumerateDevices().then((all) => setNone(!['audioinput', 'videoinput', 'audiooutput'].some((k) => all.filter((d) => d.kind === k && d.deviceId !== '').length > 1)));
  }, [opened]);
  const pick = (kind: DeviceKind) => (id: string) => {
    choose({ [kind]: id });
    setPicked(chosen());
    if (kind === 'audiooutput') engine.reroute();
    else void engine.swap(kind === 'audioinput' ? 'mic' : 'camera').catch(notifyError);
  };
  return (
    <Modal opened={opened} onClose={onClose} title={t('media:devices.title')} closeButtonProps={useClose()}>
      <Stack gap="md">
        <DevicePick kind="audioinput" label={t('room:devices.mic')} ready={media.local.mic.on} value={picked.audioinput} onPick={pick('audioinput')} />
        <DevicePick kind="videoinput" label={t('room:devices.camera')} ready={media.local.camera.on} value={picked.videoinput} onPick={pick('videoinput')} />
        <DevicePick kind="audiooutput" label={t('room:devices.speaker')} ready={media.local.mic.on} value={picked.audiooutput} onPick={pick('audiooutput')} />
        {none && <Text c="dimmed">{t('media:devices.none')}</Text>}
        <BudgetPick />
        <Text size="sm" c="dimmed">{t('media:devices.help')}</Text>
        <Group justify="flex-end"><Button variant="default" onClick={() => go(path.devices(s.meeting.id))}>{t('media:devices.full')}</Button></Group>
      </Stack>
    </Modal>
  );
}

const budgetWords: Record<Budget, Key> = { thin: 'media:budget.thin', normal: 'media:budget.normal', wide: 'media:budget.wide' };

function BudgetPick() {
  const t = useT();
  const { engine } = useRoomSession();
  const [value, setValue] = useState(budget());
  return (
    <Select label={t('media:budget.label')} description={t('media:budget.help')} value={value} data={(Object.keys(BUDGETS) as Budget[]).map((b) => ({ value: b, label: t(budgetWords[b]) }))}
      onChange={(v) => {
        if (v === null) return;
        setValue(v as Budget);
        void engine.useBudget(v as Budget);
      }} />
  );
}

function WayRow({ name, way, level }: { name: string; way: Way; level: keyof typeof LEVEL_WORDS }) {
  const t = useT();
  return (
    <Table.Tr>
      <Table.Th scope="row">{name}</Table.Th>
      <Table.Td><Group gap={4} wrap="nowrap"><LevelIcon level={level} size={20} />{t(LEVEL_WORDS[level])}</Group></Table.Td>
      <Table.Td>{way.loss_percent} %</Table.Td>
      <Table.Td>{way.rtt_ms === null ? '–' : `${way.rtt_ms} ms`}</Table.Td>
      <Table.Td>{way.kbps}</Table.Td>
    </Table.Tr>
  );
}

function LineSheet({ opened, onClose }: Props) {
  const t = useT();
  const session = useRoomSession();
  const media = useMedia();
  const [figures, setFigures] = useState<Figures | null>(null);
  useEffect(() => {
    if (!opened) return setFigures(null);
    const look = () => void session.engine.figures().then(setFigures);
    look();
    const timer = setInterval(look, 2000);
    return () => clearInterval(timer);
  }, [opened, session]);
  const line = session.myLine();
  const level = levelOf(line, true);
  return (
    <Modal opened={opened} onClose={onClose} title={t('media:line.title')} size="lg" closeButtonProps={useClose()}>
      <Stack gap="md">
        <Text>{level === null ? t('media:line.unknown') : t('media:line.mine', { word: t(LEVEL_WORDS[level]) })}</Text>
        {figures !== null && (
          <Table.ScrollContainer minWidth={420} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
            <Table>
              <Table.Thead><Table.Tr><Table.Th>{t('media:line.way')}</Table.Th><Table.Th>{t('media:line.word')}</Table.Th><Table.Th>{t('media:line.loss')}</Table.Th><Table.Th>{t('media:line.trip')}</Table.Th><Table.Th>kbit/s</Table.Th></Table.Tr></Table.Thead>
              <Table.Tbody>
                <WayRow name={t('media:line.up')} way={figures.up} level={line?.up?.level ?? levelFrom(figures.up)} />
                <WayRow name={t('media:line.down')} way={figures.down} level={line?.down?.level ?? levelFrom(figures.down)} />
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        )}
        <Switch size="lg" checked={media.low !== null} label={t('media:low.switch')} description={t('media:low.help')} onChange={(e) => void session.setLow(e.currentTarget.checked).catch(notifyError)} />
      </Stack>
    </Modal>
  );
}

const keyWords: Record<Shortcut, Key> = {
  talk: 'media:keys.talk', mic: 'media:keys.mic', camera: 'media:keys.camera', floor: 'media:keys.floor', layout: 'media:keys.layout', full: 'media:keys.full', low: 'media:keys.low', help: 'media:keys.help',
};

function KeysSheet({ opened, onClose }: Props) {
  const t = useT();
  const [on, setOn] = useState(keptSwitch(SHORTCUTS_SWITCH, true));
  return (
    <Modal opened={opened} onClose={onClose} title={t('media:keys.title')} closeButtonProps={useClose()}>
      <Stack gap="md">
        <Switch size="lg" checked={on} label={t('media:keys.switch')} description={t('media:keys.note')}
          onChange={(e) => { keepSwitch(SHORTCUTS_SWITCH, e.currentTarget.checked); setOn(e.currentTarget.checked); }} />
        <Table>
          <Table.Thead className="pn-hidden"><Table.Tr><Table.Th>{t('media:keys.key')}</Table.Th><Table.Th>{t('media:keys.does')}</Table.Th></Table.Tr></Table.Thead>
          <Table.Tbody>{KEYS.map(([what, key]) => <Table.Tr key={what}><Table.Td><Kbd size="md">{key === 'Space' ? t('media:keys.space') : key}</Kbd></Table.Td><Table.Td>{t(keyWords[what])}</Table.Td></Table.Tr>)}</Table.Tbody>
        </Table>
      </Stack>
    </Modal>
  );
}

export function MediaSheets({ sheet, onSheet }: { sheet: Sheet; onSheet: (sheet: Sheet) => void }) {
  const close = () => onSheet(null);
  return (
    <>
      <DevicesSheet opened={sheet === 'devices'} onClose={close} />
      <LineSheet opened={sheet === 'line'} onClose={close} />
      <KeysSheet opened={sheet === 'keys'} onClose={close} />
    </>
  );
}
