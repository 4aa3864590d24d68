// SPDX-License-Identifier: GPL-3.0-or-later
// The smallest test runner that serves: named promises in order, one closing line that ./dev test adds up.
import type { ChildProcess } from 'node:child_process';

type Body = () => Promise<void> | void;
const tests: { name: string; body: Body }[] = [];
const cleanups: Body[] = [];
let passed = 0;
let failed = 0;
let skipped = 0;
let ending = false;

export function test(name: string, body: Body): void {
  tests.push({ name, body });
}

/** Runs after all tests, last registered first, whether they passed or not. */
export function cleanup(body: Body): void {
  cleanups.push(body);
}

/** Throw it from a test that cannot run here; the reason is shown, nothing is counted as passed. */
export class Skip extends Error {}

/** `bail`: each test stands on the ones before; after a failure the rest counts as failed without being tried.
 * `onFailure` may leave evidence (screenshots) behind. */
export async function run(title: string, options: { bail?: boolean; onFailure?: (name: string) => Promise<void> } = {}): Promise<never> {
  const only = process.env.PHIEN_ONLY;
  for (const { name, body } of tests) {
    if (only && !name.includes(only)) continue;
    if (options.bail && failed > 0) {
      failed++;
      console.log(`  FAIL  ${name}: not reached`);
      continue;
    }
    const began = Date.now();
    try {
      await body();
      passed++;
      console.log(`  ok    ${name} (${Date.now() - began} ms)`);
    } catch (error) {
      if (error instanceof Skip) {
        skipped++;
        console.log(`  skip  ${name}: ${error.message}`);
        continue;
      }
      failed++;
      console.log(`  FAIL  ${name}\n${indent(error instanceof Error ? (error.stack ?? error.message) : String(error))}`);
      await options.onFailure?.(name).catch(() => undefined);
    }
  }
  return finish(title);
}

async function finish(title: string): Promise<never> {
  ending = true;
  for (const body of cleanups.reverse()) {
    try {
      await body();
    } catch (error) {
      failed++;
      console.log(`  FAIL  cleanup\n${indent(String(error))}`);
    }
  }
  console.log(`${title}: ${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`);
  process.exit(failed ? 1 : 0);
}

/** Whatever ends the file, what it started ends too. */
function early(why: string): void {
  failed++;
  console.log(`  FAIL  ${why}`);
  if (!ending) void finish('ended early');
}
process.once('SIGTERM', () => early('stopped by SIGTERM'));
process.once('SIGINT', () => early('stopped by SIGINT'));
process.on('uncaughtException', (error) => early(`outside of a test\n${indent(String(error.stack ?? error))}`));

function indent(text: string): string {
  return text.replace(/^/gm, '        ');
}

export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(message);
}

export function equal<T>(actual: T, expected: T, what = 'value'): void {
  const a = JSON.stringify(actual);
  const e = JSON.stringify(expected);
  if (a !== e) throw new Error(`${what}: got ${a}, expected ${e}`);
}

export const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Polls instead of sleeping; the message says what was awaited and what was last seen. */
export async function waitUntil<T>(what: string, probe: () => Promise<T> | T, ms = 10_000, every = 50): Promise<NonNullable<T>> {
  const end = Date.now() + ms;
  let last: unknown;
  for (;;) {
    try {
      const value = await probe();
      if (value) return value as NonNullable<T>;
      last = value;
    } catch (error) {
      last = error;
    }
    if (Date.now() > end) throw new Error(`waited ${ms} ms for ${what}; last seen: ${String(last)}`);
    await sleep(every);
  }
}

/** For cleanups: asks programs to end. One that will not is a failure, and is not left behind either. */
export async function end(...children: ChildProcess[]): Promise<void> {
  const here = () => children.filter((child) => child.exitCode === null && child.signalCode === null);
  for (const child of here()) child.kill('SIGTERM');
  for (const limit = Date.now() + 8000; here().length > 0 && Date.now() < limit; ) await sleep(20);
  const stubborn = here();
  for (const child of stubborn) child.kill('SIGKILL');
  assert(stubborn.length === 0, `SIGTERM did not end ${stubborn.map((child) => child.spawnfile).join(', ')}`);
}
