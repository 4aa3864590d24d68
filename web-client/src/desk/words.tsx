// SPDX-License-Identifier: GPL-3.0-or-later
// The desk's words: kinds, urgency, steps and states as officials say them. Colour always comes with the word.
import { Badge } from '@mantine/core';
import { IconAlertTriangle, IconBolt } from '@tabler/icons-react';
import { useLang, useT, type Key } from '../i18n';
import type { Card, RequestState, StepKind, StepState, Urgency } from './api';

export const stepWords: Record<StepKind, Key> = {
  content: 'desk:step.content', form: 'desk:step.form', approve: 'desk:step.approve', sign: 'desk:step.sign', number: 'desk:step.number', seal: 'desk:step.seal',
};
export const stepStateWords: Record<StepState, Key> = {
  waiting: 'desk:stepState.waiting', current: 'desk:stepState.current', done: 'desk:stepState.done', returned: 'desk:stepState.returned', void: 'desk:stepState.void',
};
export const stateWords: Record<RequestState, Key> = {
  draft: 'desk:state.draft', routing: 'desk:state.routing', returned: 'desk:state.returned', issued: 'desk:state.issued', recalled: 'desk:state.recalled', cancelled: 'desk:state.cancelled',
};
const stateColors: Record<RequestState, string> = { draft: 'gray', routing: 'brand', returned: 'warning', issued: 'success', recalled: 'danger', cancelled: 'gray' };
export const urgencyWords: Record<Urgency, Key> = {
  normal: 'desk:urgency.normal', urgent: 'desk:urgency.urgent', very_urgent: 'desk:urgency.veryUrgent', flash: 'desk:urgency.flash',
};

export function UrgencyBadge({ urgency }: { urgency: Urgency }) {
  const t = useT();
  if (urgency === 'normal') return null;
  const Icon = urgency === 'flash' ? IconBolt : IconAlertTriangle;
  return <Badge color={urgency === 'urgent' ? 'warning' : 'danger'} leftSection={<Icon size={14} aria-hidden />}>{t(urgencyWords[urgency])}</Badge>;
}

export function StateBadge({ state }: { state: RequestState }) {
  const t = useT();
  return <Badge color={stateColors[state]} data-testid="desk-state" data-state={state}>{t(stateWords[state])}</Badge>;
}

export function useKindName(): (card: Pick<Card, 'kind_vi' | 'kind_en'>) => string {
  const lang = useLang();
  return (card) => (lang === 'vi' ? card.kind_vi : card.kind_en);
}
