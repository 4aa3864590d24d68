// SPDX-License-Identifier: GPL-3.0-or-later
// People at the signing desk over HTTP: each signed in once, answers typed by what the tests look at.
import { CallError, http, login, PASSWORD } from './client.ts';

export interface Step {
  id: number; round: number; pos: number; kind: string; person: number | null; name: string | null; state: string; comment: string; capacity: string; lines: string[]; version: number | null; acted_by: string | null; passed_from: string | null;
}
export interface Request {
  id: number; state: string; round: number; code: string | null; version: number | null; document: number; subject: string;
  steps: Step[]; versions: { id: number; n: number; sha256: string; page_count: number }[]; log: { act: string; name: string; comment: string }[]; rev: number;
  file: { id: number; name: string; kind: string; zones: { kind: string; page: number; rect: number[]; found: boolean }[]; version: number } | null;
  register: { code: string; sealed_at: string | null; recalled_at: string | null } | null; drafting: boolean;
}
export interface Card { id: number; subject: string; mine: { step: number; kind: string; for: string | null } | null; urgency: string; opened: boolean; sha256: string; version: number; pages: number; clock?: { state: string; at_once: boolean; days: number } }
export type Boxes = Record<'waiting' | 'drafts' | 'returned' | 'sent' | 'done', Card[]>;

export class Official {
  private constructor(
    readonly url: string,
    readonly name: string,
    readonly cookie: string,
  ) {}

  static async as(url: string, name: string): Promise<Official> {
    return new Official(url, name, await login(url, name));
  }

  async ask<T>(method: string, path: string, json?: unknown): Promise<T> {
    const response = await http(this.url, `/docs${path}`, { method, cookie: this.cookie, ...(json === undefined ? {} : { json }) });
    const body = (await response.json()) as T & { error?: { code: string; vi: string; en: string; detail?: string } };
    if (body.error) throw new CallError(body.error.code, body.error.vi, body.error.en, body.error.detail);
    return body;
  }

  /** Says the password once more, as choosing a first PIN asks. */
  async confirm(password = PASSWORD): Promise<void> {
    const response = await http(this.url, '/api/confirm', { cookie: this.cookie, json: { password } });
    const body = (await response.json()) as { error?: { code: string; vi: string; en: string } };
    if (body.error) throw new CallError(body.error.code, body.error.vi, body.error.en);
  }

  get = <T>(path: string) => this.ask<T>('GET', path);
  post = <T>(path: string, json: unknown = {}) => this.ask<T>('POST', path, json);
  put = <T>(path: string, json: unknown) => this.ask<T>('PUT', path, json);
  request = (id: number) => this.get<Request>(`/desk/requests/${id}`);
  boxes = () => this.get<Boxes>('/desk');
  async file(version: number): Promise<Buffer> {
    const response = await http(this.url, `/docs/versions/${version}/file`, { cookie: this.cookie });
    if (response.status !== 200) throw new Error(`file of version ${version}: ${response.status}`);
    return Buffer.from(await response.arrayBuffer());
  }

  /** Uploads a file as this document's next version and waits for the verdict: the version, or the refusal as an error. */
  async upload(document: number, filename: string, bytes: Uint8Array): Promise<{ version: number; phases: string[] }> {
    const { upload } = await this.post<{ upload: string }>('/uploads', { document, filename, size: bytes.length });
    const put = await http(this.url, `/docs/uploads/${upload}?offset=0`, { method: 'PUT', cookie: this.cookie, body: Buffer.from(bytes), headers: { 'Content-Type': 'application/octet-stream' } });
    if (put.status !== 200) throw new Error(`piece: ${put.status}`);
    await this.post(`/uploads/${upload}/finish`);
    const phases: string[] = [];
    for (;;) {
      const s = await this.get<{ state: string; phase?: string; version?: number; error?: undefined }>(`/uploads/${upload}`);
      if (s.phase !== undefined && phases.at(-1) !== s.phase) phases.push(s.phase);
      if (s.state === 'ready') return { version: s.version!, phases };
      await new Promise((resolve) => setTimeout(resolve, 40));
    }
  }

  /** The one step of this kind that waits now in the request's present round. */
  async step(id: number, kind: string): Promise<{ step: number; seen: string }> {
    const request = await this.request(id);
    const step = request.steps.find((s) => s.kind === kind && s.state === 'current');
    if (!step) throw new Error(`no ${kind} waits in request ${id}: ${JSON.stringify(request.steps.map((s) => [s.kind, s.state]))}`);
    return { step: step.id, seen: request.versions.at(-1)!.sha256 };
  }

  async act(id: number, kind: string, act: string, more: object = {}): Promise<{ version?: number; code?: string }> {
    const { step, seen } = await this.step(id, kind);
    return this.post(`/desk/steps/${step}/${act}`, { seen, ...more });
  }
}

export async function refused(what: string, code: string, act: () => Promise<unknown>): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (error instanceof CallError && error.code === code) return;
    throw new Error(`${what}: expected ${code}, got ${String(error)}`);
  }
  throw new Error(`${what}: was not refused`);
}
