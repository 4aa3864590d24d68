// SPDX-License-Identifier: GPL-3.0-or-later
// The PIN of one's own key: asked for when it is set, set here for the first time when it is not yet.
import { Alert, Button, PasswordInput, Stack, Text } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { useState } from 'react';
import { toApiError } from '../api/errors';
import { useLang, useT } from '../i18n';
import { workApi } from './work';

const PIN = { inputMode: 'numeric' as const, maxLength: 12, autoComplete: 'off', w: 240, maw: '100%' };

function FirstPin({ onSet }: { onSet: (pin: string) => void }) {
  const t = useT();
  const lang = useLang();
  const [pin, setPin] = useState('');
  const [again, setAgain] = useState('');
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const set = async () => {
    setBusy(true);
    setError(null);
    try {
      await workApi.setPin(pin, '');
      onSet(pin);
    } catch (cause) {
      setError(toApiError(cause).sentence(lang));
      setBusy(false);
    }
  };
  return (
    <Stack gap="sm" align="flex-start" data-testid="pin-first">
      <Text>{t('work:pin.first')}</Text>
      <PasswordInput {...PIN} label={t('work:pin.new')} description={t('work:pin.form')} value={pin} onChange={(e) => setPin(e.currentTarget.value)} data-testid="pin-new" />
      <PasswordInput {...PIN} label={t('work:pin.again')} value={again} onChange={(e) => setAgain(e.currentTarget.value)}
        error={again !== '' && again !== pin ? t('work:pin.differs') : undefined} data-testid="pin-again" />
      {error !== null && <Alert color="danger" role="alert">{error}</Alert>}
      <Button variant="default" loading={busy} disabled={pin.length < 6 || pin !== again} leftSection={<IconLock size={20} aria-hidden />} onClick={() => void set()} data-testid="pin-set">{t('work:pin.set')}</Button>
    </Stack>
  );
}

export function PinBox({ isSet, value, onChange, onSet }: { isSet: boolean; value: string; onChange: (pin: string) => void; onSet: (pin: string) => void }) {
  const t = useT();
  if (!isSet) return <FirstPin onSet={onSet} />;
  return <PasswordInput {...PIN} label={t('work:pin.label')} value={value} onChange={(e) => onChange(e.currentTarget.value)} data-testid="pin" />;
}
