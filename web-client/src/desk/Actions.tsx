// SPDX-License-Identifier: GPL-3.0-or-later
// What this person can do with the document now: one obvious button, the way back beside it; nothing irreversible without its summary.
import { Alert, Button, Group, Modal, Select, Stack, Text, Textarea } from '@mantine/core';
import { IconArrowBackUp, IconArrowForwardUp, IconCertificate, IconCheck, IconHash, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useQuery } from '../api/client';
import { toApiError } from '../api/errors';
import { useLang, useT, type Key } from '../i18n';
import { notifyDone } from '../ui/notify';
import { deskApi, type Detail, type StepKind } from './api';
import { PassDialog } from './PassDialog';
import { SignDialog } from './SignDialog';
import { stepWords } from './words';

type Words = { open: Key; title: Key; text: Key; label: Key; confirm: Key; done: Key };
const agreeWords: Words = { open: 'desk:agree.open', title: 'desk:agree.title', text: 'desk:agree.text', label: 'desk:comment', confirm: 'desk:agree.confirm', done: 'desk:agree.done' };
const returnWords: Words = { open: 'desk:giveBack.open', title: 'desk:giveBack.title', text: 'desk:giveBack.text', label: 'desk:reason', confirm: 'desk:giveBack.confirm', done: 'desk:giveBack.done' };
const recallWords: Words = { open: 'desk:recall.open', title: 'desk:recall.title', text: 'desk:recall.text', label: 'desk:reason', confirm: 'desk:recall.confirm', done: 'desk:recall.done' };
const forwardWords: Words = { open: 'desk:forward.open', title: 'desk:forward.title', text: 'desk:forward.text', label: 'desk:reason', confirm: 'desk:forward.confirm', done: 'desk:forward.done' };

type Act = (comment: string, person: number) => Promise<unknown>;

/** A dialog with one text, and for forwarding one person. */
function Ask({ words, needed, who, act, onClose, onDone, danger }: { words: Words; needed: boolean; who?: boolean; act: Act; onClose: () => void; onDone: () => void; danger?: boolean }) {
  const t = useT();
  const lang = useLang();
  const [comment, setComment] = useState('');
  const [person, setPerson] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const options = useQuery('desk options', deskApi.options);
  const run = async () => {
    setBusy(true);
    setError(null);
    try {
      await act(comment.trim(), Number(person));
      notifyDone(t(words.done));
      onDone();
    } catch (cause) {
      setError(toApiError(cause).sentence(lang));
      setBusy(false);
    }
  };
  const missing = (needed && comment.trim() === '') || (who === true && person === null);
  const close = () => { if (!busy) (error === null ? onClose : onDone)(); };
  return (
    <Modal opened onClose={close} closeOnClickOutside={false} title={t(words.title)} closeButtonProps={{ 'aria-label': t('common:close') }}>
      <Stack gap="md">
        <Text>{t(words.text)}</Text>
        {who && <Select label={t('desk:forward.who')} searchable value={person} onChange={setPerson} nothingFoundMessage={t('common:nobody')}
          data={(options.data?.people ?? []).map((p) => ({ value: String(p.id), label: `${p.name}, ${p.title}` }))} />}
        <Textarea label={t(words.label)} description={needed ? t('work:pass.reasonHelp') : undefined} required={needed} withAsterisk={false} minRows={3} maxLength={2000} value={comment} onChange={(e) => setComment(e.currentTarget.value)} data-testid="desk-comment" />
        {error !== null && <Alert color="danger" role="alert">{error}</Alert>}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" disabled={busy} onClick={close}>{t('common:cancel')}</Button>
          <Button loading={busy} disabled={missing} color={danger ? 'danger' : 'brand'} onClick={() => void run()} data-testid="desk-confirm">{t(words.confirm)}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}

type Open = 'agree' | 'return' | 'forward' | 'recall' | 'sign' | 'pass' | null;
const opinion = new Set<StepKind>(['content', 'form', 'approve']);
const putWords: Record<'sign' | 'number' | 'seal', Key> = { sign: 'desk:sign.open', number: 'desk:number.open', seal: 'desk:seal.open' };

export function Actions({ d, onChanged }: { d: Detail; onChanged: () => void }) {
  const t = useT();
  const [open, setOpen] = useState<Open>(null);
  const close = () => setOpen(null);
  const done = () => { setOpen(null); onChanged(); };
  const mine = d.mine;
  const seen = d.versions[d.versions.length - 1]?.sha256 ?? '';
  const signed = d.steps.some((s) => s.round === d.round && s.kind === 'sign' && s.state === 'done');
  if (mine === null && !d.may_recall) return null;
  const forName = mine?.for ?? null;
  const take = mine?.kind === 'sign' && forName !== null;
  const put = mine !== null && !take && !opinion.has(mine.kind) ? (mine.kind as 'sign' | 'number' | 'seal') : null;
  return (
    <>
      <Group gap="sm" wrap="wrap" data-testid="desk-actions">
        {put !== null && <Button size="lg" leftSection={put === 'number' ? <IconHash size={22} aria-hidden /> : <IconCertificate size={22} aria-hidden />} onClick={() => setOpen('sign')} data-testid={`desk-${put}`}>{t(putWords[put])}</Button>}
        {take && <Button size="lg" leftSection={<IconCertificate size={22} aria-hidden />} onClick={() => setOpen('pass')} data-testid="desk-take">{t('work:pass.take')}</Button>}
        {mine !== null && put === null && !take && <Button size="lg" leftSection={<IconCheck size={22} aria-hidden />} onClick={() => setOpen('agree')} data-testid="desk-agree">{t(agreeWords.open)} ({t(stepWords[mine.kind])})</Button>}
        {mine !== null && mine.kind !== 'seal' && !signed && !take && <Button size="lg" variant="default" leftSection={<IconArrowBackUp size={22} aria-hidden />} onClick={() => setOpen('return')} data-testid="desk-return">{t(returnWords.open)}</Button>}
        {mine !== null && (mine.kind === 'sign' || put === null) && !take && <Button size="lg" variant="default" leftSection={<IconArrowForwardUp size={22} aria-hidden />} onClick={() => setOpen(mine.kind === 'sign' ? 'pass' : 'forward')} data-testid="desk-forward">{t(forwardWords.open)}</Button>}
        {d.may_recall && <Button variant="default" leftSection={<IconTrash size={20} aria-hidden />} onClick={() => setOpen('recall')} data-testid="desk-recall">{t(recallWords.open)}</Button>}
      </Group>
      {open === 'agree' && mine !== null && <Ask words={agreeWords} needed={false} act={(c) => deskApi.done(mine.step, seen, c)} onClose={close} onDone={done} />}
      {open === 'return' && mine !== null && <Ask words={returnWords} needed danger act={(c) => deskApi.giveBack(mine.step, seen, c)} onClose={close} onDone={done} />}
      {open === 'forward' && mine !== null && <Ask words={forwardWords} needed who act={(c, p) => deskApi.forward(mine.step, p, c)} onClose={close} onDone={done} />}
      {open === 'pass' && mine !== null && <PassDialog d={d} step={mine.step} forName={forName} onClose={close} onDone={done} />}
      {open === 'recall' && <Ask words={recallWords} needed danger act={(c) => deskApi.recall(d.id, c)} onClose={close} onDone={done} />}
      {open === 'sign' && put !== null && mine !== null && <SignDialog d={d} what={put} step={mine.step} onClose={close} onDone={done} />}
    </>
  );
}
