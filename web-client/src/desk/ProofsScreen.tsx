// SPDX-License-Identifier: GPL-3.0-or-later
// Administration: how long the signatures of the house can be proven, what is done for it each day, and what waits, has stopped or ends soon.
import { Alert, Badge, Button, Group, Stack, Text, Title } from '@mantine/core';
import { IconAlertTriangle, IconArchive, IconCircleCheck, IconRefresh } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useQuery } from '../api/client';
import { toApiError } from '../api/errors';
import { useLang, useT, type Key } from '../i18n';
import { ErrorNote } from '../ui/ErrorNote';
import { fmtDate, fmtDateTime, fmtIsoDay } from '../ui/format';
import { notifyDone } from '../ui/notify';
import { usePageTitle } from '../ui/usePageTitle';
import { LevelWords } from './Proof';
import { bars, proofsApi, type ProofDay, type ProofRow, type Proofs } from './proofs';
import classes from './proofs.module.css';

const stateWords: Record<ProofRow['state'], Key> = { waiting: 'work:proofs.state.waiting', running: 'work:proofs.state.running', failed: 'work:proofs.state.failed', done: 'work:proofs.state.done' };
const kindWords: Record<string, Key> = {
  official: 'work:proofs.kind.official', minutes: 'work:proofs.kind.minutes', copy: 'work:proofs.kind.copy', attachment: 'work:proofs.kind.attachment', paper: 'work:proofs.kind.paper', incoming: 'work:proofs.kind.received',
};
const series = ['raised', 'renewed', 'stopped'] as const;
const seriesWords: Record<(typeof series)[number], Key> = { raised: 'work:proofs.raised', renewed: 'work:proofs.renewed', stopped: 'work:proofs.stopped' };

function Levels({ levels }: { levels: Proofs['levels'] }) {
  const t = useT();
  const lengths = bars(levels.map((l) => l.n));
  return (
    <section className={classes.chart} aria-labelledby="proof-levels">
      <Title order={2} fz={16} mb="xs" id="proof-levels">{t('work:proofs.levels')}</Title>
      <table data-testid="proof-levels">
        <thead className="pn-hidden"><tr><th scope="col">{t('work:proofs.level')}</th><th scope="col">{t('work:proofs.documents')}</th></tr></thead>
        <tbody>
          {levels.map((l, i) => (
            <tr key={l.level}>
              <th scope="row"><LevelWords level={l.level} /></th>
              <td className={classes.number}>{l.n}</td>
              <td style={{ width: '35%' }} aria-hidden><div className={classes.bar} data-kind={l.level} hidden={l.n === 0} style={{ width: `${lengths[i]}%` }} /></td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Days({ days }: { days: ProofDay[] }) {
  const t = useT();
  const busy = days.filter((d) => series.some((s) => d[s] > 0));
  const lengths = bars(busy.flatMap((d) => series.map((s) => d[s])));
  return (
    <section className={classes.chart} aria-labelledby="proof-days">
      <Title order={2} fz={16} mb="xs" id="proof-days">{t('work:proofs.days')}</Title>
      {busy.length === 0 ? <Text c="dimmed">{t('work:proofs.noDays')}</Text> : (
        <>
          <table data-testid="proof-days">
            <thead className="pn-hidden"><tr><th scope="col">{t('work:proofs.day')}</th><th scope="col">{t('work:proofs.days')}</th></tr></thead>
            <tbody>
              {busy.map((d, i) => (
                <tr key={d.day}>
                  <th scope="row" className={classes.day}>{fmtIsoDay(d.day)}</th>
                  <td>
                    {series.map((s, k) => d[s] > 0 && (
                      <div key={s}>
                        <Text size="sm">{t(seriesWords[s])}: <strong>{d[s]}</strong></Text>
                        <div className={classes.bar} data-kind={s} aria-hidden style={{ width: `${lengths[3 * i + k]}%`, height: 8 }} />
                      </div>
                    ))}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
    </section>
  );
}

function Row({ row, onRetry }: { row: ProofRow; onRetry: () => void }) {
  const t = useT();
  const lang = useLang();
  const name = row.code === null ? row.title : `${row.code} ${row.title}`;
  const stuck = row.state === 'failed' || (row.state === 'waiting' && row.reason !== null);
  return (
    <li className={classes.row} data-state={row.state} data-soon={row.ends_soon || undefined} data-testid={`proof-row-${row.document}`}>
      <div className={classes.about}>
        <Text fw={600}>{name}</Text>
        <Group gap={6} mt={4} wrap="wrap">
          <Badge color={row.state === 'failed' ? 'danger' : row.state === 'done' ? 'success' : 'brand'}>{t(stateWords[row.state])}</Badge>
          <Text size="sm">{kindWords[row.kind] === undefined ? '' : `${t(kindWords[row.kind]!)}. `}{row.state === 'done' ? row.level : t('work:proofs.wants', { level: row.level, want: row.want })}</Text>
        </Group>
        {row.reason !== null && <Text size="sm" mt={6}>{lang === 'vi' ? row.reason.vi : row.reason.en}</Text>}
        <Text size="sm" c="dimmed" mt={4}>
          {[row.state !== 'done' && row.attempts > 0 && t('work:proofs.tried', { count: row.attempts }), row.state === 'waiting' && t('work:proofs.next', { at: fmtDateTime(row.next_at) }),
            row.state === 'failed' && t('work:proofs.since', { at: fmtDateTime(row.updated_at) }),
            row.renew_at !== null && row.proven_until !== null && t('work:proofs.renewAt', { at: fmtDate(row.renew_at), until: fmtDate(row.proven_until) })].filter(Boolean).join(' ')}
        </Text>
        {row.detail !== null && row.detail !== '' && <details className={classes.detail}><summary>{t('work:proofs.detail')}</summary>{row.detail}</details>}
      </div>
      {stuck && <Button leftSection={<IconRefresh size={20} aria-hidden />} onClick={onRetry} aria-label={t('work:proofs.retryOf', { title: name })} data-testid="proof-row-retry">{t('work:proofs.retry')}</Button>}
    </li>
  );
}

function Notes({ data }: { data: Proofs }) {
  const t = useT();
  const failed = data.states.failed;
  return (
    <Stack gap="sm" role="status">
      {data.ends_soon > 0 && <Alert color="danger" icon={<IconAlertTriangle aria-hidden />} data-testid="proofs-end">{t('work:proofs.endsSoon', { count: data.ends_soon })}</Alert>}
      {failed > 0 && <Alert color="warning" icon={<IconAlertTriangle aria-hidden />} data-testid="proofs-failed">{t('work:proofs.failedSome', { count: failed })}</Alert>}
      {data.ends_soon + failed === 0 && <Alert color="success" icon={<IconCircleCheck aria-hidden />} data-testid="proofs-well">{t('work:proofs.allWell')}</Alert>}
    </Stack>
  );
}

export default function ProofsScreen() {
  const t = useT();
  const { data, error, reload } = useQuery('proofs', proofsApi.get);
  const [refusal, setRefusal] = useState<ReturnType<typeof toApiError> | null>(null);
  usePageTitle(t('work:proofs.title'));
  const moving = data !== undefined && data.states.waiting + data.states.running > 0;
  useEffect(() => {
    if (!moving) return undefined;
    const timer = setInterval(() => void reload(), 3000);
    return () => clearInterval(timer);
  }, [moving, reload]);
  if (data === undefined) return error !== undefined ? <ErrorNote error={error} onRetry={() => void reload()} /> : <Text role="status">{t('common:loading')}</Text>;
  const retry = (document: number | null) =>
    void proofsApi.retry(document).then(({ n }) => { setRefusal(null); notifyDone(t('work:proofs.retried', { count: n })); }, (cause: unknown) => setRefusal(toApiError(cause))).finally(() => void reload());
  const { states } = data;
  return (
    <Stack gap="lg" data-testid="proofs">
      <Group justify="space-between" gap="md" wrap="wrap">
        <Group gap="sm" wrap="nowrap"><IconArchive size={26} aria-hidden style={{ flex: 'none' }} /><Title order={1}>{t('work:proofs.title')}</Title></Group>
        {states.failed + states.waiting > 0 && <Button variant="default" leftSection={<IconRefresh size={20} aria-hidden />} onClick={() => retry(null)} data-testid="proofs-retry-all">{t('work:proofs.retryAll')}</Button>}
      </Group>
      <Text maw={900}>{t('work:proofs.text')}</Text>
      <Notes data={data} />
      {refusal !== null && <ErrorNote error={refusal} onRetry={() => void reload()} />}
      <div className={classes.charts}><Levels levels={data.levels} /><Days days={data.days} /></div>
      <Text>{(['waiting', 'running', 'failed', 'done'] as const).map((s) => `${t(stateWords[s])}: ${states[s]}`).join(' · ')} · {t('work:proofs.renewals')}: {data.renewals}</Text>
      <section aria-labelledby="proof-list">
        <Title order={2} fz={18} mb="sm" id="proof-list">{t('work:proofs.list')}</Title>
        {data.rows.length === 0 ? <Text c="dimmed">{t('work:proofs.none')}</Text> : <ul className={classes.rows}>{data.rows.map((row) => <Row key={row.document} row={row} onRetry={() => retry(row.document)} />)}</ul>}
        {data.rows.length >= 200 && <Text c="dimmed" mt="sm">{t('work:proofs.more')}</Text>}
      </section>
    </Stack>
  );
}
