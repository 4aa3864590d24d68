// SPDX-License-Identifier: GPL-3.0-or-later
// A page that was open while a new version was installed asks for chunks that are gone: it loads itself anew, once.
const STORE = 'phien.reloaded';
/* A chunk that fails again right after is no matter of versions: then the error page, not a loop. */
const ONCE_IN = 60_000;

/** True when the page is about to reload. Not without a line: the browser's own error page would stand instead of ours. */
export async function reloadForNewVersion(reload: () => void = () => location.reload(), now = Date.now()): Promise<boolean> {
  try {
    if (now - Number(sessionStorage.getItem(STORE) ?? 0) < ONCE_IN) return false;
    if (!(await fetch('/index.html', { cache: 'no-store' })).ok) return false;
    sessionStorage.setItem(STORE, String(now));
  } catch {
    return false;
  }
  reload();
  return true;
}
