// SPDX-License-Identifier: GPL-3.0-or-later
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { reloadForNewVersion } from './newVersion';

const T = 1_800_000_000_000;

describe('a chunk that is gone', () => {
  const reload = vi.fn();
  beforeEach(() => {
    sessionStorage.clear();
    reload.mockReset();
    vi.stubGlobal('fetch', vi.fn(async () => new Response('')));
  });
  afterEach(() => vi.unstubAllGlobals());

  it('reloads the page once, and again after the next version', async () => {
    expect(await reloadForNewVersion(reload, T)).toBe(true);
    expect(await reloadForNewVersion(reload, T + 5_000)).toBe(false);
    expect(reload).toHaveBeenCalledTimes(1);
    expect(await reloadForNewVersion(reload, T + 3_600_000)).toBe(true);
  });

  it('does not reload while the server is away', async () => {
    vi.stubGlobal('fetch', vi.fn(async () => { throw new TypeError('no line'); }));
    expect(await reloadForNewVersion(reload, T)).toBe(false);
    vi.stubGlobal('fetch', vi.fn(async () => new Response('', { status: 502 })));
    expect(await reloadForNewVersion(reload, T)).toBe(false);
    expect(reload).not.toHaveBeenCalled();
  });

  it('does not reload where nothing can be remembered', async () => {
    vi.stubGlobal('sessionStorage', { getItem: () => null, setItem: () => { throw new Error('full'); } });
    expect(await reloadForNewVersion(reload, T)).toBe(false);
  });
});
