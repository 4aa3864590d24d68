// SPDX-License-Identifier: GPL-3.0-or-later
// What one must know about one's own picture and sound, as sentences above the stage, each with the one tap that helps.
import { Button, Group, Text } from '@mantine/core';
import { IconMicrophone, IconScreenShareOff, IconVideo, IconVolume } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useT } from '../i18n';
import { notifyError } from '../ui/notify';
import { useMedia, useRoomSession } from './session';
import classes from './room.module.css';

function SoundTap() {
  const t = useT();
  const { engine } = useRoomSession();
  if (!useMedia().needsTap) return null;
  return (
    <Group className={classes.returnBar} gap="md" role="alert">
      <Text size="sm">{t('room:tap.text')}</Text>
      <Button leftSection={<IconVolume size={20} aria-hidden />} onClick={() => engine.playAll()}>{t('room:tap.button')}</Button>
    </Group>
  );
}

const QUIET = 2_000;
const LONG = 10_000;

/* Two seconds of silence heal by themselves; after ten the likely reason is named. */
function Away() {
  const t = useT();
  const { sending, receiving } = useMedia();
  const [since, setSince] = useState<'no' | 'short' | 'long'>('no');
  const failed = sending === 'failed' || receiving === 'failed';
  useEffect(() => {
    if (!failed) return setSince('no');
    const first = setTimeout(() => setSince('short'), QUIET);
    const second = setTimeout(() => setSince('long'), LONG);
    return () => {
      clearTimeout(first);
      clearTimeout(second);
    };
  }, [failed]);
  return (
    <div role="status">
      {since !== 'no' && <Text size="sm" px="md" py={8} bg="var(--pn-tint-strong)" ta="center">{t('room:mediaAway')} {since === 'long' && t('media:away.reason')}</Text>}
    </div>
  );
}

function LowBar() {
  const t = useT();
  const session = useRoomSession();
  const { low } = useMedia();
  if (low === null) return null;
  return (
    <Group className={classes.returnBar} gap="md" wrap="wrap" role="status" data-testid="low">
      <Text size="sm">{low === 'auto' ? t('media:low.auto') : t('media:low.hand')}</Text>
      <Button leftSection={<IconVideo size={20} aria-hidden />} onClick={() => void session.setLow(false).catch(notifyError)}>{t('media:low.back')}</Button>
    </Group>
  );
}

function Sharing() {
  const t = useT();
  const { engine } = useRoomSession();
  if (!useMedia().local.screen.on) return null;
  return (
    <Group className={classes.returnBar} gap="md" wrap="wrap" role="status">
      <Text size="sm">{t('media:screen.mine')}</Text>
      <Button variant="default" leftSection={<IconScreenShareOff size={20} aria-hidden />} onClick={() => void engine.turn('screen', false).catch(notifyError)}>{t('room:screen.stop')}</Button>
    </Group>
  );
}

export function MediaNotices({ talking }: { talking: boolean }) {
  const t = useT();
  return (
    <>
      <Away />
      <SoundTap />
      <LowBar />
      <Sharing />
      {talking && <Group className={classes.returnBar} gap={8} role="status"><IconMicrophone size={20} aria-hidden /><Text size="sm">{t('media:keys.talking')}</Text></Group>}
    </>
  );
}
