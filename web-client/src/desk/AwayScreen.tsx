// SPDX-License-Identifier: GPL-3.0-or-later
// Away (vắng mặt): who acts at my steps meanwhile, in what capacity he will sign, and for whom I act.
import { Alert, Badge, Button, Group, Radio, Select, Stack, Text, Textarea, TextInput, Title } from '@mantine/core';
import { IconArrowLeft, IconUserShare } from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'wouter';
import { useQuery } from '../api/client';
import { toApiError } from '../api/errors';
import { path } from '../app/routes';
import { useMe } from '../app/session';
import { useLang, useT } from '../i18n';
import { ErrorNote } from '../ui/ErrorNote';
import { fmtDate, isoToday } from '../ui/format';
import { notifyDone, notifyError } from '../ui/notify';
import { usePageTitle } from '../ui/usePageTitle';
import { deskApi } from './api';
import { workApi, type Away, type Substitution } from './work';
import classes from './desk.module.css';

function Entry({ s, mine, onEnded }: { s: Substitution; mine: boolean; onEnded: () => void }) {
  const t = useT();
  return (
    <li className={classes.fileRow} data-testid="away-entry">
      <Group justify="space-between" gap="md" wrap="wrap" align="flex-start">
        <div>
          <Group gap={6}><Badge color={s.now ? 'success' : 'gray'}>{t(s.now ? 'work:away.now' : 'work:away.later')}</Badge></Group>
          <Text fw={600} mt={4}>{mine ? t('work:away.actsForMe', { name: s.to }) : t('work:away.iActFor', { name: s.from })}</Text>
          <Text size="sm">{t('work:away.span', { from: fmtDate(s.from_on), until: fmtDate(s.until_on) })}. {t(s.scope === 'all' ? 'work:away.all' : 'work:away.opinions')}</Text>
          {s.unit !== null && <Text size="sm">{t('work:away.proxyFor', { unit: s.unit, basis: s.basis ?? '' })}</Text>}
          <Text size="sm" c="dimmed">“{s.reason}”</Text>
        </div>
        {mine && <Button variant="default" onClick={() => void workApi.awayEnd(s.id).then(onEnded, notifyError)} data-testid="away-end">{t('work:away.end')}</Button>}
      </Group>
    </li>
  );
}


/** What the paper will say when this person signs for me, or that a proxy must be written first. */
function Prefix({ unit, to }: { unit: number; to: number }) {
  const t = useT();
  const { data } = useQuery(`signers ${unit} decision`, (signal) => deskApi.signers(unit, 'decision', signal));
  const lines = data?.people.find((p) => p.id === to)?.capacities[0]?.lines;
  if (data === undefined || lines === undefined) return null;
  return <Alert color="brand" role="status">{t('work:away.willSign', { lines: lines.join(' / ') })}</Alert>;
}

function NewAway({ away, onDone }: { away: Away; onDone: () => void }) {
  const t = useT();
  const lang = useLang();
  const me = useMe().person.id;
  const options = useQuery('desk options', deskApi.options);
  const [to, setTo] = useState<string | null>(null);
  const [from, setFrom] = useState(() => isoToday());
  const [until, setUntil] = useState(() => isoToday(7));
  const [scope, setScope] = useState('opinions');
  const [unit, setUnit] = useState<string | null>(null);
  const [basis, setBasis] = useState('');
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const people = (options.data?.people ?? []).filter((p) => p.id !== me).map((p) => ({ value: String(p.id), label: `${p.name}, ${p.title}` }));
  const proxy = scope === 'all' && unit !== null;
  const ready = to !== null && from !== '' && until >= from && reason.trim() !== '' && (!proxy || basis.trim() !== '');
  const save = async () => {
    setBusy(true);
    setError(null);
    try {
      await workApi.awaySet({ to: Number(to), from, until, scope, reason: reason.trim(), ...(proxy ? { unit: Number(unit), basis: basis.trim() } : {}) });
      notifyDone(t('work:away.done'));
      onDone();
    } catch (cause) {
      setError(toApiError(cause).sentence(lang));
    } finally {
      setBusy(false);
    }
  };
  return (
    <section aria-labelledby="away-new">
      <Title order={2} fz={18} id="away-new" mb="sm">{t('work:away.new')}</Title>
      <Stack gap="md">
        <Select label={t('work:away.who')} searchable data={people} value={to} onChange={setTo} nothingFoundMessage={t('common:nobody')} data-testid="away-who" />
        <Group gap="md" wrap="wrap">
          <TextInput type="date" label={t('work:away.from')} value={from} onChange={(e) => setFrom(e.currentTarget.value)} />
          <TextInput type="date" label={t('work:away.until')} value={until} min={from} onChange={(e) => setUntil(e.currentTarget.value)} />
        </Group>
        <Radio.Group label={t('work:away.what')} value={scope} onChange={setScope}>
          <Stack gap="sm" mt="xs">
            <Radio value="opinions" label={t('work:away.opinions')} />
            <Radio value="all" label={t('work:away.all')} />
          </Stack>
        </Radio.Group>
        {scope === 'all' && to !== null && away.units.map((u) => <Prefix key={u.id} unit={u.id} to={Number(to)} />)}
        {scope === 'all' && away.units.length > 0 && <>
          <Select label={t('work:away.proxy')} description={t('work:away.proxyHelp')} clearable data={away.units.map((u) => ({ value: String(u.id), label: u.name }))} value={unit} onChange={setUnit} data-testid="away-unit" />
          {unit !== null && <TextInput label={t('work:away.basis')} description={t('work:away.basisHelp')} maxLength={500} value={basis} onChange={(e) => setBasis(e.currentTarget.value)} data-testid="away-basis" />}
        </>}
        <Textarea label={t('desk:reason')} maxLength={500} value={reason} onChange={(e) => setReason(e.currentTarget.value)} data-testid="away-reason" />
        {error !== null && <Alert color="danger" role="alert">{error}</Alert>}
        <Button loading={busy} disabled={!ready} onClick={() => void save()} style={{ alignSelf: 'flex-start' }} data-testid="away-save">{t('work:away.save')}</Button>
      </Stack>
    </section>
  );
}

export default function AwayScreen() {
  const t = useT();
  const { data, error, reload } = useQuery('desk away', workApi.away);
  usePageTitle(t('work:away.title'));
  const again = () => void reload();
  if (data === undefined) return error !== undefined ? <ErrorNote error={error} onRetry={again} /> : <Text role="status">{t('common:loading')}</Text>;
  return (
    <Stack gap="lg" maw={760}>
      <Button variant="subtle" component={Link} href={path.desk} leftSection={<IconArrowLeft size={20} aria-hidden />} style={{ alignSelf: 'flex-start' }}>{t('desk:title')}</Button>
      <Group gap="sm"><IconUserShare size={26} aria-hidden /><Title order={1}>{t('work:away.title')}</Title></Group>
      <Text>{t('work:away.text')}</Text>
      {data.mine.length > 0 && <ul className={`pn-plain ${classes.files}`}>{data.mine.map((s) => <Entry key={s.id} s={s} mine onEnded={again} />)}</ul>}
      {data.for_others.length > 0 && <section aria-labelledby="away-others">
        <Title order={2} fz={18} id="away-others" mb="sm">{t('work:away.others')}</Title>
        <ul className={`pn-plain ${classes.files}`}>{data.for_others.map((s) => <Entry key={s.id} s={s} mine={false} onEnded={again} />)}</ul>
      </section>}
      <NewAway key={data.mine.length} away={data} onDone={again} />
    </Stack>
  );
}
