// SPDX-License-Identifier: GPL-3.0-or-later
import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './theme/fonts.css';
import './theme/global.css';
import './i18n';
import { App } from './app/App';
import { cssVariables, theme } from './theme/theme';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      <Notifications position="top-right" autoClose={6000} />
      <App />
    </MantineProvider>
  </StrictMode>,
);
