// SPDX-License-Identifier: GPL-3.0-or-later
// One arrival: the "ĐẾN" box of Annex IV, the file with the verdict on its signatures, the leader's instruction (bút phê) and what became of it.
import { Alert, Badge, Button, Group, Loader, Modal, MultiSelect, Select, Stack, Text, Textarea, Title } from '@mantine/core';
import { IconArrowBackUp, IconCheck, IconPencilPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useQuery } from '../api/client';
import { toApiError } from '../api/errors';
import { path } from '../app/routes';
import { useMe } from '../app/session';
import { useLang, useT, type Key } from '../i18n';
import { Codes } from '../ui/Codes';
import { ErrorNote } from '../ui/ErrorNote';
import { fmtDate, fmtDateTime, fmtIsoDay } from '../ui/format';
import { DateField } from '../ui/DateTimeField';
import { notifyDone } from '../ui/notify';
import { usePageTitle } from '../ui/usePageTitle';
import { LayoutCheck } from '../layout/LayoutCheck';
import type { Place } from '../layout/api';
import { DocumentViewer } from '../viewer';
import { deskApi } from './api';
import { Copies } from '../records/Copies';
import { HandlingForm } from '../records/HandlingForm';
import { PutInFile } from '../records/PutInFile';
import { Readers } from '../records/Readers';
import { AnswerList, useAnswerWords } from './Answers';
import { ClockBadge } from './ClockBadge';
import { BackToDesk } from './BackToDesk';
import { BringFile } from './BringFile';
import { FileCheck } from './FileCheck';
import { entryColors, entryWords } from './IncomingScreen';
import { incomingApi, type Entry, type Instruction } from './incoming';
import { UrgencyBadge } from './words';
import classes from './desk.module.css';

/** The stamp of Annex IV, 35 × 50 mm on paper (R15). */
function Stamp({ e }: { e: Entry }) {
  const t = useT();
  return (
    <div className={classes.stamp} data-testid="in-stamp">
      <Text fw={600} ta="center">{e.unit}</Text>
      <Text fw={600} ta="center" fz={20}>{t('desk:in.stamp')}</Text>
      <Text size="sm">{t('desk:in.stampNumber', { number: e.number })}</Text>
      <Text size="sm">{t('desk:in.stampDate', { date: fmtDate(e.arrived_at) })}</Text>
      <Text size="sm">{t('desk:in.stampTo', { name: e.instructions[0]?.lead_name ?? '…' })}</Text>
    </div>
  );
}

function Row({ n, onReport }: { n: Instruction; onReport: (n: Instruction) => void }) {
  const t = useT();
  return (
    <li className={classes.step} data-state={n.done_at === null ? 'current' : 'done'}>
      <span className={classes.mark} aria-hidden>{n.done_at === null ? <IconPencilPlus size={18} /> : <IconCheck size={18} />}</span>
      <div>
        <Text size="sm"><strong>{n.author}</strong>: “{n.opinion}”</Text>
        <Text size="sm">{t('desk:in.leads', { name: n.lead_name })}{n.helpers.length > 0 && ` ${t('desk:in.helps', { names: n.helpers.join(', ') })}`}</Text>
        <Group gap={6} wrap="wrap">
          {n.due_on !== null && <Text size="sm" c="dimmed">{t('desk:in.dueOn', { date: fmtIsoDay(n.due_on) })}</Text>}
          {n.clock !== undefined && <ClockBadge clock={n.clock} />}
        </Group>
        {n.report !== null && <Text size="sm"><Codes text={t('desk:in.reported', { text: n.report, at: fmtDateTime(n.done_at ?? '') })} /></Text>}
        {n.mine && n.done_at === null && <Button mt={6} size="sm" onClick={() => onReport(n)} data-testid="in-report">{t('desk:in.report')}</Button>}
      </div>
    </li>
  );
}

type Run = (act: () => Promise<unknown>, done: string) => Promise<void>;

function Instruct({ e, run, error, busy, onClose }: { e: Entry; run: Run; error: string | null; busy: boolean; onClose: () => void }) {
  const t = useT();
  const options = useQuery('desk options', deskApi.options);
  const people = (options.data?.people ?? []).map((p) => ({ value: String(p.id), label: `${p.name}, ${p.title}` }));
  const [lead, setLead] = useState<string | null>(null);
  const [helpers, setHelpers] = useState<string[]>([]);
  const [opinion, setOpinion] = useState('');
  const [due, setDue] = useState(e.due_on ?? '');
  const send = () => run(() => incomingApi.instruct(e.id, { lead: Number(lead), helpers: helpers.map(Number), opinion: opinion.trim(), ...(due === '' ? {} : { due_on: due }) }), t('desk:in.instructed'));
  return (
    <Modal opened onClose={onClose} size="lg" title={t('desk:in.instruct')} closeButtonProps={{ 'aria-label': t('common:close') }}>
      <Stack gap="md">
        <Textarea label={t('desk:in.opinion')} autosize minRows={3} value={opinion} onChange={(ev) => setOpinion(ev.currentTarget.value)} maxLength={2000} required withAsterisk={false} data-testid="in-opinion" />
        <Select label={t('desk:in.lead')} searchable data={people} value={lead} onChange={setLead} nothingFoundMessage={t('common:nobody')} required withAsterisk={false} data-testid="in-lead" />
        <MultiSelect label={t('desk:in.helpers')} searchable data={people.filter((p) => p.value !== lead)} value={helpers} onChange={setHelpers} nothingFoundMessage={t('common:nobody')} maxValues={30} />
        <DateField label={t('desk:in.due')} value={due} onChange={setDue} />
        {error !== null && <Alert color="danger" role="alert">{error}</Alert>}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>{t('common:cancel')}</Button>
          <Button loading={busy} disabled={lead === null || opinion.trim() === ''} onClick={() => void send()} data-testid="desk-confirm">{t('desk:in.instructDo')}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function Tell({ title, label, confirm, first, run, error, busy, onClose }: { title: string; label: string; confirm: string; first: string; run: (text: string) => void; error: string | null; busy: boolean; onClose: () => void }) {
  const t = useT();
  const [text, setText] = useState(first);
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': t('common:close') }}>
      <Stack gap="md">
        <Textarea label={label} autosize minRows={3} value={text} onChange={(ev) => setText(ev.currentTarget.value)} maxLength={1000} required withAsterisk={false} data-testid="desk-comment" />
        {error !== null && <Alert color="danger" role="alert">{error}</Alert>}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>{t('common:cancel')}</Button>
          <Button loading={busy} disabled={text.trim() === ''} onClick={() => run(text.trim())} data-testid="desk-confirm">{confirm}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}

/** What else Annex VI wants to know of it (R18). */
function Received({ e }: { e: Entry }) {
  const t = useT();
  const rows: [Key, string][] = [['records:fields.fromCode', e.from_code], ['records:fields.SignerInfo', [e.signer_title, e.signer_name].filter((x) => x !== '').join(', ')], ['records:fields.Language', e.language],
    ['records:fields.PageAmount', String(e.page_amount ?? e.pages ?? '')], ['records:fields.copies', String(e.copies)], ['records:fields.toPlaces', e.to_places], ['records:fields.Description', e.description],
    ['records:fields.TraceHeaderList', e.trace.map((x) => `${x.OrganId}${x.Timestamp === null ? '' : ` (${x.Timestamp.length > 10 ? fmtDateTime(x.Timestamp) : fmtIsoDay(x.Timestamp)})`}`).join(' → ')]];
  return <dl className={classes.facts} data-testid="in-fields">{rows.filter(([, v]) => v !== '').map(([label, v]) => [<dt key={label}>{t(label)}</dt>, <dd key={`${label} is`}>{v}</dd>])}</dl>;
}

type Open = { kind: 'instruct' | 'refuse' } | { kind: 'report'; n: Instruction } | null;

function Body({ e, reload }: { e: Entry; reload: () => void }) {
  const t = useT();
  const lang = useLang();
  const me = useMe().person.id;
  const [place, setPlace] = useState<Place | null>(null);
  const [open, setOpen] = useState<Open>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const close = () => { setOpen(null); setError(null); };
  const run: Run = async (act, done) => {
    setBusy(true);
    setError(null);
    try {
      await act();
      notifyDone(done);
      close();
      reload();
    } catch (cause) {
      setError(toApiError(cause).sentence(lang));
    } finally {
      setBusy(false);
    }
  };
  const living = e.state === 'registered' || e.state === 'assigned';
  const common = { error, busy, onClose: close };
  const words = useAnswerWords();
  const answered = e.answers.find((a) => a.state === 'issued');
  return (
    <>
      <Group gap="sm" wrap="wrap" className={classes.filters}>
        {e.leader && living && <Button size="lg" leftSection={<IconPencilPlus size={22} aria-hidden />} onClick={() => setOpen({ kind: 'instruct' })} data-testid="in-instruct">{t('desk:in.instruct')}</Button>}
        {e.clerk && e.state === 'registered' && <Button variant="default" leftSection={<IconArrowBackUp size={20} aria-hidden />} onClick={() => setOpen({ kind: 'refuse' })} data-testid="in-refuse">{t('desk:in.refuse')}</Button>}
      </Group>
      {e.refuse_reason !== null && <Alert color="danger" role="status" title={t('desk:in.refusedTitle')}>{e.refuse_reason}</Alert>}
      <div className={classes.paperAndRoute}>
        <section className={classes.paper} aria-label={t('desk:file')}>
          {e.version === null ? <BringFile e={e} onDone={reload} /> : <DocumentViewer versionId={e.version} me={me} place={place} compact />}
        </section>
        <Stack gap="md">
          <Stamp e={e} />
          <section aria-label={t('desk:in.handling')}>
            <Title order={2} fz={16} mb="xs">{t('desk:in.handling')}</Title>
            {e.instructions.length === 0 ? <Text c="dimmed">{t('desk:in.noInstruction')}</Text>
              : <ol className={`pn-plain ${classes.route}`} data-testid="in-instructions">{e.instructions.map((n) => <Row key={n.id} n={n} onReport={(x) => setOpen({ kind: 'report', n: x })} />)}</ol>}
          </section>
          {(e.clerk || e.leader) && <Readers document={e.document} />}
          <AnswerList e={e} writable={e.state !== 'refused'} />
          <HandlingForm entry={e.id} state={`${e.state} ${e.instructions.length}`} />
          <Received e={e} />
          {e.version !== null && <FileCheck version={e.version} />}
          {e.version !== null && <LayoutCheck version={e.version} onPlace={setPlace} />}
          {e.version !== null && <Copies document={e.document} version={e.version} pages={e.pages ?? 1} own={false} />}
          {e.state !== 'refused' && <PutInFile document={e.document} unit={e.unit_id} />}
        </Stack>
      </div>
      {open?.kind === 'instruct' && <Instruct e={e} run={run} {...common} />}
      {open?.kind === 'refuse' && <Tell title={t('desk:in.refuseTitle')} label={t('desk:reason')} confirm={t('desk:in.refuse')} first="" run={(text) => void run(() => incomingApi.refuse(e.id, text), t('desk:in.refused'))} {...common} />}
      {open?.kind === 'report' && <Tell title={t('desk:in.report')} label={t('desk:in.reportText')} confirm={t('desk:in.reportDo')} first={answered === undefined ? '' : t('desk:answer.report', { words: words(answered) })} run={(text) => void run(() => incomingApi.report(open.n.id, text), t('desk:in.reportDone'))} {...common} />}
    </>
  );
}

export default function ArrivalScreen({ entry }: { entry: number }) {
  const t = useT();
  const { data: e, error, reload } = useQuery(`arrival ${entry}`, (signal) => incomingApi.get(entry, signal));
  usePageTitle(e?.subject ?? t('desk:in.title'));
  if (e === undefined) return error !== undefined ? <ErrorNote error={error} onRetry={() => void reload()} /> : <Stack align="center" py="xl" role="status"><Loader /><Text>{t('common:loading')}</Text></Stack>;
  return (
    <Stack gap="md" data-testid="arrival">
      <div>
        <BackToDesk to={path.incoming} label={t('desk:in.title')} />
        <Group gap={6} wrap="wrap"><UrgencyBadge urgency={e.urgency} /><Badge color={entryColors[e.state]} data-testid="in-state" data-state={e.state}>{t(entryWords[e.state])}</Badge>{e.clock !== undefined && <ClockBadge clock={e.clock} />}</Group>
        <Title order={1} fz={22} mt={4}>{e.kind} {e.subject}</Title>
        <Text c="dimmed">{e.from_org}{e.code !== '' && <> · <Codes text={e.code} /></>}{e.issued_on !== null && ` · ${fmtIsoDay(e.issued_on)}`}</Text>
      </div>
      <Body e={e} reload={() => void reload()} />
    </Stack>
  );
}
