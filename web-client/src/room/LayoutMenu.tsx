// SPDX-License-Identifier: GPL-3.0-or-later
// How the faces stand, full screen, and taking a pin away: one menu in the bar.
import { Menu, UnstyledButton } from '@mantine/core';
import { IconLayoutGrid, IconLayoutNavbar, IconMaximize, IconMinimize, IconPinnedOff, IconUser } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useT, type Key } from '../i18n';
import { LAYOUTS, type Layout } from './layout';
import { useRoomSession, useView } from './session';
import classes from './room.module.css';

const words: Record<Layout, Key> = { strip: 'media:layout.strip', speaker: 'media:layout.speaker', grid: 'media:layout.grid' };
const icons = { strip: IconLayoutNavbar, speaker: IconUser, grid: IconLayoutGrid };

export function useFullScreen(): { on: boolean; possible: boolean; flip: () => void } {
  const [on, setOn] = useState(document.fullscreenElement !== null);
  useEffect(() => {
    const look = () => setOn(document.fullscreenElement !== null);
    document.addEventListener('fullscreenchange', look);
    return () => document.removeEventListener('fullscreenchange', look);
  }, []);
  const flip = () => void (document.fullscreenElement === null ? document.documentElement.requestFullscreen() : document.exitFullscreen()).catch(() => undefined);
  return { on, possible: document.fullscreenEnabled, flip };
}

export function LayoutMenu() {
  const t = useT();
  const session = useRoomSession();
  const view = useView();
  const full = useFullScreen();
  const Icon = icons[view.layout];
  return (
    <Menu position="top" width={300}>
      <Menu.Target><UnstyledButton className={classes.barButton} data-testid="bar-layout"><Icon size={24} aria-hidden /><span>{t('media:layout.title')}</span></UnstyledButton></Menu.Target>
      <Menu.Dropdown>
        <Menu.RadioGroup value={view.layout} onChange={(l) => session.setView({ layout: l as Layout })}>
          {LAYOUTS.map((l) => {
            const LayoutIcon = icons[l];
            return <Menu.RadioItem key={l} value={l} closeMenuOnClick rightSection={<LayoutIcon size={20} aria-hidden />}>{t(words[l])}</Menu.RadioItem>;
          })}
        </Menu.RadioGroup>
        <Menu.Divider />
        {view.pinned !== null && <Menu.Item leftSection={<IconPinnedOff size={20} aria-hidden />} onClick={() => session.setView({ pinned: null })}>{t('media:pin.off')}</Menu.Item>}
        {full.possible && (
          <Menu.Item leftSection={full.on ? <IconMinimize size={20} aria-hidden /> : <IconMaximize size={20} aria-hidden />} onClick={full.flip}>
            {full.on ? t('media:full.off') : t('media:full.on')}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
