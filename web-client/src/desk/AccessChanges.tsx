// SPDX-License-Identifier: GPL-3.0-or-later
// Changes of access with what was before and after; those that wait stand on top as a warning until somebody else confirms them.
import { Alert, Badge, Button, Group, Modal, Stack, Text, Textarea, Title } from '@mantine/core';
import { IconAlertTriangle, IconArrowBackUp, IconArrowRight, IconCheck } from '@tabler/icons-react';
import { useState } from 'react';
import { useQuery } from '../api/client';
import { toApiError } from '../api/errors';
import { useLang, useT, type Key } from '../i18n';
import { fmtDate, fmtDateTime } from '../ui/format';
import { notifyDone } from '../ui/notify';
import { accessApi, type Change, type Right, type What } from './access';
import { deskApi } from './api';
import classes from './desk.module.css';

export const whatWords: Record<What, Key> = { grant: 'work:access.grant', clerk: 'work:access.clerk', checker: 'work:access.checker' };
const stateWords: Record<Change['state'], Key> = { proposed: 'work:access.proposed', confirmed: 'work:access.confirmed', refused: 'work:access.refused' };

/** Who is given what, or keeps it no longer, as one sentence. */
const deedWords: Record<Change['act'], Record<What, Key>> = {
  give: { grant: 'work:access.deed.giveGrant', clerk: 'work:access.deed.giveClerk', checker: 'work:access.deed.giveChecker' },
  end: { grant: 'work:access.deed.endGrant', clerk: 'work:access.deed.endClerk', checker: 'work:access.deed.endChecker' },
};

export function useDeed(): (change: { act: Change['act']; what: What; capacity: string; name: string }) => string {
  const t = useT();
  return (c) => t(deedWords[c.act][c.what], { name: c.name, capacity: c.capacity });
}

export function useSpan(): (from: string | null, until: string | null) => string {
  const t = useT();
  return (from, until) => (until === null ? t('work:access.since', { from: from === null ? '' : fmtDate(from) }) : t('work:away.span', { from: from === null ? '' : fmtDate(from), until: fmtDate(until) }));
}

export function useKinds(): (kinds: string[] | null | undefined) => string {
  const t = useT();
  const lang = useLang();
  const { data } = useQuery('desk options', deskApi.options);
  return (kinds) => (kinds == null ? t('work:access.allKinds') : kinds.map((k) => { const kind = data?.kinds.find((x) => x.kind === k); return kind === undefined ? k : lang === 'vi' ? kind.vi : kind.en; }).join(', '));
}

function Rights({ title, rights }: { title: string; rights: Right[] }) {
  const t = useT();
  const span = useSpan();
  const kinds = useKinds();
  return (
    <div className={classes.rights}>
      <Text size="sm" fw={600}>{title}</Text>
      {rights.length === 0 && <Text size="sm" c="dimmed">{t('work:access.none')}</Text>}
      <ul className="pn-plain">
        {rights.map((r, i) => <li key={i}><Text size="sm">{t(whatWords[r.what])}{r.what === 'grant' ? ` ${r.capacity ?? ''} (${kinds(r.kinds)})` : ''}</Text><Text size="sm" c="dimmed">{span(r.from_on, r.until_on)}</Text></li>)}
      </ul>
    </div>
  );
}

type Verdict = 'confirm' | 'refuse' | 'withdraw';
const verdictWords: Record<Verdict, { title: Key; text: Key; button: Key; done: Key }> = {
  confirm: { title: 'work:access.confirmTitle', text: 'work:access.confirmText', button: 'work:access.confirm', done: 'work:access.didConfirm' },
  refuse: { title: 'work:access.refuseTitle', text: 'work:access.refuseText', button: 'work:access.refuse', done: 'work:access.didRefuse' },
  withdraw: { title: 'work:access.withdrawTitle', text: 'work:access.refuseText', button: 'work:access.withdraw', done: 'work:access.didRefuse' },
};

/** What will be true from now on stands before the second hand once more; a refusal has its reason. */
function VerdictDialog({ change, verdict, onClose, onDecided }: { change: Change; verdict: Verdict; onClose: () => void; onDecided: () => void }) {
  const t = useT();
  const lang = useLang();
  const deed = useDeed();
  const [note, setNote] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const words = verdictWords[verdict];
  const run = async () => {
    setBusy(true);
    setError(null);
    try {
      await (verdict === 'confirm' ? accessApi.confirm(change.id) : accessApi.refuse(change.id, note.trim()));
      notifyDone(t(words.done));
      onDecided();
    } catch (cause) {
      setError(toApiError(cause).sentence(lang));
      setBusy(false);
    }
  };
  const close = () => { if (!busy) (error === null ? onClose : onDecided)(); };
  return (
    <Modal opened onClose={close} closeOnClickOutside={false} size="lg" title={t(words.title)} closeButtonProps={{ 'aria-label': t('common:close') }}>
      <Stack gap="md">
        <div>
          <Text fw={600}>{deed(change)}</Text>
          <Text size="sm">{change.unit}. {t('work:access.basisIs', { basis: change.basis })}</Text>
        </div>
        <Group><Rights title={t('work:access.after')} rights={change.after} /></Group>
        <Text>{t(words.text)}</Text>
        {verdict !== 'confirm' && <Textarea label={t('desk:reason')} required withAsterisk={false} maxLength={500} value={note} onChange={(e) => setNote(e.currentTarget.value)} data-testid="access-note" />}
        {error !== null && <Alert color="danger" role="alert">{error}</Alert>}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" disabled={busy} onClick={close}>{t('common:cancel')}</Button>
          <Button loading={busy} color={verdict === 'confirm' ? 'brand' : 'danger'} disabled={verdict !== 'confirm' && note.trim() === ''} onClick={() => void run()} data-testid="desk-confirm">{t(words.button)}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function Decide({ change, onDecided }: { change: Change; onDecided: () => void }) {
  const t = useT();
  const [verdict, setVerdict] = useState<Verdict | null>(null);
  return (
    <Group gap="sm" mt="sm">
      {change.may_decide && <Button leftSection={<IconCheck size={20} aria-hidden />} onClick={() => setVerdict('confirm')} data-testid="access-confirm">{t('work:access.confirm')}</Button>}
      <Button variant="default" leftSection={<IconArrowBackUp size={20} aria-hidden />} onClick={() => setVerdict(change.own ? 'withdraw' : 'refuse')} data-testid="access-refuse">{t(change.own ? 'work:access.withdraw' : 'work:access.refuse')}</Button>
      {verdict !== null && <VerdictDialog change={change} verdict={verdict} onClose={() => setVerdict(null)} onDecided={onDecided} />}
    </Group>
  );
}

function Entry({ change, onDecided }: { change: Change; onDecided: () => void }) {
  const t = useT();
  const deed = useDeed();
  const open = change.state === 'proposed';
  return (
    <li className={classes.fileRow} data-testid="access-change" data-state={change.state}>
      <Group gap={6} wrap="wrap">
        <Badge color={open ? 'warning' : change.state === 'confirmed' ? 'success' : 'gray'} leftSection={open ? <IconAlertTriangle size={14} aria-hidden /> : undefined}>{t(stateWords[change.state])}</Badge>
      </Group>
      <Text fw={600} mt={4}>{deed(change)}</Text>
      <Text size="sm">{change.unit}. {t('work:access.basisIs', { basis: change.basis })}{change.giver !== null && ` ${t('work:access.giverIs', { name: change.giver })}`}</Text>
      <Group gap="sm" align="flex-start" wrap="wrap" mt={4}>
        <Rights title={t('work:access.before')} rights={change.before} />
        <IconArrowRight size={18} aria-hidden style={{ marginTop: 4 }} />
        <Rights title={t('work:access.after')} rights={change.after} />
      </Group>
      <Text size="sm" c="dimmed" mt={4}>{t('work:access.by', { name: change.proposed_by, at: fmtDateTime(change.proposed_at) })}{change.decided_at !== null && ` ${t('work:access.decided', { name: change.decided_by ?? '', at: fmtDateTime(change.decided_at) })}`}</Text>
      {change.note !== '' && <Text size="sm">“{change.note}”</Text>}
      {open && !change.may_decide && <Text size="sm" mt={4} data-testid="access-waits">{change.own && `${t('work:access.notOwn')} `}{t(change.giver !== null ? 'work:access.waitsGiver' : 'work:access.waits', { name: change.giver ?? '' })}</Text>}
      {open && (change.may_decide || change.own) && <Decide change={change} onDecided={onDecided} />}
    </li>
  );
}

export function AccessChanges({ changes, onDecided }: { changes: Change[]; onDecided: () => void }) {
  const t = useT();
  return (
    <section aria-labelledby="access-changes">
      <Title order={2} fz={18} id="access-changes" mb="sm">{t('work:access.changes')}</Title>
      {changes.length === 0 && <Text c="dimmed">{t('work:access.noChanges')}</Text>}
      <ul className={`pn-plain ${classes.files}`}>{changes.map((c) => <Entry key={c.id} change={c} onDecided={onDecided} />)}</ul>
    </section>
  );
}
