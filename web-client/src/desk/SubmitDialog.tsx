// SPDX-License-Identifier: GPL-3.0-or-later
// The route before it is walked: who answers for the content, who for the form, others who are asked, and the signer the draft names.
import { ActionIcon, Alert, Button, Group, Modal, Select, Stack, Switch, Text } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useQuery } from '../api/client';
import { toApiError } from '../api/errors';
import { useLang, useT } from '../i18n';
import { SubmitWarning } from '../layout/SubmitWarning';
import { notifyDone } from '../ui/notify';
import { deskApi, type Detail, type RouteStep } from './api';

type Choice = string | null;

/** Opinions at once share position 1; one after the other they stand in the order of the list. The signature is last. */
export function planRoute(content: Choice, form: Choice, others: Choice[], signer: number, capacity: string, parallel: boolean): RouteStep[] {
  const opinions = [
    ...(content === null ? [] : [{ kind: 'content' as const, person: Number(content) }]),
    ...(form === null ? [] : [{ kind: 'form' as const, person: Number(form) }]),
    ...others.filter((o) => o !== null).map((o) => ({ kind: 'approve' as const, person: Number(o) })),
  ].map((s, i) => ({ ...s, pos: parallel ? 1 : i + 1 }));
  const last = opinions.length === 0 ? 1 : opinions[opinions.length - 1]!.pos + 1;
  return [...opinions, { pos: last, kind: 'sign', person: signer, capacity }];
}

export function SubmitDialog({ d, onClose, onDone }: { d: Detail; onClose: () => void; onDone: () => void }) {
  const t = useT();
  const lang = useLang();
  const options = useQuery('desk options', deskApi.options);
  const before = d.steps.filter((s) => s.round === d.round);
  const last = (kind: string) => { const s = before.find((x) => x.kind === kind); return s?.person == null ? null : String(s.person); };
  const [content, setContent] = useState<Choice>(() => last('content'));
  const [form, setForm] = useState<Choice>(() => last('form'));
  const [others, setOthers] = useState<Choice[]>(() => before.filter((s) => s.kind === 'approve').map((s) => String(s.person)));
  const [parallel, setParallel] = useState(true);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const people = (options.data?.people ?? []).map((p) => ({ value: String(p.id), label: `${p.name}, ${p.title}` }));
  /* Whoever is named to check the form stands first and is marked (Decree 30/2020 Art. 12). */
  const checkers = [...(options.data?.people ?? [])].sort((a, b) => Number(b.checks) - Number(a.checks)).map((p) => ({ value: String(p.id), label: p.checks ? `${p.name}, ${p.title} (${t('work:access.checker')})` : `${p.name}, ${p.title}` }));
  const signer = d.body?.signer;
  const signerName = options.data?.people.find((p) => p.id === signer)?.name ?? '';
  const version = d.versions[d.versions.length - 1];
  const send = async () => {
    if (signer === undefined || version === undefined) return;
    setBusy(true);
    setError(null);
    try {
      await deskApi.submit(d.id, version.sha256, planRoute(content, form, others, signer, d.body?.capacity ?? '', parallel));
      notifyDone(t('desk:submit.done'));
      onDone();
    } catch (cause) {
      setError(toApiError(cause).sentence(lang));
      setBusy(false);
    }
  };
  return (
    <Modal opened onClose={onClose} size="lg" title={t('desk:submit.title')} closeButtonProps={{ 'aria-label': t('common:close') }}>
      <Stack gap="md">
        <Text>{t('desk:submit.text')}</Text>
        <Select label={t('desk:submit.content')} description={t('desk:submit.contentHelp')} searchable clearable data={people} value={content} onChange={setContent} nothingFoundMessage={t('common:nobody')} data-testid="route-content" />
        <Select label={t('desk:submit.form')} description={t('desk:submit.formHelp')} searchable clearable data={checkers} value={form} onChange={setForm} nothingFoundMessage={t('common:nobody')} data-testid="route-form" />
        {others.map((o, i) => (
          <Group key={i} gap="xs" align="flex-end" wrap="nowrap">
            <Select style={{ flex: 1 }} label={t('desk:submit.other', { n: i + 1 })} searchable data={people} value={o} onChange={(v) => setOthers(others.map((x, j) => (j === i ? v : x)))} nothingFoundMessage={t('common:nobody')} />
            <ActionIcon variant="default" size={44} aria-label={t('desk:submit.removeOther', { n: i + 1 })} onClick={() => setOthers(others.filter((_, j) => j !== i))}><IconX size={20} aria-hidden /></ActionIcon>
          </Group>
        ))}
        <Group gap="md" wrap="wrap">
          <Button variant="default" leftSection={<IconPlus size={20} aria-hidden />} onClick={() => setOthers([...others, null])}>{t('desk:submit.addOther')}</Button>
          <Switch label={t('desk:submit.parallel')} checked={parallel} onChange={(e) => setParallel(e.currentTarget.checked)} />
        </Group>
        <Text><strong>{t('desk:submit.signer')}:</strong> {d.body?.capacity} {signerName}. {t(d.number_first ? 'desk:submit.numberFirst' : 'desk:submit.signFirst')}</Text>
        {d.version !== null && <SubmitWarning version={d.version} />}
        {error !== null && <Alert color="danger" role="alert">{error}</Alert>}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>{t('common:cancel')}</Button>
          <Button loading={busy} disabled={signer === undefined || version === undefined} onClick={() => void send()} data-testid="desk-confirm">{t('desk:submit.confirm')}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
