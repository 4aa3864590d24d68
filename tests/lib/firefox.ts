// SPDX-License-Identifier: GPL-3.0-or-later
// Debian's Firefox, headless, driven over Marionette: its own small protocol of length-prefixed JSON arrays on a loopback port
// (the one geckodriver speaks; firefox-source-docs.mozilla.org/testing/marionette). Fake camera and microphone, own profile.
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { end, waitUntil } from './harness.ts';

const PREFS: Record<string, boolean | number | string> = {
  'media.navigator.streams.fake': true,
  'media.navigator.permission.disabled': true,
  'media.autoplay.default': 0,
  'media.autoplay.blocking_policy': 0,
  /* The product listens on loopback in the suite. */
  'media.peerconnection.ice.loopback': true,
  'media.peerconnection.ice.obfuscate_host_addresses': false,
  'marionette.port': 0,
  'browser.shell.checkDefaultBrowser': false,
  'browser.startup.homepage_override.mstone': 'ignore',
  'datareporting.policy.dataSubmissionEnabled': false,
  'toolkit.telemetry.reportingpolicy.firstRun': false,
  'app.update.enabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'services.settings.server': 'data:,',
  'intl.accept_languages': 'vi',
};

export const FIREFOX = '/usr/bin/firefox-esr';
export const firefoxIsHere = (): boolean => existsSync(FIREFOX);

type Waiting = { resolve: (value: unknown) => void; reject: (error: Error) => void };

export class Firefox {
  private next = 1;
  private rest = Buffer.alloc(0);
  private readonly waiting = new Map<number, Waiting>();

  private constructor(private readonly child: ChildProcess, private readonly socket: Socket, private readonly profile: string) {
    socket.on('data', (chunk: Buffer) => this.receive(chunk));
    socket.on('close', () => {
      for (const w of this.waiting.values()) w.reject(new Error('Firefox closed the connection'));
      this.waiting.clear();
    });
    socket.on('error', () => undefined);
  }

  static async launch(): Promise<Firefox> {
    const profile = mkdtempSync(join(tmpdir(), 'phien-firefox-'));
    writeFileSync(join(profile, 'user.js'), Object.entries(PREFS).map(([k, v]) => `user_pref(${JSON.stringify(k)}, ${JSON.stringify(v)});\n`).join(''));
    const child = spawn(FIREFOX, ['--headless', '--marionette', '--no-remote', '--new-instance', '--profile', profile], {
      stdio: 'ignore', env: { ...process.env, HOME: profile, MOZ_HEADLESS: '1', MOZ_HEADLESS_WIDTH: '1366', MOZ_HEADLESS_HEIGHT: '900', MOZ_CRASHREPORTER_DISABLE: '1' },
    });
    try {
      const file = join(profile, 'MarionetteActivePort');
      const port = await waitUntil('Firefox to listen', () => {
        if (child.exitCode !== null) throw new Error(`Firefox ended with ${child.exitCode}`);
        return existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
      }, 60_000, 100);
      const socket = connect(port, '127.0.0.1');
      await new Promise<void>((resolve, reject) => socket.once('data', () => resolve()).once('error', reject));
      const self = new Firefox(child, socket, profile);
      await self.send('WebDriver:NewSession', { capabilities: { alwaysMatch: { acceptInsecureCerts: true } } });
      await self.send('WebDriver:SetTimeouts', { script: 60_000, pageLoad: 60_000, implicit: 0 });
      return self;
    } catch (error) {
      await end(child);
      rmSync(profile, { recursive: true, force: true });
      throw error;
    }
  }

  async version(): Promise<string> {
    return this.run<string>('return navigator.userAgent');
  }

  async goto(url: string): Promise<void> {
    await this.send('WebDriver:Navigate', { url });
  }

  /** Runs in the page; `await` is allowed; the last `return` is the result. */
  async run<T>(script: string, ...args: unknown[]): Promise<T> {
    const { value } = (await this.send('WebDriver:ExecuteAsyncScript', {
      script: `const [args, done] = [arguments[0], arguments[1]]; (async () => { ${script} })().then((value) => done({ value: value === undefined ? null : value }), (e) => done({ error: String(e && e.stack || e) }));`,
      args: [args], newSandbox: false, sandbox: null, scriptTimeout: 60_000,
    })) as { value: { value?: T; error?: string } };
    if (value.error !== undefined) throw new Error(value.error);
    return value.value as T;
  }

  /** A click with the events a person makes, on the first visible element that fits. */
  async click(css: string): Promise<void> {
    const { value } = (await waitUntil(`${css} in Firefox`, () => this.send('WebDriver:FindElement', { using: 'css selector', value: css }), 20_000, 200)) as { value: Record<string, string> };
    await this.send('WebDriver:ElementClick', { id: Object.values(value)[0] });
  }

  async type(css: string, text: string): Promise<void> {
    const { value } = (await waitUntil(`${css} in Firefox`, () => this.send('WebDriver:FindElement', { using: 'css selector', value: css }), 20_000, 200)) as { value: Record<string, string> };
    await this.send('WebDriver:ElementSendKeys', { id: Object.values(value)[0], text });
  }

  /** PNG. */
  async screenshot(): Promise<Buffer> {
    const { value } = (await this.send('WebDriver:TakeScreenshot', { full: false })) as { value: string };
    return Buffer.from(value, 'base64');
  }

  async close(): Promise<void> {
    await Promise.race([this.send('Marionette:Quit', { flags: ['eForceQuit'] }).catch(() => undefined), new Promise((resolve) => setTimeout(resolve, 5_000))]);
    this.socket.destroy();
    await end(this.child);
    rmSync(this.profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }

  private send(command: string, params: object): Promise<unknown> {
    const id = this.next++;
    const text = Buffer.from(JSON.stringify([0, id, command, params]));
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.socket.write(Buffer.concat([Buffer.from(`${text.length}:`), text]));
    });
  }

  private receive(chunk: Buffer): void {
    this.rest = Buffer.concat([this.rest, chunk]);
    for (;;) {
      const colon = this.rest.indexOf(0x3a);
      const length = colon < 0 ? NaN : Number(this.rest.subarray(0, colon).toString());
      if (Number.isNaN(length) || this.rest.length < colon + 1 + length) return;
      const message = JSON.parse(this.rest.subarray(colon + 1, colon + 1 + length).toString()) as [number, number, { error?: string; message?: string } | null, unknown];
      this.rest = this.rest.subarray(colon + 1 + length);
      const waiting = this.waiting.get(message[1]);
      this.waiting.delete(message[1]);
      if (message[2] !== null) waiting?.reject(new Error(`${message[2].error ?? ''}: ${message[2].message ?? ''}`));
      else waiting?.resolve(message[3]);
    }
  }
}
