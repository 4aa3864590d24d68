// SPDX-License-Identifier: GPL-3.0-or-later
// How long the signatures of a document can be proven, in words, and how the work on it stands: it goes on by itself, and says when it tries again.
import { Alert, Badge, Button, Group, Text } from '@mantine/core';
import { IconArchive, IconClockExclamation, IconClockShield, IconRefresh } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useQuery } from '../api/client';
import { http } from '../api/http';
import { useLang, useT, type Key } from '../i18n';
import { ErrorNote } from '../ui/ErrorNote';
import { fmtDate, fmtTime } from '../ui/format';

export type Level = 'B-B' | 'B-T' | 'B-LT' | 'B-LTA';
type State = 'waiting' | 'running' | 'done' | 'failed';
export type ProofState = {
  level: Level; want: Level; state: State; renew: boolean; progress: '' | 'evidence' | 'timestamp' | 'check'; attempts: number; next_at: string;
  reason: { code: string; vi: string; en: string } | null; proven_until: string | null; renew_at: string | null;
};

const levelWords: Record<Level, Key> = { 'B-B': 'desk:proof.bb', 'B-T': 'desk:proof.bt', 'B-LT': 'desk:proof.blt', 'B-LTA': 'desk:proof.blta' };
const progressWords: Record<ProofState['progress'], Key> = {
  '': 'desk:proof.preparing', evidence: 'desk:proof.evidence', timestamp: 'desk:proof.timestamp', check: 'desk:proof.check',
};

/** "Lưu trữ dài hạn (B-LTA)", its short name on one line. */
export function LevelWords({ level }: { level: Level }) {
  const t = useT();
  const [words = '', short] = t(levelWords[level]).split(/ (?=\(B-)/);
  return <>{words} {short !== undefined && <span className="pn-nowrap">{short}</span>}</>;
}

const proofApi = {
  get: (document: number, signal?: AbortSignal) => http.get<{ proof: ProofState | null }>(`/docs/documents/${document}/proof`, signal),
  retry: (document: number) => http.post<{ proof: ProofState | null }>(`/docs/documents/${document}/proof`),
};

/** One sentence about what happens next; '' when nothing does. */
function useNext(p: ProofState): string {
  const t = useT();
  if (p.state === 'running') return t(progressWords[p.progress]);
  if (p.state === 'failed') return t('desk:proof.failed');
  if (p.state === 'waiting') return p.reason === null ? t('desk:proof.soon', { level: p.want }) : t('desk:proof.again', { at: `${fmtTime(p.next_at)} ${fmtDate(p.next_at)}` });
  return p.want === 'B-T' ? t('desk:proof.afterSeal') : '';
}

function Words({ p, onRetry }: { p: ProofState; onRetry: () => void }) {
  const t = useT();
  const lang = useLang();
  const next = useNext(p);
  const bad = p.state === 'failed' || (p.state === 'waiting' && p.reason !== null);
  const Icon = p.level === 'B-LTA' ? IconArchive : p.level === 'B-B' ? IconClockExclamation : IconClockShield;
  return (
    <Alert color={bad ? 'warning' : 'brand'} icon={<Icon aria-hidden />} title={t('desk:proof.title')} role="status" data-testid="proof" data-level={p.level} data-state={p.state}>
      <Badge variant={p.level === 'B-B' ? 'outline' : 'light'} color={p.level === 'B-B' ? 'warning' : 'success'} h="auto" py={4} styles={{ label: { whiteSpace: 'normal' } }}><LevelWords level={p.level} /></Badge>
      {next !== '' && <Text size="sm" mt={6}>{next}</Text>}
      {p.reason !== null && <Text size="sm" mt={6}>{lang === 'vi' ? p.reason.vi : p.reason.en}</Text>}
      {p.proven_until !== null && p.renew_at !== null && <Text size="sm" mt={6}>{t('desk:proof.until', { until: fmtDate(p.proven_until), renew: fmtDate(p.renew_at) })}</Text>}
      {bad && <Group mt="xs"><Button variant="default" leftSection={<IconRefresh size={20} aria-hidden />} onClick={onRetry} data-testid="proof-retry">{t('desk:proof.retry')}</Button></Group>}
    </Alert>
  );
}

/** onRaised: a file with more in it has become the newest version. */
export function Proof({ document, onRaised }: { document: number; onRaised?: () => void }) {
  const { data, error, reload } = useQuery(`proof ${document}`, (signal) => proofApi.get(document, signal));
  const [asked, setAsked] = useState(0);
  const level = useRef<Level | null>(null);
  const p = data?.proof ?? null;
  const moving = p !== null && (p.state === 'waiting' || p.state === 'running');
  useEffect(() => {
    if (!moving) return undefined;
    const timer = setInterval(() => void reload(), 3000);
    return () => clearInterval(timer);
  }, [moving, reload, asked]);
  useEffect(() => {
    if (p === null) return;
    if (level.current !== null && level.current !== p.level) onRaised?.();
    level.current = p.level;
  }, [p, onRaised]);
  if (error !== undefined && p === null) return <ErrorNote error={error} onRetry={() => void reload()} />;
  if (p === null) return null;
  const retry = () => void proofApi.retry(document).then(() => setAsked((n) => n + 1)).finally(() => void reload());
  return <Words p={p} onRetry={retry} />;
}
