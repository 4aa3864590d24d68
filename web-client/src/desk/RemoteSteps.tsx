// SPDX-License-Identifier: GPL-3.0-or-later
// Signing with one's own key at a remote signing service: choose it, then authorise with PIN and one-time code. One page for each state; what was
// prepared stays on the server, so the page may be left and opened again while the quarter of an hour lasts; a key whose service asks on a page of
// its own is authorised there (RemoteReturn).
import { Alert, Button, Group, Loader, PasswordInput, Radio, Stack, Text, TextInput } from '@mantine/core';
import { IconAlertTriangle, IconArrowLeft, IconCertificate, IconCheck, IconClock, IconCloudLock, IconCloudOff, IconDeviceMobileMessage, IconExternalLink } from '@tabler/icons-react';
import { useCallback, useEffect, useRef, useState, type FormEvent } from 'react';
import { useQuery } from '../api/client';
import { toApiError } from '../api/errors';
import { useLang, useT, type Key } from '../i18n';
import { fmtDate } from '../ui/format';
import { notifyDone } from '../ui/notify';
import { deskApi, type Credential, type Remote } from './api';
import { leaveFor } from './remotePage';
import { Countdown } from './TokenSteps';
import { commonName, houseOf } from './work';
import classes from './desk.module.css';

const LOOK_AGAIN = 5000;

type Problem = { code: string; text: string };

/** Why the last attempt gave no signature, with what it means for the one who waits. */
function ProblemAlert({ problem }: { problem: Problem }) {
  const t = useT();
  const away = problem.code === 'remote_away' || problem.code === 'remote_waiting';
  const title: Key = problem.code === 'remote_waiting' ? 'desk:remote.waitTitle' : away ? 'desk:remote.awayTitle' : problem.code === 'remote_bad_pin' ? 'desk:remote.pinTitle' : 'desk:remote.refusedTitle';
  return (
    <Alert color={away ? 'warning' : 'danger'} role="alert" icon={away ? <IconCloudOff aria-hidden /> : <IconAlertTriangle aria-hidden />} title={t(title)}
      data-testid="remote-problem" data-code={problem.code}>{problem.text}</Alert>
  );
}

/** The holder as people read it, and what tells two keys of one person apart. */
function CredentialLine({ c }: { c: Credential }) {
  const t = useT();
  return (
    <span className={classes.subject}>
      <strong>{commonName(c.subject)}</strong><br />
      <Text span size="sm" c="dimmed">{[houseOf(c.subject), c.name, c.kind, t('desk:token.until', { at: fmtDate(c.until) })].filter((x) => x !== '').join(' · ')}</Text>
    </span>
  );
}

function Choose({ credentials, chosen, onChoose }: { credentials: Credential[]; chosen: number; onChoose: (id: number) => void }) {
  const t = useT();
  if (credentials.length === 0) return <Alert color="warning" role="status" data-testid="remote-none">{t('desk:remote.noKey')}</Alert>;
  return (
    <Radio.Group label={t('desk:remote.choose')} value={String(chosen)} onChange={(v) => onChoose(Number(v))}>
      <Stack gap="xs" mt="xs">
        {credentials.map((c) => <Radio key={c.id} value={String(c.id)} label={<CredentialLine c={c} />} data-testid={`remote-key-${c.name}`} />)}
      </Stack>
    </Radio.Group>
  );
}

function Authorise({ state, busy, onSign, onCode, onPage, onBack }: { state: Remote; busy: boolean; onSign: (pin: string, otp: string) => void; onCode: () => void; onPage: () => void; onBack: () => void }) {
  const t = useT();
  const [pin, setPin] = useState('');
  const [otp, setOtp] = useState('');
  const needs = state.auth ?? { pin: true, otp: false };
  const send = (e: FormEvent) => {
    e.preventDefault();
    if (needs.page === true) onPage();
    else onSign(pin, otp);
    setPin('');
    setOtp('');
  };
  return (
    <form onSubmit={send} autoComplete="off">
      <Stack gap="md" data-testid="remote-waiting">
        <Countdown left={state.left ?? 0} words="desk:remote.left" />
        {state.credential !== null && <div><CredentialLine c={state.credential} /></div>}
        {needs.pin && <PasswordInput label={t('desk:remote.pin')} description={t('desk:remote.pinHelp')} value={pin} onChange={(e) => setPin(e.currentTarget.value)} maxLength={64} required withAsterisk={false}
          autoComplete="off" visibilityToggleButtonProps={{ 'aria-label': t('desk:remote.showPin'), size: 44 }} data-testid="remote-pin" />}
        {needs.otp && <Group gap="sm" align="flex-end" wrap="wrap">
          <TextInput label={t(needs.sent === false ? 'desk:remote.totp' : 'desk:remote.otp')} value={otp} onChange={(e) => setOtp(e.currentTarget.value)} maxLength={64} required withAsterisk={false} inputMode="numeric" autoComplete="one-time-code"
            style={{ flex: '1 1 160px', minWidth: 0 }} data-testid="remote-otp" />
          {needs.sent !== false && <Button variant="default" disabled={busy} onClick={onCode} leftSection={<IconDeviceMobileMessage size={20} aria-hidden />} data-testid="remote-code">{t('desk:remote.sendCode')}</Button>}
        </Group>}
        {needs.app === true && <Text data-testid="remote-app">{t('desk:remote.app')}</Text>}
        {needs.page === true && <Text data-testid="remote-page">{t('desk:remote.page')}</Text>}
        <Group justify="space-between" gap="sm">
          <Button variant="default" leftSection={<IconArrowLeft size={20} aria-hidden />} onClick={onBack}>{t('desk:token.back')}</Button>
          <Button type="submit" loading={busy} disabled={(needs.pin && pin === '') || (needs.otp && otp === '')} leftSection={needs.page === true ? <IconExternalLink size={20} aria-hidden /> : <IconCertificate size={20} aria-hidden />}
            data-testid="remote-sign">{t(needs.page === true ? 'desk:remote.goPage' : 'desk:remote.sign')}</Button>
        </Group>
      </Stack>
    </form>
  );
}

/** The signature has come and is not yet in the file: go on from there, without a PIN. */
function Finishing({ onFinish }: { onFinish: () => void }) {
  const t = useT();
  const begun = useRef(false);
  useEffect(() => {
    if (begun.current) return;
    begun.current = true;
    onFinish();
  }, [onFinish]);
  return <Group gap="sm" wrap="nowrap" role="status" data-testid="remote-finishing"><Loader size="sm" aria-hidden /><Text>{t('desk:remote.finishing')}</Text></Group>;
}

const ended: Partial<Record<Remote['state'], { words: Key; color: string }>> = {
  expired: { words: 'desk:remote.expired', color: 'warning' }, returned: { words: 'desk:remote.returned', color: 'warning' }, used: { words: 'desk:remote.used', color: 'success' },
};

function Ended({ state }: { state: Remote['state'] }) {
  const t = useT();
  const how = ended[state];
  if (how === undefined) return null;
  return <Alert color={how.color} role="status" icon={state === 'used' ? <IconCheck aria-hidden /> : <IconClock aria-hidden />} data-testid={`remote-${state}`}>{t(how.words)}</Alert>;
}

export function RemoteSteps({ request, step, seen, onBack, onDone }: { request: number; step: number; seen: string; onBack: () => void; onDone: () => void }) {
  const t = useT();
  const lang = useLang();
  const { data: state, error, reload } = useQuery(`remote ${step}`, (signal) => deskApi.remoteState(step, signal));
  const [chosen, setChosen] = useState(0);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const told = useRef(false);
  useEffect(() => {
    const timer = setInterval(() => void reload(), LOOK_AGAIN);
    return () => clearInterval(timer);
  }, [reload]);
  useEffect(() => {
    if (state?.state !== 'used' || told.current) return;
    told.current = true;
    notifyDone(t('desk:remote.used'));
    onDone();
  }, [state, t, onDone]);
  const act = useCallback(async (what: () => Promise<unknown>, done?: string) => {
    setBusy(true);
    setProblem(null);
    try {
      await what();
      if (done !== undefined) notifyDone(done);
    } catch (cause) {
      const failure = toApiError(cause);
      setProblem({ code: failure.code, text: failure.sentence(lang) });
    }
    await reload();
    setBusy(false);
  }, [lang, reload]);
  const finish = useCallback(() => void act(() => deskApi.remoteSign(step, {})), [act, step]);
  if (state === undefined) return error !== undefined ? <Alert color="danger" role="alert">{error.sentence(lang)}</Alert> : <Group role="status"><Loader size="sm" /><Text>{t('common:loading')}</Text></Group>;
  const fresh = state.state === 'none' || state.state === 'expired';
  const key = chosen !== 0 ? chosen : (state.credentials[0]?.id ?? 0);
  /* What the last attempt met is said again to one who opens the page later. */
  const said = problem ?? (state.state === 'waiting' && state.refused !== null ? { code: state.refused.code, text: lang === 'vi' ? state.refused.vi : state.refused.en } : null);
  return (
    <Stack gap="md" data-testid="remote" data-state={state.state}>
      <Text fw={600} fz={18}>{t('desk:remote.title')}</Text>
      {fresh && <Text>{t('desk:remote.none')}</Text>}
      <Ended state={state.state} />
      {fresh && state.ended.map((c) => <Alert key={c.id} color="warning" role="note" data-testid="remote-ended">{t('desk:remote.ended', { name: c.name, at: fmtDate(c.until) })}</Alert>)}
      {fresh && <Choose credentials={state.credentials} chosen={key} onChoose={setChosen} />}
      {said !== null && !busy && <ProblemAlert problem={said} />}
      {state.state === 'waiting' && <Authorise state={state} busy={busy} onSign={(pin, otp) => void act(() => deskApi.remoteSign(step, { pin, otp }))}
        onCode={() => void act(() => deskApi.remoteCode(step), t('desk:remote.codeSent'))} onPage={() => void act(() => leaveFor(request, step))} onBack={onBack} />}
      {state.state === 'signed' && (problem === null || busy ? <Finishing onFinish={finish} /> : <Group justify="flex-end"><Button onClick={finish} data-testid="remote-finish">{t('desk:remote.finish')}</Button></Group>)}
      {busy && state.state === 'waiting' && <Text role="status" size="sm" c="dimmed">{t('desk:remote.asking')}</Text>}
      {state.state !== 'waiting' && <Group justify="space-between" gap="sm">
        {state.state === 'returned' ? <Button onClick={onDone} data-testid="remote-close">{t('common:close')}</Button>
          : <Button variant="default" leftSection={<IconArrowLeft size={20} aria-hidden />} onClick={onBack}>{t('desk:token.back')}</Button>}
        {fresh && <Button loading={busy} disabled={key === 0} leftSection={<IconCloudLock size={20} aria-hidden />} onClick={() => void act(() => deskApi.remoteOpen(step, seen, key))} data-testid="remote-begin">{t('desk:remote.begin')}</Button>}
      </Group>}
    </Stack>
  );
}
