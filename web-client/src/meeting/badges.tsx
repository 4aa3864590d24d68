// SPDX-License-Identifier: GPL-3.0-or-later
// State, role and answer as words with an icon; colour is never alone (DOMAIN 2.2).
import { Badge } from '@mantine/core';
import {
  IconArchive, IconCheck, IconCircleDot, IconClock, IconCoffee, IconFlag, IconPencil, IconSend, IconUserShare, IconX, type TablerIcon,
} from '@tabler/icons-react';
import { useT, type Key } from '../i18n';
import type { InvitationAnswer, MeetingState, Role } from '../protocol/generated';

const STATES: Record<MeetingState, { key: Key; color: string; icon: TablerIcon }> = {
  draft: { key: 'common:state.draft', color: 'gray', icon: IconPencil },
  published: { key: 'common:state.published', color: 'brand', icon: IconSend },
  open: { key: 'common:state.open', color: 'success', icon: IconCircleDot },
  paused: { key: 'common:state.paused', color: 'warning', icon: IconCoffee },
  closed: { key: 'common:state.closed', color: 'gray', icon: IconFlag },
  archived: { key: 'common:state.archived', color: 'gray', icon: IconArchive },
};

export function StateBadge({ state }: { state: MeetingState }) {
  const t = useT();
  const { key, color, icon: Icon } = STATES[state];
  return <Badge color={color} leftSection={<Icon size={15} aria-hidden />}>{t(key)}</Badge>;
}

export const ROLE_KEYS: Record<Role, Key> = {
  chair: 'common:role.chair', secretary: 'common:role.secretary', delegate: 'common:role.delegate',
  guest: 'common:role.guest', technician: 'common:role.technician', observer: 'common:role.observer',
};

const ANSWERS: Record<InvitationAnswer | 'none', { key: Key; color: string; icon: TablerIcon }> = {
  yes: { key: 'common:response.yes', color: 'success', icon: IconCheck },
  no: { key: 'common:response.no', color: 'danger', icon: IconX },
  proxy: { key: 'common:response.proxy', color: 'warning', icon: IconUserShare },
  none: { key: 'common:response.none', color: 'gray', icon: IconClock },
};

export function AnswerBadge({ answer }: { answer: InvitationAnswer | null }) {
  const t = useT();
  const { key, color, icon: Icon } = ANSWERS[answer ?? 'none'];
  return <Badge color={color} leftSection={<Icon size={15} aria-hidden />}>{t(key)}</Badge>;
}
