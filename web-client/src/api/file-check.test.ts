// SPDX-License-Identifier: GPL-3.0-or-later
import { expect, it } from 'vitest';
import { unfit, UPLOAD_MAX } from './file-check';

const file = (bytes: number[] | string, size?: number) => {
  const data = typeof bytes === 'string' ? new TextEncoder().encode(bytes) : new Uint8Array(bytes);
  return { size: size ?? data.length, slice: () => ({ arrayBuffer: () => Promise.resolve(data.buffer) }) } as unknown as File;
};
it('knows a PDF, a DOCX and the old Word by their first bytes, whatever they are called', async () => {
  expect(await unfit(file('%PDF-1.7\n'), 'pdf')).toBe(null);
  expect(await unfit(file('\n\n%PDF-1.4'), 'draft')).toBe(null);
  expect(await unfit(file([0x50, 0x4b, 3, 4]), 'draft')).toBe(null);
  expect(await unfit(file([0x50, 0x4b, 3, 4]), 'pdf')).toBe('common:file.notPdf');
  expect(await unfit(file([0xd0, 0xcf, 0x11, 0xe0, 0xa1]), 'draft')).toBe('common:file.oldWord');
  expect(await unfit(file('plain words'), 'draft')).toBe('common:file.notDraft');
});
it('refuses what the server would not take', async () => expect(await unfit(file('%PDF-1.7', UPLOAD_MAX + 1), 'pdf')).toBe('common:file.tooLarge'));
