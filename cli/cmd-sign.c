/* SPDX-License-Identifier: GPL-3.0-or-later */
/* phien sign --key NAME [--kind P-256|P-384|RSA-2048|RSA-3072|RSA-4096] [--level b-b|b-t|b-lt|b-lta] [--field F]
 *   [--page N --rect x0,y0,x1,y1] [--reason T] [--certify 1|2|3] [--lock-all|--lock F,…|--lock-but F,…] IN.pdf OUT.pdf
 *   or with --module FILE [--token LABEL] --pin-file FILE --key LABEL: a key in a PKCS#11 token
 * Signs with a key of this installation's demo authority, making it when it is missing. An empty field "ChuToa" is used when there
 * is one. --certify says what may follow (DocMDP), --lock… which fields may not change any more (FieldMDP, /Lock).
 * Exit status: 0 signed, 64 usage, 66 no such file, 73 cannot write, 77 refused (encrypted, damaged, forbidden), 70 else. */
#include <glib.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "cli/command.h"
#include "cli/demo-keys.h"
#include "cli/pdf-io.h"
#include "docs-service/compose/seal-look.h"
#include "docs-service/pdf/pdf-sign.h"

#define CHAIR_FIELD "ChuToa"

typedef struct {
  char *key, *module, *token, *pin_file, *kind, *level, *field, *rect, *reason, *lock_these, *lock_but;
  int page, certify;
  gboolean lock_all;
} Options;

static void
options_clear (Options *o)
{
  g_free (o->key);
  g_free (o->module);
  g_free (o->token);
  g_free (o->pin_file);
  g_free (o->kind);
  g_free (o->level);
  g_free (o->field);
  g_free (o->rect);
  g_free (o->reason);
  g_free (o->lock_these);
  g_free (o->lock_but);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static int
fail (int status, const GError *error)
{
  fprintf (stderr, "phien sign: %s\n", error->message);
  return status;
}

static char *
common_name (X509 *cert)
{
  char text[256] = "";
  X509_NAME *name = X509_get_subject_name (cert);
  int at = X509_NAME_get_index_by_NID (name, NID_commonName, -1);
  guint8 *utf8 = NULL;
  int n = at >= 0 ? ASN1_STRING_to_UTF8 (&utf8, X509_NAME_ENTRY_get_data (X509_NAME_get_entry (name, at))) : -1;

  if (n > 0)
    g_strlcpy (text, (const char *) utf8, sizeof text);
  OPENSSL_free (utf8);
  return g_utf8_make_valid (text, -1);
}

static PnKeystore *
open_keys (const Options *o, GError **error)
{
  g_autoptr (PnKeystore) store = pn_cli_keys (o->module == NULL ? o->key : NULL, o->kind, error);

  if (store == NULL || o->module == NULL)
    return g_steal_pointer (&store);
  PnToken *token = pn_token_open (o->module, o->token, o->pin_file != NULL ? o->pin_file : "", error);
  if (token == NULL)
    return NULL;
  pn_keystore_add_token (store, token);
  return g_steal_pointer (&store);
}

/* Fills the spec's place: the field asked for, the chair's field, or the page and rectangle given. */
static gboolean
choose_place (GBytes *document, const Options *o, PnPdfSignSpec *spec, PnPdfRect *rect, GError **error)
{
  int page;

  spec->field = o->field;
  spec->page = MAX (o->page, 1);
  if (o->rect != NULL) {
    if (!pn_cli_parse_rect (o->rect, rect)) {
      g_set_error_literal (error, PN_ERROR, PN_ERROR_BAD_VALUE, "--rect wants four numbers: x0,y0,x1,y1");
      return FALSE;
    }
  } else if (pn_pdf_find_signature_field (document, o->field != NULL ? o->field : CHAIR_FIELD, &page, rect, NULL)) {
    spec->field = o->field != NULL ? o->field : CHAIR_FIELD;
  }
  spec->rect = *rect;
  return TRUE;
}

/* The list lives as long as the caller keeps it. */
static char **
choose_lock (const Options *o, PnPdfSignSpec *spec)
{
  const char *list = o->lock_these != NULL ? o->lock_these : o->lock_but;

  spec->lock = o->lock_all ? PN_PDF_LOCK_ALL : o->lock_these != NULL ? PN_PDF_LOCK_THESE : o->lock_but != NULL ? PN_PDF_LOCK_ALL_BUT : PN_PDF_LOCK_NONE;
  char **names = g_strsplit (list != NULL ? list : "", ",", 64);
  spec->lock_fields = (const char *const *) names;
  return names;
}

/* The whole signed document, at the level asked for. */
static GBytes *
finish (GBytes *document, const PnPdfPrepared *prepared, PnKeystore *store, const Options *o, PnPadesLevel level, GError **error)
{
  const PnPadesServices services = pn_cli_services (store);
  g_autoptr (GBytes) cms = pn_keystore_sign (store, o->key, prepared->digest, error);
  g_autoptr (GBytes) stamped = cms == NULL ? NULL : level == PN_PADES_B ? g_bytes_ref (cms) : pn_pades_stamp (cms, &services, error);
  g_autoptr (GBytes) append = stamped != NULL ? pn_pdf_sign_finish (prepared, stamped, error) : NULL;
  if (append == NULL)
    return NULL;
  g_autoptr (GBytes) done = pn_pdf_concat (document, append);
  return pn_pades_raise (done, level, &services, error);
}

static GBytes *
sign (GBytes *document, const Options *o, GError **error)
{
  PnPadesLevel level = PN_PADES_B;
  PnPdfRect rect = { 0 };
  PnPdfSignSpec spec = { .reason = o->reason, .time_us = g_get_real_time (), .certify = o->certify };
  g_autoptr (GBytes) look = NULL;
  g_auto (GStrv) lock = choose_lock (o, &spec);

  if (o->level != NULL && !pn_pades_level_parse (o->level, &level)) {
    g_set_error_literal (error, PN_ERROR, PN_ERROR_BAD_VALUE, "--level is b-b, b-t, b-lt or b-lta");
    return NULL;
  }
  spec.contents_max = pn_pades_room (level);
  if (!choose_place (document, o, &spec, &rect, error))
    return NULL;
  g_autoptr (PnKeystore) store = open_keys (o, error);
  if (store == NULL)
    return NULL;
  X509 *cert = pn_keystore_cert (store, o->key, error);
  if (cert == NULL)
    return NULL;
  g_autofree char *name = common_name (cert);
  spec.name = name;
  if (rect.x1 > rect.x0 && rect.y1 > rect.y0) {
    const PnSealLook how = { .name = name, .body = PN_DEMO_BODY, .time_us = spec.time_us,
                             .width = rect.x1 - rect.x0, .height = rect.y1 - rect.y0 };
    look = pn_seal_look_pdf (&how, error);
    if (look == NULL)
      return NULL;
    spec.appearance = look;
  }
  g_autoptr (PnPdfPrepared) prepared = pn_pdf_sign_prepare (document, &spec, error);
  if (prepared == NULL)
    return NULL;
  return finish (document, prepared, store, o, level, error);
}

int
pn_cmd_sign (int argc, char **argv)
{
  g_auto (Options) o = { 0 };
  const GOptionEntry entries[] = {
    { "key", 0, 0, G_OPTION_ARG_STRING, &o.key, "Name of the key; \"demo\" is made when missing", "NAME" },
    { "module", 0, 0, G_OPTION_ARG_FILENAME, &o.module, "Sign with a token: path of its PKCS#11 module; NAME is then the label of the key", "FILE" },
    { "token", 0, 0, G_OPTION_ARG_STRING, &o.token, "Label of the token (default: the first one)", "LABEL" },
    { "pin-file", 0, 0, G_OPTION_ARG_FILENAME, &o.pin_file, "File with its PIN", "FILE" },
    { "kind", 0, 0, G_OPTION_ARG_STRING, &o.kind, "Kind of a key that has to be made: P-256 (default), P-384, RSA-2048, RSA-3072, RSA-4096", "KIND" },
    { "level", 0, 0, G_OPTION_ARG_STRING, &o.level, "PAdES level: b-b (default), b-t, b-lt, b-lta", "LEVEL" },
    { "field", 0, 0, G_OPTION_ARG_STRING, &o.field, "Signature field to fill or make", "NAME" },
    { "page", 0, 0, G_OPTION_ARG_INT, &o.page, "Page of a visible signature, from 1", "N" },
    { "rect", 0, 0, G_OPTION_ARG_STRING, &o.rect, "Its place in points from bottom left", "x0,y0,x1,y1" },
    { "certify", 0, 0, G_OPTION_ARG_INT, &o.certify, "Certify the document: 1 nothing, 2 forms and signatures, 3 also markings may follow", "LEVEL" },
    { "lock-all", 0, 0, G_OPTION_ARG_NONE, &o.lock_all, "Lock all fields", NULL },
    { "lock", 0, 0, G_OPTION_ARG_STRING, &o.lock_these, "Lock these fields", "NAME,…" },
    { "lock-but", 0, 0, G_OPTION_ARG_STRING, &o.lock_but, "Lock all fields but these", "NAME,…" },
    { "reason", 0, 0, G_OPTION_ARG_STRING, &o.reason, "Why it is signed", "TEXT" },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("IN.pdf OUT.pdf – sign a PDF (PAdES)");
  g_autoptr (GError) error = NULL;
  int status = 0;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    return fail (PN_EXIT_USAGE, error);
  if (argc != 3 || o.key == NULL) {
    fputs ("phien sign: give --key, an input and an output file\n", stderr);
    return PN_EXIT_USAGE;
  }
  g_autoptr (GBytes) document = pn_cli_read_pdf ("sign", argv[1], &status);
  if (document == NULL)
    return status;
  g_autoptr (GBytes) done = sign (document, &o, &error);
  if (done == NULL)
    return fail (pn_cli_pdf_status (error), error);
  return pn_cli_write_file ("sign", argv[2], done);
}
