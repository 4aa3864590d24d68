// SPDX-License-Identifier: GPL-3.0-or-later
// What the composed programme shows, in the recording and on hall screens: the desk chooses, everybody in the room is told.
import { Button, Menu, Text } from '@mantine/core';
import { IconBroadcast, IconBroadcastOff, IconCheck, IconColumns2, IconFileText, IconLayoutGrid, IconLayoutSidebarRight, IconScreenShare, IconUser } from '@tabler/icons-react';
import { call } from '../api/client';
import { path } from '../app/routes';
import { useT } from '../i18n';
import { collator } from '../ui/format';
import { notifyError } from '../ui/notify';
import { useRoom } from './session';
import { trackName } from './state';

const layouts = [
  { id: 'speaker', icon: IconUser, key: 'watch:layout.speaker' },
  { id: 'page', icon: IconFileText, key: 'watch:layout.page' },
  { id: 'grid4', icon: IconLayoutGrid, key: 'watch:layout.grid4' },
  { id: 'page_strip', icon: IconLayoutSidebarRight, key: 'watch:layout.page_strip' },
] as const;

const CALLED = 4;

/** Cameras that were called, in order, at most four; none called: the programme takes whoever has one. */
function Called({ called, onChange }: { called: string[]; onChange: (tracks: string[]) => void }) {
  const t = useT();
  const s = useRoom();
  const cameras = s.tracks.filter((x) => x.source === 'camera' && (!x.muted || called.includes(x.id))).map((x) => ({ id: x.id, name: trackName(s, x) }));
  /* Who was called and has left since is not counted, nor called again. */
  const here = called.filter((id) => cameras.some((c) => c.id === id));
  const turn = (id: string) => onChange(here.includes(id) ? here.filter((c) => c !== id) : [...here, id].slice(-CALLED));
  if (cameras.length === 0) return null;
  return (
    <>
      <Menu.Divider />
      <Menu.Label><Text size="sm">{t('watch:called', { count: here.length })}</Text></Menu.Label>
      <div style={{ maxHeight: 240, overflowY: 'auto' }}>
        {cameras.sort((a, b) => collator.compare(a.name, b.name)).map(({ id, name }) => (
          <Menu.Item key={id} aria-current={called.includes(id)} closeMenuOnClick={false} onClick={() => turn(id)}
            leftSection={called.includes(id) ? <IconCheck size={20} aria-hidden /> : <span style={{ width: 20, display: 'inline-block' }} />}>{name}</Menu.Item>
        ))}
      </div>
    </>
  );
}

export function ProgrammeMenu() {
  const t = useT();
  const s = useRoom();
  const meeting = s.meeting.id;
  const layout = s.programme?.layout ?? 'speaker';
  const called = s.programme?.tracks ?? [];
  const live = s.programme?.live ?? false;
  const set = (wanted: (typeof layouts)[number]['id'], tracks: string[]) => void call('programme.set', { meeting, layout: wanted, tracks }).catch(notifyError);
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
            onClick={() => set(id, called)}>{t(key)}</Menu.Item>
        ))}
        <Called called={called} onChange={(tracks) => set(layout, tracks)} />
        <Menu.Divider />
        <Menu.Item leftSection={live ? <IconBroadcastOff size={20} aria-hidden /> : <IconBroadcast size={20} aria-hidden />} onClick={turn}>{live ? t('watch:liveOff') : t('watch:liveOn')}</Menu.Item>
        <Menu.Item component="a" href={path.hall(meeting)} target="_blank" rel="noopener" leftSection={<IconScreenShare size={20} aria-hidden />}>{t('watch:openHall')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
