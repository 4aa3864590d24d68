// SPDX-License-Identifier: GPL-3.0-or-later
// One error type for HTTP replies, WebSocket replies and a lost line; its sentence comes from the server in both languages.
import type { Lang, WireError } from '../protocol/generated';

export class ApiError extends Error {
  readonly code: string;
  readonly vi: string;
  readonly en: string;
  /** HTTP status, 0 where there was none. */
  readonly status: number;
  readonly detail: string | undefined;

  constructor(error: WireError, status = 0) {
    super(`${error.code}: ${error.en}`);
    this.name = 'ApiError';
    this.code = error.code;
    this.vi = error.vi;
    this.en = error.en;
    this.status = status;
    this.detail = error.detail;
  }

  sentence(lang: Lang): string {
    return lang === 'vi' ? this.vi : this.en;
  }
}

/* The few sentences the browser must know itself, because no server was there to say them. */
export const NO_LINE: WireError = {
  code: 'no_line',
  vi: 'Không kết nối được máy chủ. Hãy kiểm tra đường truyền rồi thử lại.',
  en: 'The server cannot be reached. Check the network and try again.',
};
export const CUT: WireError = {
  code: 'cut',
  vi: 'Đường truyền bị ngắt trước khi máy chủ trả lời.',
  en: 'The line was cut before the server answered.',
};
export const ODD_ANSWER: WireError = {
  code: 'odd_answer',
  vi: 'Máy chủ đang bận hoặc đang khởi động lại. Hãy thử lại sau ít giây.',
  en: 'The server is busy or restarting. Try again in a few seconds.',
};

export function toApiError(cause: unknown): ApiError {
  if (cause instanceof ApiError) return cause;
  return new ApiError({ ...NO_LINE, detail: cause instanceof Error ? cause.message : undefined });
}

export function isWireError(value: unknown): value is WireError {
  const e = value as Partial<WireError> | null;
  return typeof e === 'object' && e !== null && typeof e.code === 'string' && typeof e.vi === 'string' && typeof e.en === 'string';
}
