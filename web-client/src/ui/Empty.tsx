// SPDX-License-Identifier: GPL-3.0-or-later
// An empty list says so in a sentence, quietly, and may offer the next step.
import { Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';

export function Empty({ children, icon, action }: { children: ReactNode; icon?: ReactNode; action?: ReactNode }) {
  return (
    <Group className="pn-card" p="lg" gap="md" wrap="wrap" justify="space-between">
      <Group gap="md" wrap="nowrap" c="dimmed" style={{ flex: '1 1 260px' }}>
        {icon}
        <Text c="dimmed">{children}</Text>
      </Group>
      {action}
    </Group>
  );
}
