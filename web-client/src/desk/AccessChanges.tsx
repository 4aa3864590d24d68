// SPDX-License-Identifier: GPL-3.0-or-later
// Changes of access with what was before and after; those that wait stand on top as a warning until somebody else confirms them.
import { Alert, Badge, Button, Group, Stack, Text, TextInput, Title } from '@mantine/core';
import { IconAlertTriangle, IconArrowRight } from '@tabler/icons-react';
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
        {rights.map((r, i) => <li key={i}><Text size="sm">{t(whatWords[r.what])}{r.what === 'grant' ? ` ${r.capacity ?? ''} (${kinds(r.kinds)})` : ''}, {span(r.from_on, r.until_on)}</Text></li>)}
      </ul>
    </div>
  );
}

function Decide({ change, onDecided }: { change: Change; onDecided: () => void }) {
  const t = useT();
  const lang = useLang();
  const [note, setNote] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const run = async (act: () => Promise<unknown>, done: Key) => {
    setBusy(true);
    setError(null);
    try {
      await act();
      notifyDone(t(done));
      onDecided();
    } catch (cause) {
      setError(toApiError(cause).sentence(lang));
      setBusy(false);
    }
  };
  return (
    <Stack gap="sm" mt="sm">
      <TextInput label={t('work:access.refuseWhy')} maxLength={500} value={note} onChange={(e) => setNote(e.currentTarget.value)} />
      {error !== null && <Alert color="danger" role="alert">{error}</Alert>}
      <Group gap="sm">
        {change.may_decide && <Button loading={busy} onClick={() => void run(() => accessApi.confirm(change.id), 'work:access.didConfirm')} data-testid="access-confirm">{t('work:access.confirm')}</Button>}
        <Button variant="default" disabled={note.trim() === ''} loading={busy} onClick={() => void run(() => accessApi.refuse(change.id, note.trim()), 'work:access.didRefuse')}>{t(change.own ? 'work:access.withdraw' : 'work:access.refuse')}</Button>
      </Group>
    </Stack>
  );
}

function Entry({ change, onDecided }: { change: Change; onDecided: () => void }) {
  const t = useT();
  const open = change.state === 'proposed';
  return (
    <li className={classes.fileRow} data-testid="access-change" data-state={change.state}>
      <Group gap={6} wrap="wrap">
        <Badge color={open ? 'warning' : change.state === 'confirmed' ? 'success' : 'gray'} leftSection={open ? <IconAlertTriangle size={14} aria-hidden /> : undefined}>{t(stateWords[change.state])}</Badge>
        <Text fw={600}>{t(change.act === 'give' ? 'work:access.gives' : 'work:access.ends', { what: `${t(whatWords[change.what])}${change.capacity === '' ? '' : ` ${change.capacity}`}`, name: change.name })}</Text>
      </Group>
      <Text size="sm">{change.unit}. {t('work:access.basisIs', { basis: change.basis })}{change.giver !== null && ` ${t('work:access.giverIs', { name: change.giver })}`}</Text>
      <Group gap="sm" align="flex-start" wrap="wrap" mt={4}>
        <Rights title={t('work:access.before')} rights={change.before} />
        <IconArrowRight size={18} aria-hidden style={{ marginTop: 4 }} />
        <Rights title={t('work:access.after')} rights={change.after} />
      </Group>
      <Text size="sm" c="dimmed" mt={4}>{t('work:access.by', { name: change.proposed_by, at: fmtDateTime(change.proposed_at) })}{change.decided_at !== null && ` ${t('work:access.decided', { name: change.decided_by ?? '', at: fmtDateTime(change.decided_at) })}`}</Text>
      {change.note !== '' && <Text size="sm">“{change.note}”</Text>}
      {open && (change.may_decide || change.own) && <Decide change={change} onDecided={onDecided} />}
      {open && !change.may_decide && <Text size="sm" c="dimmed">{t(change.giver !== null ? 'work:access.waitsGiver' : 'work:access.waits', { name: change.giver ?? '' })}</Text>}
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
