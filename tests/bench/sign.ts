// SPDX-License-Identifier: GPL-3.0-or-later
// Whole signatures per second (prepare → hash → sign → finish in one process) beside the bare signatures of openssl speed, verification
// beside pdfsig, and what the 50th signature costs over the first. Signing is timed on the thread's core as openssl does it; the two
// verifiers are whole processes, in turn. Written to build/bench/sign.json.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { smallPdf } from '../lib/small-pdf.ts';

const top = fileURLToPath(new URL('../..', import.meta.url));
const build = process.env.PHIEN_BUILD ?? join(top, 'build/release');
const rounds = Number(process.env.PHIEN_ROUNDS ?? 5);
const seconds = Number(process.env.PHIEN_SECONDS ?? 1);
const dir = mkdtempSync(join(tmpdir(), 'phien-bench-sign-'));
mkdirSync(join(dir, 'var/run'), { recursive: true });
const env = { ...process.env, PHIEN_VAR: join(dir, 'var') };
const bench = join(build, 'docs-service/signer/phien-sign-bench');
const phien = join(build, 'cli/phien');

const median = (values: number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
const round = (value: number, digits = 2) => Number(value.toFixed(digits));
function must(command: string, args: string[]): string {
  const done = spawnSync(command, args, { env, encoding: 'utf8', maxBuffer: 64 << 20 });
  if (done.status !== 0) throw new Error(`${command} ${args.join(' ')}: ${done.stderr}`);
  return done.stdout;
}
const file = (name: string, weight: number) => {
  const path = join(dir, name);
  writeFileSync(path, smallPdf(['one page'], weight));
  return path;
};
const files = { '1kb': file('1kb.pdf', 0), '1mb': file('1mb.pdf', 1 << 20), '50mb': file('50mb.pdf', 50 << 20) };

/** Bare signatures per second, the last line of openssl speed; its machine-readable form counts in seconds of its own. */
function opensslSpeed(algorithm: string): number {
  const said = must('openssl', ['speed', '-seconds', String(Math.max(1, Math.round(seconds))), algorithm]);
  const line = said.split('\n').filter((l) => /^\s*(rsa|256 bits ecdsa)/.test(l)).at(-1) ?? '';
  const numbers = [...line.matchAll(/(\d+\.\d)(?=\s|$)/g)].map((m) => Number(m[1]));
  if (numbers.length < 2) throw new Error(`openssl speed: ${said}`);
  return numbers.at(-2)!;
}
const ours = (path: string, key: string) => (JSON.parse(must(bench, [path, key, String(seconds)])) as { sign_per_s: number }).sign_per_s;

const rows: Record<string, { sign_per_s: number; openssl_sign_per_s: number; ratio: number }> = {};
for (const [name, path, key, algorithm] of [
  ['rsa2048_1kb', files['1kb'], 'RSA-2048', 'rsa2048'],
  ['rsa3072_1kb', files['1kb'], 'RSA-3072', 'rsa3072'],
  ['p256_1kb', files['1kb'], 'P-256', 'ecdsap256'],
  ['p256_1mb', files['1mb'], 'P-256', 'ecdsap256'],
  ['p256_50mb', files['50mb'], 'P-256', 'ecdsap256'],
] as const) {
  const mine: number[] = [];
  const raw: number[] = [];
  for (let i = 0; i < rounds; i++) {
    mine.push(ours(path, key));
    raw.push(opensslSpeed(algorithm));
  }
  rows[name] = { sign_per_s: round(median(mine), 1), openssl_sign_per_s: round(median(raw), 1), ratio: round(median(mine) / median(raw), 4) };
  console.log(`${name.padEnd(12)} ${rows[name].sign_per_s} whole signatures/s, openssl speed ${rows[name].openssl_sign_per_s}/s, ratio ${rows[name].ratio}`);
}

const signed = join(dir, 'signed.pdf');
must(phien, ['sign', '--key', 'demo', files['1mb'], signed]);
const time = (command: string, args: string[]) => {
  const began = process.hrtime.bigint();
  must(command, args);
  return Number(process.hrtime.bigint() - began) / 1e6;
};
const verify: number[] = [];
const pdfsig: number[] = [];
for (let i = 0; i < rounds * 8; i++) {
  verify.push(time(phien, ['check', '--json', signed]));
  pdfsig.push(time('pdfsig', [signed]));
}

/** Milliseconds of the n-th signature on one document of 1 MB by an RSA-3072 key, and of a bare file of 1 kB by P-256, the hardest case. */
const nth = (path: string, key: string) => {
  const runs = Array.from({ length: rounds }, () => JSON.parse(must(bench, [path, key, 'nth', '50'])) as Record<string, number>);
  const ms = Object.fromEntries(['1', '10', '50'].map((n) => [n, median(runs.map((r) => r[n]!))])) as Record<string, number>;
  return { ms: Object.fromEntries(Object.entries(ms).map(([n, v]) => [n, round(v, 3)])), cost: Object.fromEntries(Object.entries(ms).map(([n, v]) => [n, round(v / ms['1']!)])) };
};
const typical = nth(files['1mb'], 'RSA-3072');
const hardest = nth(files['1kb'], 'P-256');

const result = { name: 'sign', at: new Date().toISOString(), cpus: cpus().length, rounds, ...rows, verify_ms: round(median(verify)), pdfsig_ms: round(median(pdfsig)), nth_cost: typical.cost, nth_ms: typical.ms, nth_p256_1kb: hardest };
mkdirSync(join(top, 'build/bench'), { recursive: true });
writeFileSync(join(top, 'build/bench/sign.json'), `${JSON.stringify(result, null, 2)}\n`);
console.log(`verify ${result.verify_ms} ms, pdfsig ${result.pdfsig_ms} ms; n-th signature over the first: RSA-3072 on 1 MB ${JSON.stringify(typical.cost)}, P-256 on 1 kB ${JSON.stringify(hardest.cost)}`);
rmSync(dir, { recursive: true, force: true });
