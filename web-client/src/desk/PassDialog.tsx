// SPDX-License-Identifier: GPL-3.0-or-later
// A signature changes hands: only to somebody entitled to sign this document, with the lines that will be printed; or the substitute takes it over.
import { Alert, Button, Group, Modal, Select, Stack, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useQuery } from '../api/client';
import { toApiError } from '../api/errors';
import { useMe } from '../app/session';
import { useLang, useT } from '../i18n';
import { notifyDone } from '../ui/notify';
import { deskApi, type Detail } from './api';
import { workApi } from './work';
import classes from './desk.module.css';

export function PassDialog({ d, step, forName, onClose, onDone }: { d: Detail; step: number; forName: string | null; onClose: () => void; onDone: () => void }) {
  const t = useT();
  const lang = useLang();
  const me = useMe().person.id;
  const holder = d.steps.find((s) => s.id === step)?.person;
  const { data } = useQuery(`signers ${d.unit_id} ${d.kind}`, (signal) => deskApi.signers(d.unit_id, d.kind, signal));
  const [choice, setChoice] = useState<string | null>(null);
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const people = (data?.people ?? []).filter((p) => (forName !== null ? p.id === me : p.id !== holder));
  const options = people.flatMap((p) => p.capacities.map((c) => ({ value: `${p.id} ${c.capacity}`, label: `${p.name}: ${c.lines.join(' / ')}` })));
  const chosen = choice ?? (forName !== null ? (options[0]?.value ?? null) : null);
  const [to, capacity] = (chosen ?? '').split(' ');
  const signer = people.find((p) => String(p.id) === to);
  const lines = signer?.capacities.find((c) => c.capacity === capacity)?.lines;
  const run = async () => {
    if (chosen === null || busy) return;
    setBusy(true);
    setError(null);
    try {
      await workApi.pass(step, { to: Number(to), capacity: capacity ?? '', comment: reason.trim(), seen: d.sha256 ?? '' });
      notifyDone(t('work:pass.done'));
      onDone();
    } catch (cause) {
      setError(toApiError(cause).sentence(lang));
      setBusy(false);
    }
  };
  const close = () => { if (!busy) (error === null ? onClose : onDone)(); };
  return (
    <Modal opened onClose={close} closeOnClickOutside={false} size="lg" title={t(forName === null ? 'work:pass.title' : 'work:pass.takeTitle')} closeButtonProps={{ 'aria-label': t('common:close') }}>
      <Stack gap="md">
        <Text>{forName === null ? t('work:pass.text') : t('work:pass.takeText', { name: forName })}</Text>
        {d.file !== null && <Alert color="brand" role="note">{t('work:pass.uploaded')}</Alert>}
        {data !== undefined && options.length === 0 && <Alert color="warning" role="status">{t(forName === null ? 'work:pass.nobody' : 'work:pass.notYou')}</Alert>}
        <Select label={t('work:pass.who')} data={options} value={chosen} onChange={setChoice} searchable={forName === null} allowDeselect={false} nothingFoundMessage={t('common:nobody')} data-testid="pass-who" />
        {signer !== undefined && lines !== undefined && <figure className={classes.printed} data-testid="pass-printed">
          <figcaption>{t('work:pass.printed')}</figcaption>
          {lines.map((l) => <p key={l}>{l}</p>)}
          <p>{signer.name}</p>
        </figure>}
        <Textarea label={t('work:pass.reason')} description={t('work:pass.reasonHelp')} required withAsterisk={false} minRows={2} maxLength={2000} value={reason} onChange={(e) => setReason(e.currentTarget.value)} data-testid="desk-comment" />
        {error !== null && <Alert color="danger" role="alert">{error}</Alert>}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" disabled={busy} onClick={close}>{t('common:cancel')}</Button>
          <Button loading={busy} disabled={chosen === null || reason.trim() === ''} onClick={() => void run()} data-testid="desk-confirm">{t(forName === null ? 'desk:forward.confirm' : 'work:pass.take')}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
