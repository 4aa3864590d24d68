// SPDX-License-Identifier: GPL-3.0-or-later
// A password or PIN: hidden, shown on demand by a button that says so in the person's language.
import { PasswordInput, type PasswordInputProps } from '@mantine/core';
import { useT } from '../i18n';

export function SecretField(props: PasswordInputProps) {
  const t = useT();
  return <PasswordInput size="md" {...props} visibilityToggleButtonProps={{ 'aria-label': t('common:showTyped'), tabIndex: 0, size: 44, style: { width: 44, height: 44 } }} rightSectionWidth={46} />;
}
