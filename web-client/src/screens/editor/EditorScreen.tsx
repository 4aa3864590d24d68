// SPDX-License-Identifier: GPL-3.0-or-later
// The secretary prepares a meeting in four steps: what and when, who, agenda with papers, summary and publishing.
import { Anchor, Group, Skeleton, Stack, Title } from '@mantine/core';
import { IconCheck, IconChevronLeft } from '@tabler/icons-react';
import { useCallback, useEffect, useRef, useState } from 'react';
import { Link } from 'wouter';
import { call, socket, useQuery } from '../../api/client';
import { path } from '../../app/routes';
import { useT, type Key } from '../../i18n';
import { StateBadge } from '../../meeting/badges';
import { loadOrg, type Org } from '../../meeting/org';
import type { MeetingDetail } from '../../protocol/generated';
import { ErrorNote } from '../../ui/ErrorNote';
import { toLocalInput } from '../../ui/format';
import { notifyDone, notifyError } from '../../ui/notify';
import { usePageTitle } from '../../ui/usePageTitle';
import { AgendaStep } from './AgendaStep';
import { INFO_FORM, InfoForm, type GoodInfo } from './InfoForm';
import { PeopleStep } from './PeopleStep';
import { SummaryStep } from './SummaryStep';
import { useUploads, type Uploads } from './useUploads';
import classes from './editor.module.css';

export type StepProps = { meeting: MeetingDetail; org: Org; reload: () => Promise<void>; goTo: (step: Step) => void; uploads: Uploads };
export type Step = 'info' | 'people' | 'agenda' | 'summary';

const STEPS: { key: Step; label: Key }[] = [
  { key: 'info', label: 'editor:step.info' }, { key: 'people', label: 'editor:step.people' },
  { key: 'agenda', label: 'editor:step.agenda' }, { key: 'summary', label: 'editor:step.summary' },
];

function done(step: Step, m: MeetingDetail): boolean {
  if (step === 'info') return m.title !== '' && m.place !== '';
  if (step === 'people') return m.participants.length > 2;
  if (step === 'agenda') return m.agenda.length > 0;
  return m.state !== 'draft';
}

function Steps({ meeting, at, goTo }: { meeting: MeetingDetail; at: Step; goTo: (s: Step) => void }) {
  const t = useT();
  return (
    <nav aria-label={t('editor:steps')}>
      <ol className={classes.steps}>
        {STEPS.map((s, i) => (
          <li key={s.key}>
            <button type="button" className={classes.step} aria-current={at === s.key ? 'step' : undefined} onClick={() => goTo(s.key)}>
              <span className={classes.stepMark} data-done={done(s.key, meeting) || undefined}>
                {done(s.key, meeting) ? <IconCheck size={18} aria-label={t('editor:stepDone')} /> : i + 1}
              </span>
              <span>{t(s.label)}</span>
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}

function InfoStep({ meeting, org, reload, goTo, onDirty }: StepProps & { onDirty: (dirty: boolean) => void }) {
  const t = useT();
  const [busy, setBusy] = useState(false);
  const secretary = meeting.participants.find((p) => p.role === 'secretary');
  const save = async (info: GoodInfo) => {
    setBusy(true);
    try {
      await call('meeting.update', { meeting: meeting.id, ...info });
      notifyDone(t('editor:saved'));
      onDirty(false);
      await reload();
      goTo('people');
    } catch (cause) {
      notifyError(cause);
    } finally {
      setBusy(false);
    }
  };
  return (
    <InfoForm org={org} busy={busy} onDirty={onDirty} submitLabel={t('editor:saveNext')} onSubmit={(i) => void save(i)}
      initial={{
        title: meeting.title, kind: meeting.kind, unit: meeting.unit.id, chair: meeting.chair.id, secretary: secretary?.person ?? null,
        starts: toLocalInput(meeting.starts_at), ends: toLocalInput(meeting.ends_at), place: meeting.place, description: meeting.description,
      }} />
  );
}

function startStep(): Step {
  const wanted = location.hash.slice(1);
  return STEPS.some((s) => s.key === wanted) ? (wanted as Step) : 'info';
}

export default function EditorScreen({ meeting: id }: { meeting: number }) {
  const t = useT();
  const [step, setStep] = useState<Step>(startStep);
  const { data, error, reload } = useQuery(`edit ${id}`, async () => {
    const [org, meeting] = await Promise.all([loadOrg(), call('meeting.get', { meeting: id })]);
    return { org, meeting };
  });
  usePageTitle(data ? t('editor:title', { title: data.meeting.title }) : '');
  useEffect(() => socket.onReady((_h, first) => { if (!first) setTimeout(() => void reload(), 0); }), [reload]);

  const uploads = useUploads(id, reload);
  const dirty = useRef(false);
  const wanted = useRef<Step | null>(null);
  const onDirty = useCallback((d: boolean) => { dirty.current = d; }, []);

  const goTo = (to: Step) => {
    const form = document.getElementById(INFO_FORM);
    /* What was typed is saved on the way out; if it cannot be, the form says why and stays. */
    if (step === 'info' && dirty.current && form instanceof HTMLFormElement) {
      wanted.current = to;
      form.requestSubmit();
      return;
    }
    const s = wanted.current ?? to;
    wanted.current = null;
    setStep(s);
    history.replaceState(history.state, '', `#${s}`);
    document.getElementById('step-title')?.focus();
    window.scrollTo({ top: 0 });
  };
  const back = <Anchor component={Link} href={path.home} className={classes.back}><IconChevronLeft size={20} aria-hidden />{t('common:nav.calendar')}</Anchor>;
  if (!data) return <Stack>{back}{error ? <ErrorNote error={error} onRetry={() => void reload()} /> : <Skeleton h={520} role="status" aria-label={t('common:loading')} />}</Stack>;
  const props: StepProps = { meeting: data.meeting, org: data.org, reload, goTo, uploads };
  const label = STEPS.find((s) => s.key === step)?.label ?? 'editor:step.info';
  return (
    <Stack gap="lg">
      {back}
      <Group justify="space-between" align="flex-start">
        <Title order={1} className={classes.title}>{data.meeting.title}</Title>
        <StateBadge state={data.meeting.state} />
      </Group>
      <Steps meeting={data.meeting} at={step} goTo={goTo} />
      <section className={`pn-card ${classes.sheet}`} aria-labelledby="step-title">
        <Title order={2} id="step-title" tabIndex={-1} mb="lg">{t(label)}</Title>
        {step === 'info' && <InfoStep key={data.meeting.version} {...props} onDirty={onDirty} />}
        {step === 'people' && <PeopleStep {...props} />}
        {step === 'agenda' && <AgendaStep {...props} />}
        {step === 'summary' && <SummaryStep {...props} />}
      </section>
    </Stack>
  );
}
