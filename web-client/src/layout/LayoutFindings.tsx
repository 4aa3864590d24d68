// SPDX-License-Identifier: GPL-3.0-or-later
// The findings of the layout check, one below the other: what, as it is, as it should be, and the clause that says so. Colour always comes with the word.
import { Alert, Badge, Button, Text } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconFileUnknown } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { useLang, useT, type Key } from '../i18n';
import type { Finding, LayoutReport, Severity } from './api';
import classes from './layout.module.css';

/** So many are shown on a narrow screen before the rest is asked for (layout.module.css). */
const FEW = 3;

const severityWords: Record<Severity, Key> = { breach: 'layout:severity.breach', warning: 'layout:severity.warning', open: 'layout:severity.open' };
const severityColors: Record<Severity, string> = { breach: 'danger', warning: 'warning', open: 'gray' };
const stateColors: Record<LayoutReport['state'], string> = { clean: 'success', warnings: 'warning', breaches: 'danger', not_judged: 'gray' };

function One({ f, onPick, chosen, detail }: { f: Finding; onPick: ((f: Finding) => void) | undefined; chosen: boolean; detail: ReactNode }) {
  const t = useT();
  const lang = useLang();
  const words = (
    <>
      <span className={classes.top}><Badge color={severityColors[f.severity]} variant={f.severity === 'open' ? 'outline' : 'filled'}>{t(severityWords[f.severity])}</Badge><strong>{f.what[lang]}</strong></span>
      {f.found[lang] !== '' && <span className={classes.line}>{t('layout:found', { found: f.found[lang] })}</span>}
      <span className={classes.line}>{t('layout:asked', { asked: f.asked[lang] })}</span>
      <span className={classes.clause}>{f.clause[lang]}</span>
      {f.page > 0 && <span className={classes.page}>{f.count > 1 ? t('layout:places', { page: f.page, count: f.count }) : t('layout:page', { page: f.page })}</span>}
    </>
  );
  return (
    <li data-testid="layout-finding" data-id={f.id} data-severity={f.severity}>
      {onPick !== undefined && f.page > 0
        ? <button type="button" className={classes.finding} data-chosen={chosen || undefined} aria-pressed={chosen} onClick={() => onPick(f)}>{words}</button>
        : <div className={classes.finding}>{words}</div>}
      {chosen && detail}
    </li>
  );
}

export function LayoutFindings({ report, onPick, chosen, detail, bounded = false }: { report: LayoutReport; onPick?: ((f: Finding) => void) | undefined; chosen?: Finding | null; /** Shown below the chosen one. */ detail?: ReactNode; /** Beside the pages: the list scrolls by itself, on a narrow screen it is short. */ bounded?: boolean }) {
  const t = useT();
  const lang = useLang();
  const [all, setAll] = useState(false);
  const Icon = report.state === 'clean' ? IconCircleCheck : report.state === 'not_judged' ? IconFileUnknown : IconAlertTriangle;
  return (
    <div className={classes.report} data-testid="layout-report" data-state={report.state}>
      <Alert color={stateColors[report.state]} icon={<Icon aria-hidden />} title={t('layout:title')} role="status">
        <Text size="sm">{report.text[lang]}</Text>
        {report.counts.breach + report.counts.warning > 0 && <Text size="sm" fw={600}>{t('layout:counts', { breach: report.counts.breach, warning: report.counts.warning })}</Text>}
        {report.state !== 'not_judged' && report.judged_pages < report.pages && <Text size="sm">{t('layout:judged', { n: report.judged_pages, all: report.pages })}</Text>}
      </Alert>
      {report.findings.length > 0 && <ul className={`pn-plain ${classes.list} ${bounded ? classes.bounded : ''}`} data-all={all || undefined}>{report.findings.map((f, i) => <One key={`${f.id}.${i}`} f={f} onPick={onPick} chosen={chosen === f} detail={detail} />)}</ul>}
      {bounded && report.findings.length > FEW && <Button className={classes.more} variant="default" aria-expanded={all} onClick={() => setAll(!all)} data-testid="layout-all">{t(all ? 'layout:fewer' : 'layout:all', { count: report.findings.length })}</Button>}
    </div>
  );
}
