// SPDX-License-Identifier: GPL-3.0-or-later
// The PIN of one's own key: asked for when it is set, chosen here for the first time when it is not yet. Who chooses it proves himself by his password.
import { Alert, Button, Stack, Text, Title } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { useState, type FormEvent } from 'react';
import { toApiError } from '../api/errors';
import { useLang, useT } from '../i18n';
import { SecretField } from '../ui/SecretField';
import { workApi } from './work';
import classes from './desk.module.css';

const PIN = { inputMode: 'numeric' as const, maxLength: 12, autoComplete: 'off', w: 280, maw: '100%' };

/** `isSet`: a PIN there is takes the place of the password. Enter in any field is the button. */
export function PinForm({ isSet, onSet }: { isSet: boolean; onSet: (pin: string) => void }) {
  const t = useT();
  const lang = useLang();
  const [proof, setProof] = useState('');
  const [pin, setPin] = useState('');
  const [again, setAgain] = useState('');
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const ready = !busy && proof !== '' && pin.length >= 6 && pin === again;
  const set = async (event: FormEvent) => {
    event.preventDefault();
    if (!ready) return;
    setBusy(true);
    setError(null);
    try {
      if (isSet) await workApi.changePin(pin, proof);
      else await workApi.firstPin(pin, proof);
      onSet(pin);
    } catch (cause) {
      setError(toApiError(cause).sentence(lang));
      setProof('');
    }
    setBusy(false);
  };
  return (
    <form onSubmit={(e) => void set(e)} noValidate data-testid="pin-form">
      <Stack gap="sm" align="flex-start">
        {isSet
          ? <SecretField {...PIN} label={t('work:pin.old')} value={proof} onChange={(e) => setProof(e.currentTarget.value)} data-testid="pin-old" />
          : <SecretField w={280} maw="100%" maxLength={256} autoComplete="current-password" label={t('work:pin.password')} description={t('work:pin.passwordWhy')} value={proof} onChange={(e) => setProof(e.currentTarget.value)} data-testid="pin-password" />}
        <SecretField {...PIN} label={t('work:pin.new')} description={t('work:pin.form')} value={pin} onChange={(e) => setPin(e.currentTarget.value)} data-testid="pin-new" />
        <SecretField {...PIN} label={t('work:pin.again')} value={again} onChange={(e) => setAgain(e.currentTarget.value)}
          error={again !== '' && !pin.startsWith(again) ? t('work:pin.differs') : undefined} data-testid="pin-again" />
        {error !== null && <Alert color="danger" role="alert" data-testid="pin-error">{error}</Alert>}
        <Button type="submit" variant="default" loading={busy} disabled={!ready} leftSection={<IconLock size={20} aria-hidden />} data-testid="pin-set">{t(isSet ? 'work:pin.change' : 'work:pin.set')}</Button>
      </Stack>
    </form>
  );
}

type BoxProps = { isSet: boolean; value: string; onChange: (pin: string) => void; onSet?: (pin: string) => void; onSubmit: () => void };

export function PinBox({ isSet, value, onChange, onSet, onSubmit }: BoxProps) {
  const t = useT();
  if (!isSet) return (
    <section className={classes.fileRow} aria-labelledby="pin-first" data-testid="pin-first">
      <Title order={2} fz={18} id="pin-first">{t('work:pin.firstTitle')}</Title>
      <Text mb="sm">{t('work:pin.first')}</Text>
      <PinForm isSet={false} onSet={onSet ?? onChange} />
    </section>
  );
  return <form onSubmit={(e) => { e.preventDefault(); onSubmit(); }} noValidate><SecretField {...PIN} label={t('work:pin.label')} value={value} onChange={(e) => onChange(e.currentTarget.value)} data-testid="pin" /></form>;
}
