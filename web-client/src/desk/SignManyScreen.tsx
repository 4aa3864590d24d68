// SPDX-License-Identifier: GPL-3.0-or-later
// Signing many at once: one summary of what was chosen (number, title, pages, hash of each, certificate and its expiry), one PIN, and then what
// became of each in words. Each is signed by itself; when the line is cut in between, the page asks the server what became of them.
import { Alert, Anchor, Badge, Button, Group, Skeleton, Stack, Text, Title } from '@mantine/core';
import { IconArrowLeft, IconCertificate, IconCheck, IconEye, IconX } from '@tabler/icons-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { Link, useSearch } from 'wouter';
import { useQuery } from '../api/client';
import { toApiError, type ApiError } from '../api/errors';
import { path } from '../app/routes';
import { useMe } from '../app/session';
import { useLang, useT, type Key } from '../i18n';
import { Empty } from '../ui/Empty';
import { ErrorNote } from '../ui/ErrorNote';
import { fmtDateTime } from '../ui/format';
import { usePageTitle } from '../ui/usePageTitle';
import { deskChanged } from './api';
import { PinBox } from './PinBox';
import { ShownPage } from './ShownPage';
import { useKindName } from './words';
import { commonName, lookAt, workApi, type Look, type LookFile, type Signed } from './work';
import classes from './desk.module.css';

const ASK_AGAIN = 3000;
/** No answer came: some may be signed, some not. */
const isUnsure = (error: ApiError): boolean => ['no_line', 'odd_answer', 'cut'].includes(error.code);
/** The list on the page is out of date: the server signed none of it. */
const isStale = (error: ApiError): boolean => ['not_read', 'not_your_turn', 'not_found'].includes(error.code);
const whyWords: Record<string, Key> = { wrong_state: 'work:many.why.state', not_your_turn: 'work:many.why.passed', stale_revision: 'work:many.why.changed' };
const ready = (file: LookFile): boolean => file.opened && file.refused === undefined;
const done = (file: LookFile): boolean => file.state === 'done';

/** Why this one is not among those to be signed now; null: it is. */
function LeftOut({ file }: { file: LookFile }) {
  const t = useT();
  const lang = useLang();
  if (done(file)) return <Badge color="success" leftSection={<IconCheck size={14} aria-hidden />} data-testid="many-signed">{t('work:many.signed')}</Badge>;
  if (file.refused !== undefined) {
    const words = file.state === 'returned' || file.state === 'void' ? 'work:many.why.returned' : whyWords[file.refused.code];
    return <Alert color="warning" role="status" data-testid="many-left-out">{t('work:many.leftOut')} {words !== undefined ? t(words) : lang === 'vi' ? file.refused.vi : file.refused.en}</Alert>;
  }
  return (
    <Alert color="warning" role="status" data-testid="many-left-out" icon={<IconEye aria-hidden />}>
      {t('work:many.leftOut')} {t('work:many.notRead')} <Anchor component={Link} href={path.deskRequest(file.request)} fw={600}>{t('work:many.read')}</Anchor>
    </Alert>
  );
}

function Result({ result }: { result: Signed }) {
  const t = useT();
  const lang = useLang();
  if (result.signed) return <Badge color="success" leftSection={<IconCheck size={14} aria-hidden />} data-testid="many-signed">{t('work:many.signed')}</Badge>;
  const words = whyWords[result.code ?? ''];
  return <Alert color="danger" icon={<IconX aria-hidden />} role="alert" data-testid="many-failed">{t('work:many.failed')} {words !== undefined ? t(words) : lang === 'vi' ? result.vi : result.en}</Alert>;
}

function FileRow({ file, n, result }: { file: LookFile; n: number; result: Signed | undefined }) {
  const t = useT();
  const kindName = useKindName();
  const [shown, setShown] = useState(false);
  return (
    <li className={classes.fileRow} data-testid="many-file">
      <Stack gap={6}>
        <Anchor component={Link} href={path.deskRequest(file.request)} fw={600} className={classes.title}>{n}. {kindName(file)}: {file.subject}</Anchor>
        {result !== undefined ? <Result result={result} /> : !ready(file) && <LeftOut file={file} />}
        <dl className={classes.facts}>
          <dt>{t('desk:fact.number')}</dt><dd className="pn-nowrap">{file.code ?? t('desk:fact.numberLater')}</dd>
          <dt>{t('desk:fact.pages')}</dt><dd>{file.pages}</dd>
          <dt>{t('desk:fact.hash')}</dt><dd className={classes.hash}>{file.sha256}</dd>
          <dt>{t('work:many.as')}</dt><dd>{file.lines.join(' / ')}</dd>
        </dl>
        {result === undefined && ready(file) && <Group><Button variant="default" h={44} aria-expanded={shown} leftSection={<IconEye size={20} aria-hidden />} onClick={() => setShown(!shown)} data-testid="many-shown">{t(shown ? 'desk:shown.hide' : 'desk:shown.show')}</Button></Group>}
        {shown && result === undefined && <ShownPage step={file.step} seen={file.sha256} what="sign" />}
      </Stack>
    </li>
  );
}

function Certificate({ look }: { look: Look }) {
  const t = useT();
  const me = useMe();
  return (
    <dl className={classes.facts} data-testid="certificate">
      <dt>{t('desk:fact.who')}</dt><dd>{me.person.name}</dd>
      <dt>{t('work:certificate')}</dt><dd>{commonName(look.certificate.subject)}</dd>
      <dt>{t('work:issuer')}</dt><dd>{commonName(look.certificate.issuer)}</dd>
      <dt>{t('work:until')}</dt><dd>{fmtDateTime(look.certificate.until)}</dd>
    </dl>
  );
}

/** The act itself. `onUnsure`: no answer came, or the list was refused, so what is on the page may be true no more. */
function Act({ look, open, onDone, onUnsure }: { look: Look; open: LookFile[]; onDone: (results: Signed[]) => void; onUnsure: (cause: ApiError) => void }) {
  const t = useT();
  const lang = useLang();
  const [pinSet, setPinSet] = useState(look.pin);
  const [pin, setPin] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const run = async () => {
    if (busy || !pinSet || pin.length < 6) return;
    setBusy(true);
    setError(null);
    try {
      onDone((await workApi.signMany(open.map((f) => ({ step: f.step, seen: f.sha256 })), pin)).results);
    } catch (cause) {
      const failed = toApiError(cause);
      setPin('');
      setBusy(false);
      if (isUnsure(failed) || isStale(failed)) onUnsure(failed);
      else setError(`${failed.sentence(lang)} ${t('work:many.nothing')}`);
    }
  };
  return (
    <Stack gap="md">
      <Certificate look={look} />
      <Text>{t('desk:sign.text')}</Text>
      <PinBox isSet={pinSet} value={pin} onChange={setPin} onSet={(chosen) => { setPinSet(true); setPin(chosen); }} onSubmit={() => void run()} />
      {error !== null && <Alert color="danger" role="alert" data-testid="many-error">{error}</Alert>}
      <Group gap="sm">
        <Button size="lg" loading={busy} disabled={!pinSet || pin.length < 6} leftSection={<IconCertificate size={22} aria-hidden />} onClick={() => void run()} data-testid="many-confirm">{t('work:many.confirm', { count: open.length })}</Button>
        <Button variant="default" component={Link} href={path.desk}>{t('common:cancel')}</Button>
      </Group>
    </Stack>
  );
}

function Chosen({ look, unsure, onUnsure }: { look: Look; unsure: ApiError | null; onUnsure: (cause: ApiError) => void }) {
  const t = useT();
  const lang = useLang();
  const [results, setResults] = useState<Signed[] | null>(null);
  const top = useRef<HTMLDivElement>(null);
  const open = look.files.filter(ready);
  const out = look.files.filter((f) => !ready(f) && !done(f)).length;
  const signed = results?.filter((r) => r.signed).length ?? look.files.filter(done).length;
  /* What became of them is said where the eye and the screen reader are put. */
  useEffect(() => { if (results !== null || unsure !== null) top.current?.focus(); }, [results, unsure]);
  return (
    <Stack gap="md">
      <div ref={top} tabIndex={-1} style={{ outline: 'none' }}>
        {results !== null && <Alert color={signed === results.length ? 'success' : 'warning'} role="status" data-testid="many-done">
          {signed === results.length ? t('work:many.allDone', { count: signed }) : t('work:many.done', { signed, all: results.length })}
        </Alert>}
        {results === null && unsure !== null && <Alert color="warning" role="alert" title={unsure.sentence(lang)} data-testid="many-unsure">{t(isUnsure(unsure) ? 'work:many.unsure' : 'work:many.renewed', { signed, left: open.length })}</Alert>}
        {results === null && unsure === null && <Text>{open.length > 0 ? t('work:many.about', { count: open.length }) : t('work:many.nothingLeft')}{out > 0 && ` ${t('work:many.out', { count: out })}`}</Text>}
      </div>
      <ol className={`pn-plain ${classes.files}`}>
        {look.files.map((f, i) => <FileRow key={f.step} file={f} n={i + 1} result={results?.find((r) => r.step === f.step)} />)}
      </ol>
      {results === null && open.length > 0 && <Act key={open.length} look={look} open={open} onDone={(all) => { deskChanged(); setResults(all); }} onUnsure={onUnsure} />}
      {(results !== null || open.length === 0) && <Button component={Link} href={path.desk} style={{ alignSelf: 'flex-start' }} data-testid="many-back">{t('desk:backToQueue')}</Button>}
    </Stack>
  );
}

export default function SignManyScreen() {
  const t = useT();
  const lang = useLang();
  const search = useSearch();
  const steps = useMemo(() => [...new Set((new URLSearchParams(search).get('steps') ?? '').split(',').map(Number).filter((n) => Number.isInteger(n) && n > 0))].slice(0, 50), [search]);
  const { data, error, reload } = useQuery(`sign many ${steps.join()}`, (signal) => lookAt(steps, signal));
  const [unsure, setUnsure] = useState<{ cause: ApiError; seen: Look | null } | null>(null);
  usePageTitle(t('work:many.title'));
  const again = (cause: ApiError) => {
    setUnsure({ cause, seen: data ?? null });
    void reload();
  };
  /* The old page must not be believed while the new one has not come. */
  const waiting = unsure !== null && unsure.seen === data;
  useEffect(() => {
    if (!waiting) return;
    const timer = setInterval(() => void reload(), ASK_AGAIN);
    return () => clearInterval(timer);
  }, [waiting, reload]);
  return (
    <Stack gap="md" maw={900}>
      <Button variant="subtle" component={Link} href={path.desk} leftSection={<IconArrowLeft size={20} aria-hidden />} style={{ alignSelf: 'flex-start' }}>{t('desk:backToQueue')}</Button>
      <Title order={1}>{t('work:many.title')}</Title>
      {error !== undefined && data === undefined && <ErrorNote error={error} onRetry={() => void reload()} />}
      {waiting && <Alert color="warning" role="alert" title={unsure.cause.sentence(lang)} data-testid="many-asking">{t('work:many.asking')}</Alert>}
      {error === undefined && (data === undefined || waiting) && <Stack gap="sm" role="status"><span className="pn-hidden">{t('common:loading')}</span>{[0, 1].map((i) => <Skeleton key={i} h={140} />)}</Stack>}
      {data === null && !waiting && <Empty icon={<IconCertificate size={26} aria-hidden />}>{t('work:many.none')}</Empty>}
      {data !== undefined && data !== null && !waiting && <Chosen key={steps.join()} look={data} unsure={unsure?.cause ?? null} onUnsure={again} />}
    </Stack>
  );
}
