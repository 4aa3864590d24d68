// SPDX-License-Identifier: GPL-3.0-or-later
// The line test as a card: one button, fifteen seconds, five figures.
import { Alert, Button, Progress, Text, Title } from '@mantine/core';
import { IconAlertTriangle, IconGauge, IconPlayerStop } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { toApiError } from '../../api/errors';
import { useLang, useT } from '../../i18n';
import type { LineFigures } from '../../media/check';
import { LineTestError, testLine } from '../../media/linetest';
import classes from '../room.module.css';

type State = { running: number | null; figures: LineFigures | null; problem: string | null };

export function LineCard({ onResult }: { onResult: (result: { figures: LineFigures | null; blocked: boolean }) => void }) {
  const t = useT();
  const lang = useLang();
  const [state, setState] = useState<State>({ running: null, figures: null, problem: null });
  const control = useRef<AbortController | null>(null);
  useEffect(() => () => control.current?.abort(new DOMException('left', 'AbortError')), []);

  const run = async () => {
    const mine = new AbortController();
    control.current = mine;
    setState({ running: 0, figures: null, problem: null });
    try {
      const figures = await testLine((running) => { if (!mine.signal.aborted) setState((s) => ({ ...s, running })); }, mine.signal);
      setState({ running: null, figures, problem: null });
      onResult({ figures, blocked: false });
    } catch (cause) {
      if (mine.signal.aborted) return setState({ running: null, figures: null, problem: null });
      const blocked = cause instanceof LineTestError;
      setState({ running: null, figures: null, problem: blocked ? t('media:check.blocked') : toApiError(cause).sentence(lang) });
      if (blocked) onResult({ figures: null, blocked: true });
    }
  };
  const f = state.figures;
  const cells: [string, string][] = f === null ? [] : [
    [t('media:line.up'), `${f.up_kbps} kbit/s`], [t('media:line.down'), `${f.down_kbps} kbit/s`], [t('media:check.upLoss'), `${f.up_loss_percent} %`],
    [t('media:check.downLoss'), `${f.down_loss_percent} %`], [t('media:line.trip'), `${f.rtt_ms} ms`], [t('media:check.jitter'), `${f.jitter_ms} ms`],
  ];
  return (
    <section className={classes.device} aria-labelledby="line-test">
      <Title order={2} fz={18} id="line-test">{t('media:line.title')}</Title>
      <Text size="sm" c="dimmed">{t('media:check.lineHelp')}</Text>
      {state.running === null
        ? <Button leftSection={<IconGauge size={20} aria-hidden />} onClick={() => void run()}>{f === null ? t('media:check.measure') : t('media:check.again')}</Button>
        : (
          <>
            <Progress.Root size="lg"><Progress.Section value={state.running * 100} aria-label={t('media:check.measuring')} /></Progress.Root>
            <Text role="status" size="sm">{t('media:check.measuring')}</Text>
            <Button variant="default" leftSection={<IconPlayerStop size={20} aria-hidden />} onClick={() => control.current?.abort(new DOMException('stopped', 'AbortError'))}>{t('media:check.stop')}</Button>
          </>
        )}
      {state.problem !== null && <Alert color="warning" icon={<IconAlertTriangle aria-hidden />} role="alert">{state.problem}</Alert>}
      {f !== null && (
        <dl className={classes.figures} data-testid="line-figures">
          {cells.map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}
        </dl>
      )}
    </section>
  );
}
