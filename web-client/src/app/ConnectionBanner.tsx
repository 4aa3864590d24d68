// SPDX-License-Identifier: GPL-3.0-or-later
// A cut line: nothing for two seconds, then a quiet banner with the number of tries; what was read stays readable.
import { Button, Group, Text } from '@mantine/core';
import { IconCloudOff } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { socket, useConnection } from '../api/client';
import { useT } from '../i18n';

const QUIET = 2000;

/** Seconds the line has been away, ticking; 0 while it is good. */
export function useOfflineSeconds(): number {
  const { offlineSince } = useConnection();
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (offlineSince === null) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [offlineSince]);
  return offlineSince === null ? 0 : Math.max(0, (now - offlineSince) / 1000);
}

export function ConnectionBanner() {
  const t = useT();
  const { attempt, draining } = useConnection();
  const away = useOfflineSeconds() * 1000 >= QUIET;
  return (
    <div role="status">
      {away && (
        <Group px="md" py={8} gap="md" justify="center" bg="var(--pn-tint-strong)">
          <IconCloudOff size={20} aria-hidden />
          <Text size="sm" style={{ flex: '0 1 auto' }}>
            {draining ? t('common:line.draining') : t('common:line.away')} {t('common:line.tries', { n: attempt })}
          </Text>
          <Button variant="default" onClick={() => socket.retryNow()}>{t('common:line.now')}</Button>
        </Group>
      )}
    </div>
  );
}
