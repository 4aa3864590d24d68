/* SPDX-License-Identifier: GPL-3.0-or-later */
/* phien-sign-bench FILE.pdf KEY SECONDS: whole signatures per second in one process, prepare → hash → sign → finish.
 * phien-sign-bench FILE.pdf KEY nth N: milliseconds of the 1st, 10th and Nth signature on one document. Prints one JSON line.
 * Time is that of the thread on its core (openssl speed counts likewise). Measures the parts that phien-docs, its cage and phien-signer run, without their links and without the audit line on disk. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "docs-service/pdf/pdf-sign.h"
#include "docs-service/signer/authority.h"
#include "docs-service/signer/cms-build.h"

#define ROOM 4096 /* two certificates and a signature of 384 bytes */
#define ROUNDS 7

typedef struct {
  PnIdentity root, person;
  STACK_OF (X509) *chain;
} Bench;

static void
must (gboolean ok, GError *error)
{
  if (!ok) {
    fprintf (stderr, "phien-sign-bench: %s\n", error != NULL ? error->message : "failed");
    exit (1);
  }
}

static GBytes *
sign_once (const Bench *bench, GBytes *document)
{
  const PnPdfSignSpec spec = { .page = 1, .time_us = G_GINT64_CONSTANT (1795400000000000), .contents_max = ROOM };
  g_autoptr (GError) error = NULL;
  g_autoptr (PnPdfPrepared) prepared = pn_pdf_sign_prepare (document, &spec, &error);
  must (prepared != NULL, error);
  g_autoptr (GBytes) cms = pn_cms_build (bench->person.cert, bench->chain, prepared->digest, pn_cms_raw_by_key, bench->person.key, &error);
  must (cms != NULL, error);
  GBytes *append = pn_pdf_sign_finish (prepared, cms, &error);
  must (append != NULL, error);
  return append;
}

/* Time of this thread on its core, as openssl speed counts it: another program's work is not ours. */
static gint64
now_ns (void)
{
  struct timespec t;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &t);
  return (gint64) t.tv_sec * 1000000000 + t.tv_nsec;
}

static double
ms_since (gint64 began)
{
  return (double) (now_ns () - began) / 1e6;
}

static void
rate (const Bench *bench, GBytes *document, double seconds)
{
  gint64 began;
  guint n = 0;
  double ms;

  g_bytes_unref (sign_once (bench, document)); /* warm */
  began = now_ns ();
  do {
    g_bytes_unref (sign_once (bench, document));
    n++;
    ms = ms_since (began);
  } while (ms < seconds * 1000);
  printf ("{\"sign_per_s\": %.2f}\n", n * 1000.0 / ms);
}

static int
by_value (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static double
median_ms (const Bench *bench, GBytes *document)
{
  double ms[ROUNDS];

  for (guint i = 0; i < ROUNDS; i++) {
    gint64 began = now_ns ();
    g_bytes_unref (sign_once (bench, document));
    ms[i] = ms_since (began);
  }
  qsort (ms, ROUNDS, sizeof *ms, by_value);
  return ms[ROUNDS / 2];
}

static void
nth (const Bench *bench, GBytes *document, guint last)
{
  g_autoptr (GBytes) now = g_bytes_ref (document);
  g_bytes_unref (sign_once (bench, document)); /* warm */
  for (guint n = 1; n <= last; n++) {
    if (n == 1 || n == 10 || n == last)
      printf ("%s\"%u\": %.4f", n == 1 ? "{" : ", ", n, median_ms (bench, now));
    g_autoptr (GBytes) append = sign_once (bench, now);
    g_autoptr (GBytes) next = pn_pdf_concat (now, append);
    g_bytes_unref (now);
    now = g_steal_pointer (&next);
  }
  puts ("}");
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  Bench bench = { 0 };
  char *bytes;
  gsize length;

  if (argc < 4) {
    fputs ("phien-sign-bench FILE.pdf P-256|P-384|RSA-2048|RSA-3072|RSA-4096 SECONDS | nth N\n", stderr);
    return 64;
  }
  must (g_file_get_contents (argv[1], &bytes, &length, &error), error);
  g_autoptr (GBytes) document = g_bytes_new_take (bytes, length);
  const PnSubject root = { .common_name = "Gốc đo" }, person = { .common_name = "Người đo", .key = argv[2] };
  must (pn_authority_make_root (&root, &bench.root, &error) && pn_authority_issue (&bench.root, &person, &bench.person, &error), error);
  bench.chain = sk_X509_new_null ();
  sk_X509_push (bench.chain, bench.root.cert);
  if (argc > 4)
    nth (&bench, document, (guint) atoi (argv[4]));
  else
    rate (&bench, document, g_ascii_strtod (argv[3], NULL));
  sk_X509_free (bench.chain);
  pn_identity_clear (&bench.person);
  pn_identity_clear (&bench.root);
  return 0;
}
