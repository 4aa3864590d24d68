// SPDX-License-Identifier: GPL-3.0-or-later
// Signing with one's own USB token: two links for the signing program, how long they live, what came of them. One page for each state; it looks
// again every few seconds, because the file is brought by another program.
import { Alert, Button, CopyButton, FileButton, Group, Loader, Stack, Text, TextInput } from '@mantine/core';
import { IconAlertTriangle, IconArrowLeft, IconCheck, IconClock, IconCopy, IconDownload, IconRefresh, IconUpload, IconUsb } from '@tabler/icons-react';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useQuery } from '../api/client';
import { toApiError } from '../api/errors';
import { useLang, useT, type Key } from '../i18n';
import { fmtDate, fmtTime } from '../ui/format';
import { notifyDone } from '../ui/notify';
import { deskApi, type Cert, type Intake, type Links } from './api';
import { commonName, houseOf } from './work';

const LOOK_AGAIN = 3000;

function Certs({ certs }: { certs: Cert[] }) {
  const t = useT();
  if (certs.length === 0) return <Alert color="warning" role="status" data-testid="token-no-cert">{t('desk:token.noCert')}</Alert>;
  return (
    <div>
      <Text size="sm" c="dimmed">{t('desk:token.own')}</Text>
      {certs.map((c) => <Text key={c.subject + c.until} size="sm" style={{ overflowWrap: 'anywhere' }}><strong>{commonName(c.subject)}</strong> · {[houseOf(c.subject), t('desk:token.until', { at: fmtDate(c.until) })].filter((x) => x !== '').join(' · ')}</Text>)}
    </div>
  );
}

function LinkLine({ label, value, testid }: { label: string; value: string; testid: string }) {
  const t = useT();
  return (
    <Group gap="sm" align="flex-end" wrap="wrap">
      <TextInput label={label} value={value} readOnly onFocus={(e) => e.currentTarget.select()} style={{ flex: '1 1 240px', minWidth: 0 }} data-testid={testid} />
      <CopyButton value={value}>
        {({ copied, copy }) => <Button variant="default" onClick={copy} leftSection={copied ? <IconCheck size={18} aria-hidden /> : <IconCopy size={18} aria-hidden />}>{t(copied ? 'desk:token.copied' : 'desk:token.copy')}</Button>}
      </CopyButton>
    </Group>
  );
}

/** Minutes and seconds, counted here between two looks at the server. */
export function Countdown({ left, words = 'desk:token.left' }: { left: number; words?: Key }) {
  const t = useT();
  const [end, setEnd] = useState(() => Date.now() + left * 1000);
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => setEnd(Date.now() + left * 1000), [left]);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.max(0, Math.round((end - now) / 1000));
  const time = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
  return <Group gap={6} wrap="nowrap"><IconClock size={20} aria-hidden /><Text fw={600} data-testid="token-left">{t(words, { time })}</Text></Group>;
}

function Waiting({ links, state, onBring }: { links: Links | null; state: Intake; onBring: (file: File) => void }) {
  const t = useT();
  const lang = useLang();
  const whole = (link: string) => new URL(link, location.href).href;
  return (
    <Stack gap="md" data-testid="token-waiting">
      <Countdown left={state.left ?? 0} />
      {state.refused !== null && <Alert color="danger" role="alert" icon={<IconAlertTriangle aria-hidden />} title={t('desk:token.refusedTitle')} data-testid="token-refused">{lang === 'vi' ? state.refused.vi : state.refused.en}</Alert>}
      {links === null ? <Text>{t('desk:token.hidden')}</Text> : <>
        <Text fw={600}>{t('desk:token.stepOne')}</Text>
        <LinkLine label={t('desk:token.fileLink')} value={whole(links.file)} testid="token-file" />
        <Group><Button variant="default" component="a" href={links.file} download leftSection={<IconDownload size={20} aria-hidden />} data-testid="token-download">{t('desk:token.download')}</Button></Group>
        <Text fw={600}>{t('desk:token.stepTwo')}</Text>
        <LinkLine label={t('desk:token.signedLink')} value={whole(links.signed)} testid="token-signed" />
        <Group>
          <FileButton accept="application/pdf,.pdf" onChange={(file) => file !== null && onBring(file)} inputProps={{ 'aria-label': t('desk:token.choose') }}>
            {(props) => <Button variant="default" {...props} leftSection={<IconUpload size={20} aria-hidden />} data-testid="token-choose">{t('desk:token.choose')}</Button>}
          </FileButton>
        </Group>
      </>}
      <Group gap="sm" wrap="nowrap" role="status"><Loader size="sm" aria-hidden /><Text>{state.fetched_at === null ? t('desk:token.wait') : t('desk:token.fetched', { at: fmtTime(state.fetched_at) })}</Text></Group>
    </Stack>
  );
}

export function TokenSteps({ step, seen, onBack, onDone }: { step: number; seen: string; onBack: () => void; onDone: () => void }) {
  const t = useT();
  const lang = useLang();
  const { data: state, error, reload } = useQuery(`intake ${step}`, (signal) => deskApi.intakeState(step, signal));
  const [links, setLinks] = useState<Links | null>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const told = useRef(false);
  useEffect(() => {
    const timer = setInterval(() => void reload(), LOOK_AGAIN);
    return () => clearInterval(timer);
  }, [reload]);
  useEffect(() => {
    if (state?.state !== 'used' || told.current) return;
    told.current = true;
    notifyDone(t('desk:token.used'));
    onDone();
  }, [state, t, onDone]);
  const act = useCallback(async (what: () => Promise<void>) => {
    setBusy(true);
    setProblem(null);
    try {
      await what();
    } catch (cause) {
      setProblem(toApiError(cause).sentence(lang));
    }
    await reload();
    setBusy(false);
  }, [lang, reload]);
  const make = () => void act(async () => setLinks(await deskApi.intake(step, seen)));
  /* Why a file is not taken is said by the link's state, whoever brought it. */
  const bring = (file: File) => links !== null && void act(async () => {
    try {
      await deskApi.bring(links, file);
    } catch (cause) {
      if (!toApiError(cause).code.startsWith('intake_')) throw cause;
    }
  });
  if (state === undefined) return error !== undefined ? <Alert color="danger" role="alert">{error.sentence(lang)}</Alert> : <Group role="status"><Loader size="sm" /><Text>{t('common:loading')}</Text></Group>;
  return (
    <Stack gap="md" data-testid="token" data-state={state.state}>
      <Text fw={600} fz={18}>{t('desk:token.title')}</Text>
      {state.state === 'none' && <Text>{t('desk:token.none')}</Text>}
      {state.state === 'expired' && <Alert color="warning" role="status" icon={<IconClock aria-hidden />}>{t('desk:token.expired')}</Alert>}
      {state.state === 'returned' && <Alert color="warning" role="status" icon={<IconAlertTriangle aria-hidden />}>{t('desk:token.returned')}</Alert>}
      {state.state === 'used' && <Alert color="success" role="status" icon={<IconCheck aria-hidden />}>{t('desk:token.used')}</Alert>}
      {state.state === 'waiting' && <Waiting links={links} state={state} onBring={bring} />}
      {(state.state === 'none' || state.state === 'expired') && <Certs certs={state.certs} />}
      {problem !== null && <Alert color="danger" role="alert">{problem}</Alert>}
      <Group justify="flex-end" gap="sm">
        {state.state === 'returned' ? <Button onClick={onDone} data-testid="token-close">{t('common:close')}</Button>
          : <Button variant="default" leftSection={<IconArrowLeft size={20} aria-hidden />} onClick={onBack}>{t('desk:token.back')}</Button>}
        {(state.state === 'none' || state.state === 'expired') && <Button loading={busy} disabled={state.certs.length === 0} leftSection={<IconUsb size={20} aria-hidden />} onClick={make} data-testid="token-make">{t('desk:token.make')}</Button>}
        {state.state === 'waiting' && <Button variant="default" loading={busy} leftSection={<IconRefresh size={20} aria-hidden />} onClick={make} data-testid="token-again">{t('desk:token.again')}</Button>}
      </Group>
    </Stack>
  );
}
