/* SPDX-License-Identifier: GPL-3.0-or-later */
/* phien check [--json|--report|--etsi] [--roots FILE] FILE.pdf
 * Exit status: 0 valid or valid_with_changes, 1 invalid, 2 some signer's chain is not known (untrusted, or valid_with_changes of strangers),
 * 3 unsigned, 4 unreadable, 64 usage, 66 no such file. */
#include <gio/gio.h>
#include <stdio.h>
#include <sys/wait.h>
#include <string.h>

#include "cli/beside.h"
#include "cli/command.h"
#include "cli/var.h"
#include "docs-service/pdf/pdf-check.h"
#include "docs-service/pdf/pdf-etsi.h"

#define REVISIONS_MAX 4 /* PN_SECOND_LOOK_MAX of render/second-look.h, which this program does not link */

static gboolean
all_trusted (const PnPdfReport *report)
{
  for (guint i = 0; i < report->signatures->len; i++)
    if (((const PnPdfSignature *) report->signatures->pdata[i])->trust != PN_PDF_TRUSTED)
      return FALSE;
  return TRUE;
}

static int
status_of (const PnPdfReport *report)
{
  switch (report->verdict) {
  case PN_PDF_VALID:
    return 0;
  case PN_PDF_VALID_WITH_CHANGES:
    return all_trusted (report) ? 0 : 2;
  case PN_PDF_UNTRUSTED:
    return 2;
  case PN_PDF_UNSIGNED:
    return 3;
  case PN_PDF_UNREADABLE:
    return 4;
  case PN_PDF_INVALID:
    break;
  }
  return 1;
}

static void
print_list (const char *label, const GPtrArray *items)
{
  for (guint i = 0; i < items->len; i++)
    printf ("    %s: %s\n", label, (const char *) items->pdata[i]);
}

static void
print_report (const char *file, const PnPdfReport *report)
{
  printf ("%s: %s%s%s\n", file, pn_pdf_verdict_name (report->verdict), *report->reason ? " – " : "", report->reason);
  for (guint i = 0; i < report->signatures->len; i++) {
    const PnPdfSignature *s = report->signatures->pdata[i];
    printf ("  %u. %s, %s, %s %s\n", i + 1, s->field, *s->signer ? s->signer : "?", s->subfilter, s->level);
    printf ("    integrity: %s %s\n", s->integrity == PN_PDF_INTEGRITY_OK ? "ok" : "NOT OK", s->integrity_detail);
    printf ("    trust: %s %s\n", s->trust == PN_PDF_TRUSTED ? "trusted" : "not trusted", s->trust_detail);
    print_list ("later", s->changes);
    print_list ("FORBIDDEN CHANGE", s->forbidden);
  }
}

/* What came after a signature is looked at by a second reader as well; whoever fools both must be very good. Starting poppler takes as long
 * as all the rest, so not for files that are as they were signed. */
static void
look_again (const char *file, PnPdfReport *report)
{
  g_autofree char *program = pn_cli_beside ("phien-look"), *doubt = NULL;
  g_autoptr (GPtrArray) argv = g_ptr_array_new_with_free_func (g_free);
  int status = 0;

  g_ptr_array_add (argv, g_strdup (program));
  g_ptr_array_add (argv, g_strdup (file));
  g_ptr_array_add (argv, g_strdup_printf ("%d", report->page_count));
  for (guint i = 0; i < MIN (report->signatures->len, REVISIONS_MAX); i++) {
    const PnPdfSignature *s = report->signatures->pdata[i];
    if (!s->covers_file)
      g_ptr_array_add (argv, g_strdup_printf ("%" G_GUINT64_FORMAT, s->byte_range[2] + s->byte_range[3]));
  }
  if (report->verdict == PN_PDF_INVALID || argv->len == 3)
    return;
  g_ptr_array_add (argv, NULL);
  gboolean ran = g_spawn_sync (NULL, (char **) argv->pdata, NULL, G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, &doubt, NULL, &status, NULL);
  if (ran && WIFEXITED (status) && WEXITSTATUS (status) == 1)
    pn_pdf_report_doubt (report, g_strchomp (doubt));
  else if (!ran || !WIFEXITED (status) || WEXITSTATUS (status) != 0)
    fprintf (stderr, "phien check: poppler has no opinion of this file\n");
}

int
pn_cmd_check (int argc, char **argv)
{
  gboolean json = FALSE, full = FALSE, etsi = FALSE;
  g_autofree char *roots_file = NULL;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, "One JSON object instead of words", NULL },
    { "report", 0, 0, G_OPTION_ARG_NONE, &full, "All that is known, as JSON", NULL },
    { "etsi", 0, 0, G_OPTION_ARG_NONE, &etsi, "A validation report after ETSI TS 119 102-2, as JSON", NULL },
    { "roots", 0, 0, G_OPTION_ARG_FILENAME, &roots_file, "Trusted roots, PEM (default: those of this installation)", "FILE" },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("FILE.pdf – judge the signatures of a PDF");
  g_autoptr (GError) error = NULL;
  g_autofree char *bytes = NULL, *roots = NULL;
  gsize length;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || argc != 2) {
    fprintf (stderr, "phien check: %s\n", error != NULL ? error->message : "give one file");
    return PN_EXIT_USAGE;
  }
  if (roots_file != NULL && !g_file_get_contents (roots_file, &roots, NULL, &error)) {
    fprintf (stderr, "phien check: %s\n", error->message);
    return PN_EXIT_NO_INPUT;
  }
  if (roots_file == NULL) {
    g_autofree char *own = pn_cli_var_path ("run/roots.pem"), *remote = pn_cli_var_path ("csc/roots.pem"), *a = NULL, *b = NULL;
    g_file_get_contents (own, &a, NULL, NULL); /* none: then nothing is trusted, and the report says so */
    g_file_get_contents (remote, &b, NULL, NULL); /* of remote signing services */
    if (a != NULL || b != NULL)
      roots = g_strconcat (a != NULL ? a : "", "\n", b, NULL);
  }
  if (!g_file_get_contents (argv[1], &bytes, &length, &error)) {
    fprintf (stderr, "phien check: %s\n", error->message);
    return PN_EXIT_NO_INPUT;
  }
  g_autoptr (GBytes) document = g_bytes_new_take (g_steal_pointer (&bytes), length);
  g_autoptr (PnPdfReport) report = pn_pdf_check (document, roots);
  look_again (argv[1], report);
  if (json || full || etsi) {
    g_autoptr (PnJson) object = etsi ? pn_etsi_json (report, document, g_get_real_time ()) : full ? pn_pdf_report_json (report) : pn_pdf_report_brief_json (report);
    g_autofree char *text = pn_wire_dump (object);
    puts (text);
  } else {
    print_report (argv[1], report);
  }
  return status_of (report);
}
