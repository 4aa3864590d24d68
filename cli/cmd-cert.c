/* SPDX-License-Identifier: GPL-3.0-or-later */
/* phien cert add --person ID FILE   register a person's own signing certificate (PEM or DER), after looking
 * at the token and its holder phien cert list | revoke SHA256   all of them; from now on it counts no more A
 * file signed outside is taken only with a certificate that stands here. Exit status: 0 done, 64 usage, 66 no
 * such file or certificate, 77 refused (no certificate in the file, out of date, registered already), 70
 * else. */
#include <glib.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <string.h>

#include "base/id.h"
#include "cli/command.h"
#include "cli/db.h"

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BIO, BIO_vfree)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (X509, X509_free)

static int
usage (void)
{
  fputs ("phien cert list\n"
         "phien cert add --person ID FILE\n"
         "phien cert revoke SHA256\n",
         stderr);
  return PN_EXIT_USAGE;
}

static X509 *
read_certificate (const char *bytes, gsize length)
{
  g_autoptr (BIO) in = BIO_new_mem_buf (bytes, (int) length);
  const guint8 *der = (const guint8 *) bytes;
  X509 *cert = PEM_read_bio_X509 (in, NULL, NULL, NULL);
  return cert != NULL ? cert : d2i_X509 (NULL, &der, (long) length);
}

static char *
subject_of (X509 *cert)
{
  g_autoptr (BIO) out = BIO_new (BIO_s_mem ());
  char *text = NULL;
  X509_NAME_print_ex (out, X509_get_subject_name (cert), 0,
                      (XN_FLAG_RFC2253 | ASN1_STRFLGS_UTF8_CONVERT) & ~ASN1_STRFLGS_ESC_MSB);
  long n = BIO_get_mem_data (out, &text);
  g_autofree char *raw = g_strndup (text, (gsize) MIN (n, 400));
  return g_utf8_make_valid (raw, -1);
}

static char *
time_of (const ASN1_TIME *at)
{
  char text[32] = "";
  struct tm tm;
  if (ASN1_TIME_to_tm (at, &tm) == 1)
    strftime (text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &tm);
  return g_strdup (text);
}

static int
add (PnCliDb *db, gint64 person, X509 *cert)
{
  guint8 hash[PN_SHA256_BYTES];
  if (X509_digest (cert, EVP_sha256 (), hash, NULL) != 1)
    return PN_EXIT_SOFTWARE;
  g_autofree char *sha256 = pn_hex_encode (hash, sizeof hash);
  g_autofree char *subject = subject_of (cert);
  g_autofree char *from = time_of (X509_get0_notBefore (cert));
  g_autofree char *until = time_of (X509_get0_notAfter (cert));
  if (X509_cmp_current_time (X509_get0_notAfter (cert)) < 0) {
    fprintf (stderr, "phien cert: %s was valid until %s only\n", subject, until);
    return PN_EXIT_REFUSED;
  }
  g_autoptr (PnPgResult) r
      = pn_cli_db_ask (db,
                       "INSERT INTO phien.person_cert (person_id, cert_sha256, subject, valid) "
                       "VALUES ($1, $2, $3, tstzrange ($4::text::timestamptz, $5::text::timestamptz))",
                       pn_pg_args ("itttt", person, sha256, subject, from, until));
  if (r == NULL)
    return PN_EXIT_REFUSED;
  printf ("%s %s, until %s\n", sha256, subject, until);
  return 0;
}

static int
add_file (gint64 person, const char *path)
{
  g_autofree char *bytes = NULL;
  gsize length = 0;
  if (!g_file_get_contents (path, &bytes, &length, NULL)) {
    fprintf (stderr, "phien cert: %s cannot be read\n", path);
    return PN_EXIT_NO_INPUT;
  }
  g_autoptr (X509) cert = read_certificate (bytes, length);
  if (cert == NULL) {
    fprintf (stderr, "phien cert: %s holds no certificate\n", path);
    return PN_EXIT_REFUSED;
  }
  g_autoptr (PnCliDb) db = pn_cli_db_open ();
  return add (db, person, cert);
}

static int
list (void)
{
  g_autoptr (PnCliDb) db = pn_cli_db_open ();
  g_autoptr (PnPgResult) r = pn_cli_db_ask (
      db,
      "SELECT c.cert_sha256, p.name, c.subject, upper (c.valid)::date::text, "
      "CASE WHEN c.revoked_at IS NOT NULL THEN 'revoked' WHEN c.valid @> now () THEN 'valid' ELSE 'expired' "
      "END "
      "FROM phien.person_cert c JOIN phien.person p ON p.id = c.person_id ORDER BY p.name, c.id",
      NULL);
  if (r == NULL)
    return PN_EXIT_SOFTWARE;
  for (int i = 0; i < pn_pg_result_rows (r); i++)
    printf ("%s %-8s %s %s (%s)\n", pn_pg_result_text (r, i, 0), pn_pg_result_text (r, i, 4),
            pn_pg_result_text (r, i, 3), pn_pg_result_text (r, i, 1), pn_pg_result_text (r, i, 2));
  return 0;
}

static int
revoke_cert (const char *sha256)
{
  g_autoptr (PnCliDb) db = pn_cli_db_open ();
  g_autoptr (PnPgResult) r = pn_cli_db_ask (
      db, "UPDATE phien.person_cert SET revoked_at = now () WHERE cert_sha256 = $1 AND revoked_at IS NULL",
      pn_pg_args ("t", sha256));
  if (r == NULL)
    return PN_EXIT_SOFTWARE;
  if (pn_pg_result_affected (r) == 0) {
    fprintf (stderr, "phien cert: no certificate %s that counts\n", sha256);
    return PN_EXIT_NO_INPUT;
  }
  printf ("%s revoked\n", sha256);
  return 0;
}

int
pn_cmd_cert (int argc, char **argv)
{
  gint64 person = 0;
  const GOptionEntry entries[] = {
    { "person", 0, 0, G_OPTION_ARG_INT64, &person, "Whose certificate (id of the person)", "ID" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (GOptionContext) context = g_option_context_new ("list | add FILE | revoke SHA256");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || argc < 2)
    return usage ();
  const char *verb = argv[1];
  if (strcmp (verb, "list") == 0 && argc == 2)
    return list ();
  if (strcmp (verb, "add") == 0 && argc == 3 && person > 0)
    return add_file (person, argv[2]);
  if (strcmp (verb, "revoke") == 0 && argc == 3 && pn_is_sha256_hex (argv[2]))
    return revoke_cert (argv[2]);
  return usage ();
}
