// SPDX-License-Identifier: GPL-3.0-or-later
// The way back from a register, a book or a file to the desk itself.
import { Anchor } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { Link } from 'wouter';
import { path } from '../app/routes';
import { useT } from '../i18n';

export function BackToDesk({ to = path.desk, label }: { to?: string; label?: string }) {
  const t = useT();
  return <Anchor component={Link} href={to} display="inline-flex" mih={44} style={{ alignItems: 'center', gap: 6 }}><IconArrowLeft size={18} aria-hidden />{label ?? t('desk:title')}</Anchor>;
}
