// SPDX-License-Identifier: GPL-3.0-or-later
// Our own mistakes, and chunks that cannot be had: a sentence and a way out instead of a white page.
import { Button, Center, Stack, Text, Title } from '@mantine/core';
import { Component, type ReactNode } from 'react';
import { translate } from '../i18n';

export class ErrorBoundary extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override componentDidCatch(error: unknown) {
    console.error(error);
  }

  override render() {
    if (!this.state.failed) return this.props.children;
    return (
      <Center mih="100vh" p="md">
        <Stack component="main" maw={480} role="alert">
          <Title order={1}>{translate('common:crash.title')}</Title>
          <Text>{translate('common:crash.text')}</Text>
          <Button onClick={() => location.reload()}>{translate('common:crash.reload')}</Button>
        </Stack>
      </Center>
    );
  }
}
