// SPDX-License-Identifier: GPL-3.0-or-later
// The public check page: drop a PDF, read in words what its signatures are worth. Integrity, certificate and changes are three answers apart.
import { Alert, Button, Container, FileButton, Group, Loader, Stack, Text, Title } from '@mantine/core';
import { IconFileSearch, IconShieldCheck, IconShieldQuestion, IconShieldX } from '@tabler/icons-react';
import { useEffect, useState, type DragEvent } from 'react';
import { Link } from 'wouter';
import { toApiError } from '../api/errors';
import { http, request } from '../api/http';
import { LayoutOfFile } from '../layout/LayoutOfFile';
import { LanguageSwitch, ThemeSwitch } from '../app/switches';
import { path } from '../app/routes';
import { useSession } from '../app/session';
import { useLang, useT, type Key } from '../i18n';
import { Monogram } from '../ui/Monogram';
import { fmtDateTime } from '../ui/format';
import { usePageTitle } from '../ui/usePageTitle';
import { Findings, isStamp, Signer, Since, Reports, Revisions, verdictColors, type Checked, type Report } from './CheckDetails';
import classes from './desk.module.css';

const MAX = 32 * 1024 * 1024;

const integrityWords: Record<Checked['integrity'], Key> = { ok: 'desk:check.integrityOk', broken: 'desk:check.integrityBroken', unsupported: 'desk:check.integrityUnsupported' };
const trustWords: Record<string, Key> = {
  trusted: 'minutes:trust.trusted', unknown_issuer: 'minutes:trust.unknown', expired: 'minutes:trust.expired', revoked: 'desk:check.revoked', weak_digest: 'desk:check.weakDigest', not_checked: 'minutes:trust.notChecked',
};

function Signature({ report, s }: { report: Report; s: Checked }) {
  const t = useT();
  return (
    <li className={classes.checked}>
      <Signer s={s} />
      <dl className={classes.facts}>
        <dt>{t('desk:check.integrity')}</dt><dd>{t(s.integrity === 'ok' && s.forbidden.length > 0 ? 'desk:check.integrityButChanged' : integrityWords[s.integrity])}</dd>
        <dt>{t('desk:check.trust')}</dt><dd>{t(trustWords[s.trust] ?? 'minutes:trust.notChecked')}</dd>
        <dt>{t('desk:check.changes')}</dt>
        <dd><Since s={s} bare /></dd>
        {s.issuer !== '' && <><dt>{t('desk:check.issuer')}</dt><dd>{s.issuer}</dd></>}
        {s.level !== '' && !isStamp(s) && <><dt>{t('desk:check.level')}</dt><dd>PAdES {s.level}</dd></>}
        {s.time !== '' && <><dt>{t('desk:check.time')}</dt><dd>{fmtDateTime(s.time)}</dd></>}
      </dl>
      <Findings s={s} />
      <Revisions report={report} s={s} />
    </li>
  );
}

function Result({ report, name }: { report: Report; name: string }) {
  const t = useT();
  const lang = useLang();
  const color = verdictColors[report.verdict] ?? 'gray';
  const Icon = color === 'success' ? IconShieldCheck : color === 'danger' ? IconShieldX : IconShieldQuestion;
  return (
    <Stack gap="md" data-testid="check-result" data-verdict={report.verdict}>
      <Alert color={color} icon={<Icon aria-hidden />} title={lang === 'vi' ? report.text.vi : report.text.en} role="status">
        <Text size="sm">{t('desk:check.file', { name })}</Text>
        {report.pages > 0 && <Text size="sm">{t('desk:check.pages', { count: report.pages })}</Text>}
      </Alert>
      <Reports report={report} name={name} />
      <ul className="pn-plain">{report.signatures.map((s, i) => <Signature key={i} report={report} s={s} />)}</ul>
    </Stack>
  );
}

type State = { kind: 'idle' } | { kind: 'busy'; name: string } | { kind: 'done'; name: string; report: Report; file: File } | { kind: 'failed'; text: string };

export default function CheckScreen() {
  const t = useT();
  const lang = useLang();
  const session = useSession();
  const [state, setState] = useState<State>({ kind: 'idle' });
  const [over, setOver] = useState(false);
  usePageTitle(t('desk:check.title'));
  // What was looked at is let go of when another file comes, or the page is left.
  const token = state.kind === 'done' ? state.report.token : undefined;
  useEffect(() => () => { if (token !== undefined) void http.del(`/docs/check/${token}`).catch(() => undefined); }, [token]);
  const check = async (file: File | null | undefined) => {
    if (file == null) return;
    if (file.size > MAX) { setState({ kind: 'failed', text: t('desk:check.tooLarge') }); return; }
    setState({ kind: 'busy', name: file.name });
    try {
      setState({ kind: 'done', name: file.name, report: await request<Report>('POST', '/docs/check', file), file });
    } catch (cause) {
      setState({ kind: 'failed', text: toApiError(cause).sentence(lang) });
    }
  };
  const onDrop = (e: DragEvent) => {
    e.preventDefault();
    setOver(false);
    void check(e.dataTransfer.files[0]);
  };
  return (
    <Container size={860} px={{ base: 16, sm: 24 }} py={{ base: 16, sm: 28 }}>
      <Group component="header" justify="space-between" wrap="nowrap" mb="lg">
        <Link href={path.home} className="pn-link"><Group gap="sm" wrap="nowrap"><Monogram size={40} /><Text fw={600}>{t('common:product')}</Text></Group></Link>
        <Group gap={4} wrap="nowrap"><LanguageSwitch /><ThemeSwitch /></Group>
      </Group>
      <main id="main" tabIndex={-1}>
        <Stack gap="lg">
          <Title order={1}>{t('desk:check.title')}</Title>
          <Text>{t('desk:check.text')}</Text>
          <div className={classes.drop} data-over={over || undefined} onDragOver={(e) => { e.preventDefault(); setOver(true); }} onDragLeave={() => setOver(false)} onDrop={onDrop}>
            <IconFileSearch size={44} stroke={1.4} aria-hidden />
            <FileButton accept="application/pdf" onChange={(f) => void check(f)} inputProps={{ 'aria-label': t('desk:check.choose') }}>
              {(props) => <Button size="lg" loading={state.kind === 'busy'} {...props}>{state.kind === 'done' ? t('desk:check.again') : t('desk:check.choose')}</Button>}
            </FileButton>
            <Text c="dimmed">{t('desk:check.drop')}</Text>
          </div>
          {state.kind === 'busy' && <Group role="status" gap="sm"><Loader size="sm" /><Text>{t('desk:check.checking', { name: state.name })}</Text></Group>}
          {state.kind === 'failed' && <Alert color="danger" role="alert">{state.text}</Alert>}
          {state.kind === 'done' && <Result report={state.report} name={state.name} />}
          {state.kind === 'done' && <LayoutOfFile file={state.file} />}
          <Link href={path.home}>{t(session.status === 'in' ? 'desk:check.home' : 'desk:check.login')}</Link>
        </Stack>
      </main>
    </Container>
  );
}
