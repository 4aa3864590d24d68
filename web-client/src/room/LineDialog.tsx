// SPDX-License-Identifier: GPL-3.0-or-later
// A long cut: after ten seconds a dialog with reason and tries (the shell's quiet banner comes after two). It can be put aside,
// because what is on the screen stays readable.
import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import { socket, useConnection } from '../api/client';
import { useOfflineSeconds } from '../app/ConnectionBanner';
import { useT } from '../i18n';

const DIALOG_AFTER = 10;

export function useOffline(): boolean {
  return useConnection().phase !== 'online';
}

export function LineDialog() {
  const t = useT();
  const { attempt, draining, offlineSince } = useConnection();
  const away = useOfflineSeconds();
  const [aside, setAside] = useState(false);
  useEffect(() => { if (offlineSince === null) setAside(false); }, [offlineSince]);
  return (
    <Modal opened={away >= DIALOG_AFTER && !aside} onClose={() => setAside(true)} title={t('room:line.title')} closeButtonProps={{ 'aria-label': t('common:close') }}>
      <Stack gap="md">
        <Text>{draining ? t('common:line.draining') : t('room:line.reason')}</Text>
        <Text>{t('room:line.kept')}</Text>
        <Text c="dimmed">{t('common:line.tries', { n: attempt })} {t('room:line.seconds', { n: Math.floor(away) })}</Text>
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={() => setAside(true)}>{t('room:line.read')}</Button>
          <Button onClick={() => socket.retryNow()}>{t('common:line.now')}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
