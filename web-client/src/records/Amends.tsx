// SPDX-License-Identifier: GPL-3.0-or-later
// Replaced, replacing, corrected, correcting: said on both documents with the way to the other; and the two buttons after issue (Decree 30/2020 Art. 18.4, R16).
import { Alert, Badge, Button, Group, Modal, Radio, Stack, Text } from '@mantine/core';
import { IconReplace } from '@tabler/icons-react';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { toApiError } from '../api/errors';
import { path } from '../app/routes';
import { useLang, useT, type Key } from '../i18n';
import { fmtIsoDay } from '../ui/format';
import { amend, type AmendLine, type Amends } from './amends';

function Named({ label, line }: { label: Key; line: AmendLine }) {
  const t = useT();
  const lang = useLang();
  const name = `${lang === 'vi' ? line.kind_vi : line.kind_en} ${line.code ?? ''}`.trim();
  return <Text>{t(label)} <Link href={path.deskRequest(line.id)}>{name}</Link>{line.issued_on === null ? '' : ` (${fmtIsoDay(line.issued_on)})`}: {line.subject}</Text>;
}

export function ReplacedBadge() {
  const t = useT();
  return <Badge color="warning">{t('records:amend.badge')}</Badge>;
}

export function AmendNotes({ amends }: { amends: Amends }) {
  const { replaces, corrects, replaced_by: by, corrected_by: corrected } = amends;
  if (replaces === null && corrects === null && by === null && corrected.length === 0) return null;
  return (
    <Alert color={by !== null || corrected.length > 0 ? 'warning' : 'brand'} role="status" icon={<IconReplace aria-hidden />} data-testid="amends">
      {by !== null && <Named label="records:amend.replacedBy" line={by} />}
      {corrected.map((line) => <Named key={line.id} label="records:amend.correctedBy" line={line} />)}
      {replaces !== null && <Named label="records:amend.replaces" line={replaces} />}
      {corrects !== null && <Named label="records:amend.corrects" line={corrects} />}
    </Alert>
  );
}

function AmendDialog({ request, mayCorrect, mayReplace, onClose }: { request: number; mayCorrect: boolean; mayReplace: boolean; onClose: () => void }) {
  const t = useT();
  const lang = useLang();
  const [, go] = useLocation();
  const [how, setHow] = useState<'replace' | 'correct'>(mayReplace ? 'replace' : 'correct');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const run = async () => {
    setBusy(true);
    setError(null);
    try {
      go(path.editDraft((await amend(request, how)).request));
    } catch (cause) {
      setError(toApiError(cause).sentence(lang));
      setBusy(false);
    }
  };
  return (
    <Modal opened onClose={onClose} title={t('records:amend.open')} closeButtonProps={{ 'aria-label': t('common:close') }}>
      <Stack gap="md">
        <Radio.Group label={t('records:amend.what')} value={how} onChange={(v) => setHow(v as 'replace' | 'correct')}>
          <Stack gap="sm" mt="xs">
            <Radio value="replace" label={t('records:amend.replace')} description={t('records:amend.replaceHelp')} disabled={!mayReplace} />
            <Radio value="correct" label={t('records:amend.correct')} description={t('records:amend.correctHelp')} disabled={!mayCorrect} data-testid="amend-correct" />
          </Stack>
        </Radio.Group>
        <Text size="sm">{t('records:amend.about')}</Text>
        {error !== null && <Alert color="danger" role="alert">{error}</Alert>}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>{t('common:cancel')}</Button>
          <Button loading={busy} onClick={() => void run()} data-testid="amend-go">{t('records:amend.go')}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}

export function AmendButton({ request, state, amends }: { request: number; state: string; amends: Amends }) {
  const t = useT();
  const [open, setOpen] = useState(false);
  const mayReplace = (state === 'issued' || state === 'recalled') && amends.replaced_by === null;
  const mayCorrect = state === 'issued';
  if (!mayReplace && !mayCorrect) return null;
  return (
    <>
      <Button variant="default" leftSection={<IconReplace size={20} aria-hidden />} onClick={() => setOpen(true)} data-testid="amend-open">{t('records:amend.open')}</Button>
      {open && <AmendDialog request={request} mayCorrect={mayCorrect} mayReplace={mayReplace} onClose={() => setOpen(false)} />}
    </>
  );
}
