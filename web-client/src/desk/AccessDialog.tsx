// SPDX-License-Identifier: GPL-3.0-or-later
// A change of access is proposed: to whom, as what, by which paper, for how long.
import { Alert, Button, Group, Modal, MultiSelect, Select, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useQuery } from '../api/client';
import { toApiError } from '../api/errors';
import { useLang, useT } from '../i18n';
import { isoToday } from '../ui/format';
import { DateField } from '../ui/DateTimeField';
import { notifyDone } from '../ui/notify';
import { accessApi, type AccessUnit, type Proposal, type What } from './access';
import { useDeed, whatWords } from './AccessChanges';
import { deskApi } from './api';

export type Ending = { what: What; person: number; name: string; grant?: number; capacity?: string };

export function AccessDialog({ unit, ending, onClose, onDone }: { unit: AccessUnit; ending: Ending | null; onClose: () => void; onDone: () => void }) {
  const t = useT();
  const lang = useLang();
  const deed = useDeed();
  const options = useQuery('desk options', deskApi.options);
  const [what, setWhat] = useState<What>(ending?.what ?? 'grant');
  const [person, setPerson] = useState<string | null>(ending === null ? null : String(ending.person));
  const [capacity, setCapacity] = useState<string>('TL.');
  const heads = unit.offices.filter((o) => o.standing === 'head');
  const [giver, setGiver] = useState<string | null>(heads[0] === undefined ? null : String(heads[0].person));
  const [kinds, setKinds] = useState<string[]>([]);
  const [basis, setBasis] = useState('');
  const [from, setFrom] = useState(() => isoToday());
  const [until, setUntil] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const people = (options.data?.people ?? []).map((p) => ({ value: String(p.id), label: `${p.name}, ${p.title}` }));
  const byHead = what === 'grant' && capacity !== 'Q.';
  const ready = person !== null && basis.trim() !== '' && (ending !== null || (from !== '' && (until === '' || until >= from) && (!byHead || giver !== null) && (what !== 'grant' || capacity !== 'TUQ.' || until !== '')));
  const change = (): Proposal => {
    const base = { unit: unit.id, what, person: Number(person), basis: basis.trim() };
    if (ending !== null) return { ...base, act: 'end', ...(ending.grant === undefined ? {} : { grant: ending.grant }) };
    return { ...base, act: 'give', from, ...(until === '' ? {} : { until }), ...(what === 'grant' ? { capacity, ...(byHead ? { giver: Number(giver) } : {}), ...(kinds.length > 0 ? { kinds } : {}) } : {}) };
  };
  const run = async () => {
    setBusy(true);
    setError(null);
    try {
      await accessApi.propose(change());
      notifyDone(t('work:access.didPropose'));
      onDone();
    } catch (cause) {
      setError(toApiError(cause).sentence(lang));
      setBusy(false);
    }
  };
  return (
    <Modal opened onClose={() => { if (!busy) onClose(); }} closeOnClickOutside={false} size="lg" title={t(ending === null ? 'work:access.propose' : 'work:access.proposeEnd')} closeButtonProps={{ 'aria-label': t('common:close') }}>
      <Stack gap="md">
        <Text>{unit.name}. {t('work:access.proposeText')}</Text>
        {ending !== null ? <Text fw={600}>{deed({ act: 'end', what: ending.what, capacity: ending.capacity ?? '', name: ending.name })}</Text> : <>
          <Select label={t('work:access.what')} allowDeselect={false} value={what} onChange={(v) => setWhat((v ?? 'grant') as What)} data={(['grant', 'clerk', 'checker'] as const).map((w) => ({ value: w, label: t(whatWords[w]) }))} data-testid="access-what" />
          <Select label={t('work:access.person')} searchable data={people} value={person} onChange={setPerson} nothingFoundMessage={t('common:nobody')} data-testid="access-person" />
          {what === 'grant' && <>
            <Select label={t('work:access.capacity')} description={t('work:access.capacityHelp')} allowDeselect={false} data-testid="access-capacity" value={capacity} onChange={(v) => setCapacity(v ?? 'TL.')}
              data={[{ value: 'TL.', label: t('work:access.tl') }, { value: 'TUQ.', label: t('work:access.tuq') }, { value: 'Q.', label: t('work:access.q') }]} />
            {byHead && <Select label={t('work:access.giver')} data={heads.map((h) => ({ value: String(h.person), label: `${h.name}, ${h.title}` }))} value={giver} onChange={setGiver} />}
            <MultiSelect label={t('work:access.kinds')} placeholder={kinds.length === 0 ? t('work:access.allKinds') : undefined} searchable clearable value={kinds} onChange={setKinds}
              data={(options.data?.kinds ?? []).map((k) => ({ value: k.kind, label: lang === 'vi' ? k.vi : k.en }))} />
          </>}
          <Group gap="md" wrap="wrap">
            <DateField label={t('work:away.from')} value={from} onChange={setFrom} w={220} testId="access-from" />
            <DateField label={t(what === 'grant' && capacity === 'TUQ.' ? 'work:access.untilNeeded' : 'work:access.until')} value={until} onChange={setUntil} w={260} error={from !== '' && until !== '' && until < from ? t('work:away.backwards') : undefined} testId="access-until" />
          </Group>
        </>}
        <TextInput label={t('work:access.basis')} description={t('work:away.basisHelp')} maxLength={500} value={basis} onChange={(e) => setBasis(e.currentTarget.value)} data-testid="access-basis" />
        {error !== null && <Alert color="danger" role="alert">{error}</Alert>}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>{t('common:cancel')}</Button>
          <Button loading={busy} disabled={!ready} onClick={() => void run()} data-testid="desk-confirm">{t('work:access.send')}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
