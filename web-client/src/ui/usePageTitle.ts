// SPDX-License-Identifier: GPL-3.0-or-later
import { useEffect } from 'react';

/** The tab's title; screen readers say it first on each page. */
export function usePageTitle(title: string): void {
  useEffect(() => {
    document.title = title === '' ? 'Phien' : `${title} – Phien`;
  }, [title]);
}
