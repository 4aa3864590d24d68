// SPDX-License-Identifier: GPL-3.0-or-later
// What the composed programme shows, in the recording and on hall screens: the desk chooses, everybody in the room is told.
import { Button, Menu, Text } from '@mantine/core';
import { IconBroadcast, IconBroadcastOff, IconCheck, IconColumns2, IconFileText, IconLayoutGrid, IconLayoutSidebarRight, IconScreenShare, IconUser } from '@tabler/icons-react';
import { call } from '../api/client';
import { path } from '../app/routes';
import { useT } from '../i18n';
import { notifyError } from '../ui/notify';
import { useRoom } from './session';

const layouts = [
  { id: 'speaker', icon: IconUser, key: 'watch:layout.speaker' },
  { id: 'page', icon: IconFileText, key: 'watch:layout.page' },
  { id: 'grid4', icon: IconLayoutGrid, key: 'watch:layout.grid4' },
  { id: 'page_strip', icon: IconLayoutSidebarRight, key: 'watch:layout.page_strip' },
] as const;

/** `tracks`: cameras of the sites that were called, in order; none: the programme takes whoever has one. */
export function ProgrammeMenu({ tracks = [] }: { tracks?: string[] }) {
  const t = useT();
  const s = useRoom();
  const meeting = s.meeting.id;
  const layout = s.programme?.layout ?? 'speaker';
  const live = s.programme?.live ?? false;
  const choose = (wanted: (typeof layouts)[number]['id']) => void call('programme.set', { meeting, layout: wanted, tracks: tracks.slice(0, 4) }).catch(notifyError);
  const turn = () => void call('programme.live', { meeting, on: !live }).catch(notifyError);
  return (
    <Menu position="bottom-end" width={320}>
      <Menu.Target>
        <Button variant="default" leftSection={<IconColumns2 size={20} aria-hidden />} data-testid="programme-menu">{t('watch:programme')}</Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label><Text size="sm">{t('watch:programmeAbout')}</Text></Menu.Label>
        {layouts.map(({ id, icon: Icon, key }) => (
          <Menu.Item key={id} leftSection={<Icon size={20} aria-hidden />} rightSection={id === layout ? <IconCheck size={18} aria-hidden /> : null} aria-current={id === layout}
            onClick={() => choose(id)}>{t(key)}</Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={live ? <IconBroadcastOff size={20} aria-hidden /> : <IconBroadcast size={20} aria-hidden />} onClick={turn}>{live ? t('watch:liveOff') : t('watch:liveOn')}</Menu.Item>
        <Menu.Item component="a" href={path.hall(meeting)} target="_blank" rel="noopener" leftSection={<IconScreenShare size={20} aria-hidden />}>{t('watch:openHall')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
