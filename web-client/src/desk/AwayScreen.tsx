// SPDX-License-Identifier: GPL-3.0-or-later
// Away (vắng mặt): who acts at my steps meanwhile, in what capacity he will sign, and for whom I act.
import { Alert, Badge, Button, Group, Modal, Radio, Select, Stack, Text, Textarea, TextInput, Title } from '@mantine/core';
import { IconArrowLeft, IconUserShare } from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'wouter';
import { useQuery } from '../api/client';
import { toApiError } from '../api/errors';
import { path } from '../app/routes';
import { useMe } from '../app/session';
import { useLang, useT } from '../i18n';
import { DateField } from '../ui/DateTimeField';
import { ErrorNote } from '../ui/ErrorNote';
import { fmtDate, isoToday } from '../ui/format';
import { notifyDone } from '../ui/notify';
import { usePageTitle } from '../ui/usePageTitle';
import { deskApi } from './api';
import { workApi, type Away, type Substitution } from './work';
import classes from './desk.module.css';

/** An end counts at once, so it is asked for twice. */
function EndButton({ s, onEnded }: { s: Substitution; onEnded: () => void }) {
  const t = useT();
  const lang = useLang();
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const end = async () => {
    setBusy(true);
    setError(null);
    try {
      await workApi.awayEnd(s.id);
      notifyDone(t('work:away.ended'));
      onEnded();
    } catch (cause) {
      setError(toApiError(cause).sentence(lang));
      setBusy(false);
    }
  };
  return (
    <>
      <Button variant="default" onClick={() => setAsking(true)} data-testid="away-end">{t('work:away.end')}</Button>
      <Modal opened={asking} onClose={() => setAsking(false)} title={t('work:away.endTitle')} closeButtonProps={{ 'aria-label': t('common:close') }}>
        <Stack gap="md">
          <Text>{t(s.unit !== null ? 'work:away.endProxyText' : 'work:away.endText', { name: s.to })}</Text>
          {error !== null && <Alert color="danger" role="alert">{error}</Alert>}
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={() => setAsking(false)}>{t('common:cancel')}</Button>
            <Button loading={busy} onClick={() => void end()} data-testid="away-end-confirm">{t('work:away.end')}</Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}

function Entry({ s, mine, onEnded }: { s: Substitution; mine: boolean; onEnded: () => void }) {
  const t = useT();
  return (
    <li className={classes.fileRow} data-testid="away-entry">
      <Group justify="space-between" gap="md" wrap="wrap" align="flex-start">
        <div>
          <Group gap={6}><Badge color={s.now ? 'success' : 'gray'}>{t(s.now ? 'work:away.now' : 'work:away.later')}</Badge></Group>
          <Text fw={600} mt={4}>{mine ? t('work:away.actsForMe', { name: s.to }) : t('work:away.iActFor', { name: s.from })}</Text>
          <Text size="sm">{t('work:away.span', { from: fmtDate(s.from_on), until: fmtDate(s.until_on) })}</Text>
          <Text size="sm">{t('work:away.what')}: {t(s.scope === 'all' ? 'work:away.all' : 'work:away.opinions')}</Text>
          {s.unit !== null && <Text size="sm">{t('work:away.proxyFor', { unit: s.unit, basis: s.basis ?? '' })}</Text>}
          <Text size="sm" c="dimmed">“{s.reason}”</Text>
        </div>
        {mine && <EndButton s={s} onEnded={onEnded} />}
      </Group>
    </li>
  );
}


/** What the paper will say when this person signs for me, or that a proxy must be written first. */
function Prefix({ unit, name, to }: { unit: number; name: string; to: number }) {
  const t = useT();
  const { data } = useQuery(`signers ${unit} decision`, (signal) => deskApi.signers(unit, 'decision', signal));
  const lines = data?.people.find((p) => p.id === to)?.capacities[0]?.lines;
  if (data === undefined) return null;
  if (lines === undefined) return <Alert color="warning" role="status" data-testid="away-no-capacity">{t('work:away.noCapacity', { unit: name })}</Alert>;
  return <Alert color="brand" role="status" data-testid="away-will-sign">{t('work:away.willSign', { lines: lines.join(' / ') })}</Alert>;
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
  const ready = to !== null && from !== '' && until !== '' && until >= from && reason.trim() !== '' && (!proxy || basis.trim() !== '');
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
          <DateField label={t('work:away.from')} value={from} onChange={setFrom} w={220} testId="away-from" />
          <DateField label={t('work:away.until')} value={until} onChange={setUntil} w={220} error={from !== '' && until !== '' && until < from ? t('work:away.backwards') : undefined} testId="away-until" />
        </Group>
        <Radio.Group label={t('work:away.what')} value={scope} onChange={setScope}>
          <Stack gap={0}>
            <Radio value="opinions" label={t('work:away.opinions')} classNames={{ inner: classes.tick, label: classes.tickLabel }} />
            <Radio value="all" label={t('work:away.all')} classNames={{ inner: classes.tick, label: classes.tickLabel }} />
          </Stack>
        </Radio.Group>
        {scope === 'all' && to !== null && away.units.map((u) => <Prefix key={u.id} unit={u.id} name={u.name} to={Number(to)} />)}
        {scope === 'all' && away.units.length > 0 && <>
          <Select label={t('work:away.proxy')} description={t('work:away.proxyHelp')} clearable data={away.units.map((u) => ({ value: String(u.id), label: u.name }))} value={unit} onChange={setUnit} data-testid="away-unit" />
          {unit !== null && <TextInput label={t('work:away.basis')} description={t('work:away.basisHelp')} maxLength={500} value={basis} onChange={(e) => setBasis(e.currentTarget.value)} data-testid="away-basis" />}
        </>}
        <Textarea label={t('desk:reason')} description={t('work:pass.reasonHelp')} maxLength={500} value={reason} onChange={(e) => setReason(e.currentTarget.value)} data-testid="away-reason" />
        {error !== null && <Alert color="danger" role="alert">{error}</Alert>}
        <Button loading={busy} disabled={!ready} onClick={() => void save()} style={{ alignSelf: 'flex-start' }} data-testid="away-save">{t('work:away.save')}</Button>
      </Stack>
    </section>
  );
}

/** A proxy given to me is mine alone: what I cannot hand on is said before I try (R11). */
function NotGivenOn({ away }: { away: Away }) {
  const t = useT();
  const held = away.for_others.filter((s) => s.unit !== null && s.now);
  if (held.length === 0) return null;
  return <Alert color="warning" role="status" data-testid="away-not-on">{held.map((s) => t('work:away.notGivenOn', { unit: s.unit ?? '', name: s.from })).join(' ')}</Alert>;
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
      <NotGivenOn away={data} />
      <NewAway key={data.mine.length} away={data} onDone={again} />
    </Stack>
  );
}
