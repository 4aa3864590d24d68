// SPDX-License-Identifier: GPL-3.0-or-later
// What can be said of a file before it is sent: too large, or plainly of another kind. The server looks again, in its cage.
import type { Key } from '../i18n';

/** As the server has it (docs-service/core/upload.h). */
export const UPLOAD_MAX = 512 * 1024 * 1024;

const starts = (head: Uint8Array, ...bytes: number[]) => bytes.every((b, i) => head[i] === b);

/** The sentence that refuses it, or null. `draft`: a DOCX will do as well. */
export async function unfit(file: File, kind: 'pdf' | 'draft'): Promise<Key | null> {
  if (file.size > UPLOAD_MAX) return 'common:file.tooLarge';
  const head = new Uint8Array(await file.slice(0, 1024).arrayBuffer());
  // ISO 32000-1 implementation note 13: the header may stand anywhere in the first 1024 bytes.
  if (new TextDecoder('latin1').decode(head).includes('%PDF-')) return null;
  if (kind === 'pdf') return 'common:file.notPdf';
  if (starts(head, 0x50, 0x4b, 3, 4)) return null;
  return starts(head, 0xd0, 0xcf, 0x11, 0xe0) ? 'common:file.oldWord' : 'common:file.notDraft';
}
