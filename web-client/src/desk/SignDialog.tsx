// SPDX-License-Identifier: GPL-3.0-or-later
// Everything a person must know before a signature, a number or a seal, on one page: what, how many pages, which bytes, in what capacity, by which
// certificate, and how the page will look.
import { Alert, Anchor, Button, Group, Modal, Stack, Text } from '@mantine/core';
import { IconCertificate, IconCloudLock, IconUsb } from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'wouter';
import { useQuery } from '../api/client';
import { toApiError } from '../api/errors';
import { path } from '../app/routes';
import { useMe } from '../app/session';
import { useLang, useT, type Key } from '../i18n';
import { fmtDateTime } from '../ui/format';
import { notifyDone } from '../ui/notify';
import { AttachmentFacts } from '../records/Attachments';
import { deskApi, type Detail } from './api';
import { PinBox } from './PinBox';
import { RemoteSteps } from './RemoteSteps';
import { ShownPage, useShown } from './ShownPage';
import { TokenSteps } from './TokenSteps';
import { commonName, workApi, type Look } from './work';
import { useKindName } from './words';
import classes from './desk.module.css';

type What = 'sign' | 'number' | 'seal';
const words: Record<What, { title: Key; text: Key; confirm: Key; done: Key }> = {
  sign: { title: 'desk:sign.title', text: 'desk:sign.text', confirm: 'desk:sign.confirm', done: 'desk:sign.done' },
  number: { title: 'desk:number.title', text: 'desk:number.text', confirm: 'desk:number.confirm', done: 'desk:number.done' },
  seal: { title: 'desk:seal.title', text: 'desk:seal.text', confirm: 'desk:seal.confirm', done: 'desk:seal.done' },
};

export function SignDialog({ d, what, step, onClose, onDone }: { d: Detail; what: What; step: number; onClose: () => void; onDone: () => void }) {
  const t = useT();
  const lang = useLang();
  const me = useMe();
  const kindName = useKindName();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const [other, setOther] = useState<'token' | 'remote' | null>(null);
  const remote = useQuery(`remote ${what} ${step}`, (signal) => (what === 'sign' ? deskApi.remoteState(step, signal) : Promise.resolve(null)));
  const [pin, setPin] = useState('');
  const version = d.versions[d.versions.length - 1];
  const seen = version?.sha256 ?? '';
  const { data: look, error: blind } = useQuery<Look | null>(`look ${what} ${step} ${seen}`, async (signal) => (what === 'sign' ? workApi.look([{ step, seen }], signal) : null));
  const { data: shown } = useShown(step, seen, what !== 'number');
  const wantsPin = look?.pin === true;
  const certificate = look?.certificate ?? shown?.certificate;
  const signStep = d.steps.find((s) => s.round === d.round && s.kind === 'sign');
  const run = async () => {
    setBusy(true);
    setError(null);
    try {
      await deskApi.put(step, what, seen, pin);
      notifyDone(t(words[what].done));
      onDone();
    } catch (cause) {
      /* The answer may have been lost on the way, or come from another tab: what counts is the step. */
      const now = await deskApi.get(d.id).catch(() => null);
      if (now?.steps.find((s) => s.id === step)?.state === 'done') {
        notifyDone(t(words[what].done));
        onDone();
        return;
      }
      setError(toApiError(cause).sentence(lang));
      setPin('');
      setBusy(false);
    }
  };
  const ready = !busy && (look !== undefined || blind !== undefined) && (!wantsPin || pin.length >= 6);
  const close = () => { if (!busy) (error === null ? onClose : onDone)(); };
  return (
    <Modal opened onClose={close} closeOnClickOutside={false} size={what === 'number' ? 'lg' : '60rem'} title={t(words[what].title)} closeButtonProps={{ 'aria-label': t('common:close') }}>
      <Stack gap="md">
        <div className={what === 'number' ? undefined : classes.before}>
        <dl className={classes.facts} data-short={other !== null || undefined}>
          <dt>{t('desk:fact.what')}</dt><dd>{kindName(d)}: {d.subject}</dd>
          <dt>{t('desk:fact.number')}</dt><dd>{d.register?.code ?? (what === 'number' ? t('desk:fact.numberNow') : t('desk:fact.numberLater'))}</dd>
          <dt>{t('desk:fact.pages')}</dt><dd>{version?.page_count ?? '…'}</dd>
          <dt>{t('desk:fact.hash')}</dt><dd className={classes.hash}>{version?.sha256}</dd>
          <AttachmentFacts request={d.id} />
          <dt>{t('desk:fact.who')}</dt>
          <dd>{what === 'sign' ? `${(signStep?.lines ?? []).join(' / ')} – ${me.person.name}` : what === 'seal' ? d.unit : me.person.name}</dd>
          {certificate !== undefined && other === null && <>
            <dt>{t('work:certificate')}</dt><dd>{commonName(certificate.subject)} ({commonName(certificate.issuer)})</dd>
            <dt>{t('work:until')}</dt><dd>{fmtDateTime(certificate.until)}</dd>
          </>}
        </dl>
        {what !== 'number' && <ShownPage step={step} seen={seen} what={what} short={other !== null} />}
        </div>
        {other === 'token' ? <TokenSteps step={step} seen={seen} onBack={() => setOther(null)} onDone={onDone} />
        : other === 'remote' ? <RemoteSteps request={d.id} step={step} seen={seen} onBack={() => setOther(null)} onDone={onDone} /> : <>
          <Text>{t(words[what].text)}</Text>
          {wantsPin && <PinBox isSet value={pin} onChange={setPin} onSubmit={() => { if (ready) void run(); }} />}
          {look?.pin === false && <Text size="sm" data-testid="no-pin">{t('work:pin.none')} <Anchor component={Link} href={path.pin} fw={600}>{t('work:pin.goSet')}</Anchor></Text>}
          {error !== null && <Alert color="danger" role="alert">{error}</Alert>}
          <Group justify="space-between" gap="sm" className={classes.foot}>
            {what === 'sign' && <Group gap={0}>
              <Button variant="subtle" px={10} disabled={busy} leftSection={<IconUsb size={20} aria-hidden />} onClick={() => setOther('token')} data-testid="desk-token">{t('desk:token.open')}</Button>
              {(remote.data?.credentials.length ?? 0) + (remote.data?.ended.length ?? 0) > 0 && <Button variant="subtle" px={10} disabled={busy} leftSection={<IconCloudLock size={20} aria-hidden />} onClick={() => setOther('remote')} data-testid="desk-remote">{t('desk:remote.open')}</Button>}
            </Group>}
            <Group gap="sm" ml="auto">
              <Button variant="default" disabled={busy} onClick={close}>{t('common:cancel')}</Button>
              <Button loading={busy} disabled={!ready && !busy} leftSection={<IconCertificate size={20} aria-hidden />} onClick={() => void run()} data-testid="desk-confirm">{t(words[what].confirm)}</Button>
            </Group>
          </Group>
        </>}
      </Stack>
    </Modal>
  );
}
