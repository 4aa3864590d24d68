// SPDX-License-Identifier: GPL-3.0-or-later
// Toasts: top right, six seconds, a failure stays until it is closed and is announced at once.
import { notifications } from '@mantine/notifications';
import { currentLang, translate } from '../i18n';
import { toApiError } from '../api/errors';

export function notifyDone(message: string): void {
  notifications.show({ message, color: 'success', autoClose: 6000, role: 'status', closeButtonProps: { 'aria-label': translate('common:close') } });
}

export function notifyError(cause: unknown): void {
  const error = toApiError(cause);
  notifications.show({
    id: `error-${error.code}`, title: translate('common:error.title'), message: error.sentence(currentLang()), color: 'danger',
    autoClose: false, role: 'alert', closeButtonProps: { 'aria-label': translate('common:close') },
  });
}
