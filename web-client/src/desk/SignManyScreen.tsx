// SPDX-License-Identifier: GPL-3.0-or-later
// Signing many at once: one summary of what was chosen (number, title, pages, hash of each, certificate and its expiry), one PIN, and then what
// became of each in words. Each is signed by itself.
import { Alert, Anchor, Badge, Button, Group, Skeleton, Stack, Text, Title } from '@mantine/core';
import { IconArrowLeft, IconCertificate, IconCheck, IconX } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { Link, useSearch } from 'wouter';
import { useQuery } from '../api/client';
import { toApiError } from '../api/errors';
import { path } from '../app/routes';
import { useMe } from '../app/session';
import { useLang, useT } from '../i18n';
import { Empty } from '../ui/Empty';
import { ErrorNote } from '../ui/ErrorNote';
import { fmtDateTime } from '../ui/format';
import { usePageTitle } from '../ui/usePageTitle';
import { deskApi } from './api';
import { PinBox } from './PinBox';
import { useKindName } from './words';
import { commonName, workApi, type Look, type LookFile, type Signed } from './work';
import classes from './desk.module.css';

function Result({ result }: { result: Signed }) {
  const t = useT();
  const lang = useLang();
  if (result.signed) return <Badge color="success" leftSection={<IconCheck size={14} aria-hidden />} data-testid="many-signed">{t('work:many.signed')}</Badge>;
  return <Alert color="danger" icon={<IconX aria-hidden />} role="alert" data-testid="many-failed">{t('work:many.failed')} {lang === 'vi' ? result.vi : result.en}</Alert>;
}

function FileRow({ file, n, result }: { file: LookFile; n: number; result: Signed | undefined }) {
  const t = useT();
  const lang = useLang();
  const kindName = useKindName();
  return (
    <li className={classes.fileRow} data-testid="many-file">
      <Stack gap={6}>
        <Anchor component={Link} href={path.deskRequest(file.request)} fw={600}>{n}. {kindName(file)}: {file.subject}</Anchor>
        <dl className={classes.facts}>
          <dt>{t('desk:fact.number')}</dt><dd className="pn-nowrap">{file.code ?? t('desk:fact.numberLater')}</dd>
          <dt>{t('desk:fact.pages')}</dt><dd>{file.pages}</dd>
          <dt>{t('desk:fact.hash')}</dt><dd className={classes.hash}>{file.sha256}</dd>
          <dt>{t('work:many.as')}</dt><dd>{file.lines.join(' / ')}</dd>
        </dl>
        {result === undefined && file.refused !== undefined && <Alert color="warning" role="status">{lang === 'vi' ? file.refused.vi : file.refused.en}</Alert>}
        {result !== undefined && <Result result={result} />}
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

function Chosen({ look }: { look: Look }) {
  const t = useT();
  const lang = useLang();
  const [pinSet, setPinSet] = useState(look.pin);
  const [pin, setPin] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const [results, setResults] = useState<Signed[] | null>(null);
  const open = look.files.filter((f) => f.opened && f.refused === undefined);
  const run = async () => {
    setBusy(true);
    setError(null);
    try {
      setResults((await workApi.signMany(open.map((f) => ({ step: f.step, seen: f.sha256 })), pin)).results);
    } catch (cause) {
      setError(toApiError(cause).sentence(lang));
    } finally {
      setPin('');
      setBusy(false);
    }
  };
  const signed = results?.filter((r) => r.signed).length ?? 0;
  return (
    <Stack gap="md">
      {results !== null && <Alert color={signed === results.length ? 'success' : 'warning'} role="status" data-testid="many-done">{t('work:many.done', { signed, all: results.length })}</Alert>}
      <ol className={`pn-plain ${classes.files}`}>
        {look.files.map((f, i) => <FileRow key={f.step} file={f} n={i + 1} result={results?.find((r) => r.step === f.step)} />)}
      </ol>
      {results === null && <>
        <Certificate look={look} />
        <Text>{t('desk:sign.text')}</Text>
        <PinBox isSet={pinSet} value={pin} onChange={setPin} onSet={() => setPinSet(true)} />
        {error !== null && <Alert color="danger" role="alert" data-testid="many-error">{error}</Alert>}
        <Group gap="sm">
          <Button variant="default" component={Link} href={path.desk}>{t('common:cancel')}</Button>
          <Button size="lg" loading={busy} disabled={open.length === 0 || !pinSet || pin.length < 6} leftSection={<IconCertificate size={22} aria-hidden />} onClick={() => void run()} data-testid="many-confirm">{t('work:many.confirm', { count: open.length })}</Button>
        </Group>
      </>}
      {results !== null && <Button component={Link} href={path.desk} style={{ alignSelf: 'flex-start' }}>{t('desk:backToQueue')}</Button>}
    </Stack>
  );
}

/** The steps named in the address that wait for my signature and were opened: what the server would refuse is not asked for. */
async function lookAt(steps: number[], signal?: AbortSignal): Promise<Look | null> {
  const waiting = (await deskApi.boxes(signal)).waiting.filter((c) => c.mine?.kind === 'sign' && steps.includes(c.mine.step) && c.sha256 !== null);
  return waiting.length === 0 ? null : workApi.look(waiting.map((c) => ({ step: c.mine!.step, seen: c.sha256! })), signal);
}

export default function SignManyScreen() {
  const t = useT();
  const search = useSearch();
  const steps = useMemo(() => (new URLSearchParams(search).get('steps') ?? '').split(',').map(Number).filter((n) => Number.isInteger(n) && n > 0).slice(0, 50), [search]);
  const { data, error, reload } = useQuery(`sign many ${steps.join()}`, (signal) => lookAt(steps, signal));
  usePageTitle(t('work:many.title'));
  return (
    <Stack gap="md" maw={900}>
      <Button variant="subtle" component={Link} href={path.desk} leftSection={<IconArrowLeft size={20} aria-hidden />} style={{ alignSelf: 'flex-start' }}>{t('desk:backToQueue')}</Button>
      <Title order={1}>{t('work:many.title')}</Title>
      {error !== undefined && data === undefined && <ErrorNote error={error} onRetry={() => void reload()} />}
      {data === undefined && error === undefined && <Stack gap="sm" role="status">{[0, 1].map((i) => <Skeleton key={i} h={140} />)}</Stack>}
      {data === null && <Empty icon={<IconCertificate size={26} aria-hidden />}>{t('work:many.none')}</Empty>}
      {data !== undefined && data !== null && <Chosen key={steps.join()} look={data} />}
    </Stack>
  );
}
