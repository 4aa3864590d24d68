// SPDX-License-Identifier: GPL-3.0-or-later
// One's signing PIN: chosen for the first time with the password, later changed with the old one.
import { Alert, Button, Skeleton, Stack, Text, Title } from '@mantine/core';
import { IconArrowLeft, IconShieldCheck, IconShieldQuestion } from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'wouter';
import { useQuery } from '../api/client';
import { path } from '../app/routes';
import { useT } from '../i18n';
import { ErrorNote } from '../ui/ErrorNote';
import { notifyDone } from '../ui/notify';
import { usePageTitle } from '../ui/usePageTitle';
import { PinForm } from './PinBox';
import { workApi } from './work';

export default function PinScreen() {
  const t = useT();
  const { data, error, reload } = useQuery('pin', workApi.pin);
  const [times, setTimes] = useState(0);
  usePageTitle(t('work:pin.title'));
  const set = () => {
    notifyDone(t('work:pin.done'));
    setTimes(times + 1);
    void reload();
  };
  return (
    <Stack gap="md" maw={640}>
      <Button variant="subtle" component={Link} href={path.desk} leftSection={<IconArrowLeft size={20} aria-hidden />} style={{ alignSelf: 'flex-start' }}>{t('desk:title')}</Button>
      <Title order={1}>{t('work:pin.title')}</Title>
      <Text>{t('work:pin.about')}</Text>
      {data === undefined && (error !== undefined ? <ErrorNote error={error} onRetry={() => void reload()} /> : <Skeleton h={260} role="status" />)}
      {data !== undefined && <>
        <Alert color={data.set ? 'success' : 'warning'} role="status" icon={data.set ? <IconShieldCheck aria-hidden /> : <IconShieldQuestion aria-hidden />} data-testid="pin-state" data-set={data.set}>{t(data.set ? 'work:pin.isSet' : 'work:pin.first')}</Alert>
        <PinForm key={`${String(data.set)} ${times}`} isSet={data.set} onSet={set} />
        {data.set && <Text size="sm" c="dimmed">{t('work:pin.forgot')}</Text>}
      </>}
    </Stack>
  );
}
