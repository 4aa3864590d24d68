// SPDX-License-Identifier: GPL-3.0-or-later
// The clerk numbers a document that was signed on paper: the same series as electronic ones, a series of its own for what is secret (R9, R13).
import { Alert, Button, Group, Modal, NumberInput, Select, Stack, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useQuery } from '../api/client';
import { toApiError } from '../api/errors';
import { useLang, useT, type Key } from '../i18n';
import { notifyDone } from '../ui/notify';
import { deskApi, type Secrecy, type Urgency } from './api';
import { urgencyWords } from './words';

export const secrecyWords: Record<Secrecy, Key> = { none: 'desk:paper.none', confidential: 'desk:paper.confidential', secret: 'desk:paper.secret', top_secret: 'desk:paper.topSecret' };

export function PaperDialog({ unit, onClose }: { unit: number; onClose: () => void }) {
  const t = useT();
  const lang = useLang();
  const options = useQuery('desk options', deskApi.options);
  const [kind, setKind] = useState<string | null>(null);
  const [subject, setSubject] = useState('');
  const [drafter, setDrafter] = useState<string | null>(null);
  const [signer, setSigner] = useState<string | null>(null);
  const [recipients, setRecipients] = useState('');
  const [urgency, setUrgency] = useState<Urgency>('normal');
  const [secrecy, setSecrecy] = useState<Secrecy>('none');
  const [pages, setPages] = useState(1);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const signers = useQuery(`signers ${unit} ${kind}`, (signal) => (kind === null ? Promise.resolve({ people: [] }) : deskApi.signers(unit, kind, signal)));
  const choices = (signers.data?.people ?? []).flatMap((p) => p.capacities.map((c) => ({ value: `${p.id} ${c.capacity}`, label: `${c.lines.join(' / ')} – ${p.name}` })));
  const save = async () => {
    const [person = '', capacity = ''] = (signer ?? '').split(' ');
    setBusy(true);
    setError(null);
    try {
      const lines = recipients.split('\n').map((l) => l.trim()).filter((l) => l !== '');
      const { code } = await deskApi.registerPaper(unit, { kind: kind ?? '', ...(secrecy === 'none' ? { subject: subject.trim() } : {}), drafter: Number(drafter), signer: Number(person), capacity, recipients: lines, urgency, pages, secrecy });
      notifyDone(t('desk:paper.done', { code }));
      onClose();
    } catch (cause) {
      setError(toApiError(cause).sentence(lang));
      setBusy(false);
    }
  };
  const ready = kind !== null && drafter !== null && signer !== null && (secrecy !== 'none' || subject.trim() !== '');
  return (
    <Modal opened onClose={onClose} size="lg" title={t('desk:paper.title')} closeButtonProps={{ 'aria-label': t('common:close') }}>
      <Stack gap="md">
        <Alert color="brand">{t('desk:paper.about')}</Alert>
        <Select label={t('desk:draft.kind')} searchable data={(options.data?.kinds ?? []).map((k) => ({ value: k.kind, label: lang === 'vi' ? k.vi : k.en }))} value={kind} onChange={(k) => { setKind(k); setSigner(null); }} data-testid="paper-kind" />
        <Select label={t('desk:paper.secrecy')} description={t('desk:paper.secrecyHelp')} data={(Object.keys(secrecyWords) as Secrecy[]).map((s) => ({ value: s, label: t(secrecyWords[s]) }))} value={secrecy} onChange={(s) => setSecrecy((s ?? 'none') as Secrecy)} allowDeselect={false} />
        {secrecy === 'none' && <Textarea label={t('desk:draft.subject')} autosize minRows={2} maxLength={500} value={subject} onChange={(e) => setSubject(e.currentTarget.value)} data-testid="paper-subject" />}
        <Select label={t('desk:register.drafter')} searchable data={(options.data?.people ?? []).map((p) => ({ value: String(p.id), label: `${p.name}, ${p.title}` }))} value={drafter} onChange={setDrafter} nothingFoundMessage={t('common:nobody')} data-testid="paper-drafter" />
        <Select label={t('desk:draft.signer')} searchable data={choices} value={signer} onChange={setSigner} nothingFoundMessage={t('common:nobody')} data-testid="paper-signer" />
        <Textarea label={t('desk:draft.recipients')} description={t('desk:draft.onePerLine')} autosize minRows={2} value={recipients} onChange={(e) => setRecipients(e.currentTarget.value)} />
        <Group gap="md" grow>
          <Select label={t('desk:draft.urgency')} data={(Object.keys(urgencyWords) as Urgency[]).map((u) => ({ value: u, label: t(urgencyWords[u]) }))} value={urgency} onChange={(u) => setUrgency((u ?? 'normal') as Urgency)} allowDeselect={false} />
          <NumberInput label={t('desk:register.pages')} min={1} max={100000} value={pages} onChange={(v) => setPages(Number(v) || 1)} />
        </Group>
        {error !== null && <Alert color="danger" role="alert">{error}</Alert>}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>{t('common:cancel')}</Button>
          <Button loading={busy} disabled={!ready} onClick={() => void save()} data-testid="paper-save">{t('desk:paper.save')}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
