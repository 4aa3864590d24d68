// SPDX-License-Identifier: GPL-3.0-or-later
// The route as a vertical line: who, in what capacity, with what word, when. The state stands in words beside its mark.
import { Text, Title } from '@mantine/core';
import { IconArrowBackUp, IconCheck, IconCircle, IconCircleDotted, IconClock } from '@tabler/icons-react';
import { useT } from '../i18n';
import { fmtDateTime } from '../ui/format';
import type { Step, StepState } from './api';
import { stepStateWords, stepWords } from './words';
import classes from './desk.module.css';

const marks: Record<StepState, typeof IconCheck> = { waiting: IconCircle, current: IconClock, done: IconCheck, returned: IconArrowBackUp, void: IconCircleDotted };

function Row({ step }: { step: Step }) {
  const t = useT();
  const Mark = marks[step.state];
  const instead = step.acted_by !== null && step.name !== null && step.acted_by !== step.name;
  return (
    <li className={classes.step} data-state={step.state} data-kind={step.kind}>
      <span className={classes.mark} aria-hidden><Mark size={18} /></span>
      <div>
        <Text fw={600} size="sm">{t(stepWords[step.kind])} · {t(stepStateWords[step.state])}</Text>
        <Text size="sm">{instead ? step.acted_by : `${step.acted_by ?? step.name ?? t('desk:clerk')}${step.title ? `, ${step.title}` : ''}`}</Text>
        {instead && <Text size="sm" data-testid="route-instead">{t('work:route.instead', { name: step.name ?? '' })}</Text>}
        {step.passed_from !== null && <Text size="sm" data-testid="route-passed">{t('work:route.passed', { name: step.passed_from, reason: step.pass_reason })}</Text>}
        {step.lines.length > 0 && <Text size="sm" c="dimmed">{step.lines.join(' / ')}</Text>}
        {step.comment !== '' && <Text size="sm">“{step.comment}”</Text>}
        {step.at !== null && <Text size="sm" c="dimmed">{fmtDateTime(step.at)}</Text>}
      </div>
    </li>
  );
}

export function RouteLine({ steps }: { steps: Step[] }) {
  const t = useT();
  return (
    <section aria-label={t('desk:route')}>
      <Title order={3} fz={16} mb="xs">{t('desk:route')}</Title>
      <ol className={`pn-plain ${classes.route}`} data-testid="desk-route">{steps.map((s) => <Row key={s.id} step={s} />)}</ol>
    </section>
  );
}
