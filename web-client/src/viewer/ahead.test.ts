// SPDX-License-Identifier: GPL-3.0-or-later
import { afterEach, describe, expect, it, vi } from 'vitest';
import { docs, type VersionInfo } from '../api/docs';
import { forgetVersion, versionOnce } from './ahead';

afterEach(() => vi.restoreAllMocks());

describe('what is known of a paper', () => {
  it('is asked once for all who need it at the same time', async () => {
    const ask = vi.spyOn(docs, 'version').mockImplementation(async (id) => ({ id }) as VersionInfo);
    const [a, b] = await Promise.all([versionOnce(1), versionOnce(1)]);
    expect(a).toBe(b);
    expect(ask).toHaveBeenCalledTimes(1);
    forgetVersion(1);
    await versionOnce(1);
    expect(ask).toHaveBeenCalledTimes(2);
  });

  it('is asked again after a failure', async () => {
    const ask = vi.spyOn(docs, 'version').mockRejectedValueOnce(new Error('no line')).mockResolvedValueOnce({ id: 2 } as VersionInfo);
    await expect(versionOnce(2)).rejects.toThrow();
    expect((await versionOnce(2)).id).toBe(2);
    expect(ask).toHaveBeenCalledTimes(2);
  });
});
