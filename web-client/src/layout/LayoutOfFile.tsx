// SPDX-License-Identifier: GPL-3.0-or-later
// The layout check of a file that is not kept (the public check page): its pages are not here, so a sketch of the sheet shows the place.
import { Alert, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import { toApiError } from '../api/errors';
import { useLang, useT } from '../i18n';
import { layoutApi, type Finding, type LayoutReport } from './api';
import { LayoutFindings } from './LayoutFindings';
import classes from './layout.module.css';

function Sketch({ f }: { f: Finding }) {
  const t = useT();
  const lang = useLang();
  const [x, y, w, h] = f.rect ?? [0, 0, 0, 0];
  return (
    <figure className={classes.sketch}>
      <svg viewBox="0 0 210 297" role="img" aria-label={t('layout:sketch', { page: f.page, what: f.what[lang] })}>
        <rect className={classes.sheet} x="0.5" y="0.5" width="209" height="296" />
        <rect className={classes.margins} x="30" y="20" width="160" height="257" />
        {f.rect !== null && <rect className={classes.spot} x={x - 1} y={y - 1} width={w + 2} height={h + 2} rx="1" />}
      </svg>
      <figcaption>{t('layout:page', { page: f.page })}</figcaption>
    </figure>
  );
}

export function LayoutOfFile({ file }: { file: Blob }) {
  const t = useT();
  const lang = useLang();
  const [report, setReport] = useState<LayoutReport | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [chosen, setChosen] = useState<Finding | null>(null);
  useEffect(() => {
    const stop = new AbortController();
    setReport(null);
    setError(null);
    setChosen(null);
    layoutApi.file(file, stop.signal).then(setReport, (cause: unknown) => { if (!stop.signal.aborted) setError(toApiError(cause).sentence(lang)); });
    return () => stop.abort();
  }, [file]); // eslint-disable-line
  if (error !== null) return <Alert color="gray" title={t('layout:title')} role="status">{error}</Alert>;
  if (report === null) return <Text c="dimmed" role="status">{t('layout:running')}</Text>;
  return (
    <section aria-label={t('layout:title')} data-testid="check-layout">
      <LayoutFindings report={report} chosen={chosen} onPick={setChosen} detail={chosen !== null && <Sketch f={chosen} />} />
    </section>
  );
}
