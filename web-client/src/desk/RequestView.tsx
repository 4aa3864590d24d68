// SPDX-License-Identifier: GPL-3.0-or-later
// One document on the desk: what it is, what I can do with it now, the file, the route as a line, and everything that has happened to it.
import { Alert, Anchor, Badge, Button, Group, Loader, Stack, Text, Title } from '@mantine/core';
import { IconClock, IconDownload, IconPencil } from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'wouter';
import { useQuery } from '../api/client';
import { docs } from '../api/docs';
import { path } from '../app/routes';
import { useMe } from '../app/session';
import { useT, type Key } from '../i18n';
import { ErrorNote } from '../ui/ErrorNote';
import { fmtDateTime } from '../ui/format';
import { AmendButton, AmendNotes, ReplacedBadge } from '../records/Amends';
import { Attachments } from '../records/Attachments';
import { Copies } from '../records/Copies';
import { LayoutCheck } from '../layout/LayoutCheck';
import type { Place } from '../layout/api';
import { Fields } from '../records/Fields';
import { PutInFile } from '../records/PutInFile';
import { Readers } from '../records/Readers';
import { DocumentViewer } from '../viewer';
import { deskApi, type Detail } from './api';
import { Actions } from './Actions';
import { Answers } from './Answers';
import { FileCheck } from './FileCheck';
import { secrecyWords } from './PaperDialog';
import { Proof } from './Proof';
import { RouteLine } from './RouteLine';
import { SubmitDialog } from './SubmitDialog';
import { StateBadge, stepWords, UrgencyBadge, useKindName } from './words';
import classes from './desk.module.css';

const actWords: Record<string, Key> = {
  submit: 'desk:act.submit', content: 'desk:act.content', form: 'desk:act.form', approve: 'desk:act.approve', return: 'desk:act.return', forward: 'desk:act.forward', pass: 'work:act.pass',
  sign: 'desk:act.sign', number: 'desk:act.number', seal: 'desk:act.seal', recall: 'desk:act.recall', cancel: 'desk:act.cancel', paper: 'desk:act.paper', answers: 'desk:act.answers',
  replace: 'records:act.replace', correct: 'records:act.correct', replaced: 'records:act.replaced', corrected: 'records:act.corrected',
};

function History({ log }: { log: Detail['log'] }) {
  const t = useT();
  return (
    <section aria-label={t('desk:history')}>
      <Title order={3} fz={16} mb="xs">{t('desk:history')}</Title>
      <ol className={`pn-plain ${classes.log}`}>
        {log.map((l) => (
          <li key={l.seq}>
            <Text size="sm"><strong>{l.name}</strong> {t(actWords[l.act] ?? 'desk:act.other')}</Text>
            {l.comment !== '' && <Text size="sm">“{l.comment}”</Text>}
            <Text size="sm" c="dimmed">{fmtDateTime(l.at)}</Text>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Head({ d }: { d: Detail }) {
  const t = useT();
  const kindName = useKindName();
  return (
    <div>
      <Group gap={6} wrap="wrap">
        <UrgencyBadge urgency={d.urgency} />
        <StateBadge state={d.state} />
        {d.amends.replaced_by !== null && <ReplacedBadge />}
        {d.register !== null && <Badge color="brand" variant="outline" className="pn-nowrap" data-testid="desk-code">{t('desk:numberIs', { code: d.register.code })}</Badge>}
        {d.paper && <Badge color="gray">{t('desk:paper.kept')}</Badge>}
        {d.secrecy !== 'none' && <Badge color="danger">{t(secrecyWords[d.secrecy])}</Badge>}
        {d.round > 1 && <Badge color="gray">{t('desk:round', { n: d.round })}</Badge>}
      </Group>
      <Title order={2} fz={20} mt={4}>{kindName(d)}: {d.subject}</Title>
      <Text size="sm" c="dimmed">{t('desk:by', { drafter: d.drafter, unit: d.unit })}</Text>
      {d.meeting !== null && <Anchor component={Link} href={path.meeting(d.meeting.id)} size="sm">{t('desk:ofMeeting', { title: d.meeting.title })}</Anchor>}
    </div>
  );
}

/** For one whose step comes later: whom it waits for now. */
function NotYet({ d, me }: { d: Detail; me: number }) {
  const t = useT();
  const later = d.steps.find((s) => s.round === d.round && s.person === me && s.state === 'waiting');
  if (d.state !== 'routing' || later === undefined || d.mine !== null) return null;
  const who = d.current.map((c) => c.name ?? t('desk:clerk')).join(', ');
  return <Alert color="brand" role="status" icon={<IconClock aria-hidden />} data-testid="desk-not-yet">{t('desk:notYet', { step: t(stepWords[later.kind]), who })}</Alert>;
}

/** What the drafter does: change, compose, submit. */
function Drafting({ d, onChanged }: { d: Detail; onChanged: () => void }) {
  const t = useT();
  const [asking, setAsking] = useState(false);
  const back = d.state === 'returned' ? d.steps.filter((s) => s.round === d.round && s.state === 'returned') : [];
  return (
    <Stack gap="sm">
      {back.map((s) => <Alert key={s.id} color="warning" role="status" title={t('desk:returnedBy', { name: s.acted_by ?? '' })}>{s.comment}</Alert>)}
      <Group gap="sm" wrap="wrap">
        <Button variant={d.version === null || back.length > 0 ? 'filled' : 'default'} component={Link} href={path.editDraft(d.id)} leftSection={<IconPencil size={20} aria-hidden />} data-testid="desk-edit">{t('desk:edit')}</Button>
        {d.version !== null && <Button onClick={() => setAsking(true)} data-testid="desk-submit">{t('desk:submit.open')}</Button>}
      </Group>
      {asking && <SubmitDialog d={d} onClose={() => setAsking(false)} onDone={() => { setAsking(false); onChanged(); }} />}
    </Stack>
  );
}

export function RequestView({ id, onChanged }: { id: number; onChanged: () => void }) {
  const t = useT();
  const me = useMe().person.id;
  const [place, setPlace] = useState<Place | null>(null);
  const { data: d, error, reload } = useQuery(`desk ${id}`, (signal) => deskApi.get(id, signal));
  if (d === undefined) return error !== undefined ? <ErrorNote error={error} onRetry={() => void reload()} /> : <Stack align="center" p="xl" role="status"><Loader /><Text>{t('common:loading')}</Text></Stack>;
  const changed = () => {
    void reload();
    onChanged();
  };
  const sealed = d.state === 'issued' || d.state === 'recalled';
  const signed = sealed || d.steps.some((s) => s.kind === 'sign' && s.state === 'done');
  // Evidence and time-stamps add no page: who reads is not interrupted when a raised file comes.
  const shown = d.steps.find((s) => s.round === d.round && s.kind === 'seal' && s.state === 'done')?.version ?? d.version;
  return (
    <Stack gap="md" data-testid="desk-request">
      <Head d={d} />
      {d.state === 'recalled' && d.register !== null && <Alert color="danger" role="status" title={t('desk:recalledTitle')}>{d.register.recall_reason}</Alert>}
      <AmendNotes amends={d.amends} />
      <NotYet d={d} me={me} />
      {d.drafting ? <Drafting d={d} onChanged={changed} /> : <Actions d={d} onChanged={changed} />}
      <div className={classes.paperAndRoute}>
        <section className={classes.paper} aria-label={t('desk:file')}>
          {shown === null ? <Text c="dimmed" p="lg">{t(d.paper ? 'desk:paper.noFile' : 'desk:noFile')}</Text> : <DocumentViewer key={shown} versionId={shown} me={me} place={place} compact />}
        </section>
        <Stack gap="md">
          <Answers key={`answer ${d.state}`} request={d.id} onChanged={onChanged} />
          <Attachments request={d.id} key={d.state} />
          {d.steps.length > 0 && <RouteLine steps={d.steps.filter((s) => s.round === d.round)} />}
          {d.version !== null && signed && <FileCheck version={d.version} />}
          {signed && <Proof key={d.state} document={d.document} onRaised={reload} />}
          {d.version !== null && <LayoutCheck key={`layout ${d.version}`} version={d.version} own onPlace={setPlace} />}
          {d.version !== null && <Button variant="default" component="a" href={docs.fileUrl(d.version)} download leftSection={<IconDownload size={20} aria-hidden />} data-testid="desk-download">{t('desk:download')}</Button>}
          {sealed && d.version !== null && <Copies document={d.document} version={d.version} pages={d.versions[d.versions.length - 1]?.page_count ?? 1} own />}
          {d.state !== 'cancelled' && <Fields request={d.id} />}
          {sealed && <PutInFile document={d.document} unit={d.unit_id} />}
          {sealed && <AmendButton request={d.id} state={d.state} amends={d.amends} />}
          {d.state !== 'draft' && (d.drafting || d.clerk || d.may_recall || d.drafter_id === me) && <Readers document={d.document} />}
          {d.log.length > 0 && <History log={d.log} />}
        </Stack>
      </div>
    </Stack>
  );
}
