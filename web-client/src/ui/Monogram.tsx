// SPDX-License-Identifier: GPL-3.0-or-later
// A neutral mark. The national emblem belongs on letterheads only (DOMAIN 2.2).
export function Monogram({ size = 40, inverse = false }: { size?: number; inverse?: boolean }) {
  return (
    <svg width={size} height={size} viewBox="0 0 40 40" aria-hidden focusable="false" style={{ flex: 'none' }}>
      <rect width="40" height="40" rx="8" fill={inverse ? '#ffffff' : 'var(--mantine-color-brand-filled)'} />
      <path d="M14 30V10h7.5a6.2 6.2 0 0 1 0 12.4H14" fill="none" stroke={inverse ? '#0d4cb0' : '#ffffff'} strokeWidth="3.4" strokeLinecap="round" strokeLinejoin="round" />
    </svg>
  );
}
