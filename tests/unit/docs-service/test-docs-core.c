/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Promises of docs-service/core: uploads, rights, names, notes, versions, folding. */
#include <math.h>
#include <string.h>
#include "docs-service/core/annotation.h"
#include "docs-service/core/ca.h"
#include "docs-service/core/fold.h"
#include "docs-service/core/intake.h"
#include "docs-service/core/page-key.h"
#include "docs-service/core/proof.h"
#include "docs-service/core/rights.h"
#include "docs-service/core/fields.h"
#include "docs-service/core/upload.h"
#include "docs-service/core/versions.h"

static void
test_an_upload_takes_only_the_next_piece (void)
{
  PnUpload upload = { .size = 100, .received = 40 };
  g_autoptr (GError) early = NULL;
  g_autoptr (GError) late = NULL;
  g_autoptr (GError) past = NULL;
  g_autoptr (GError) none = NULL;
  g_assert_true (pn_upload_check_chunk (&upload, 40, 60, NULL));
  g_assert_false (pn_upload_check_chunk (&upload, 0, 10, &early));
  g_assert_error (early, PN_ERROR, PN_ERROR_CONFLICT);
  g_assert_false (pn_upload_check_chunk (&upload, 50, 10, &late));
  g_assert_error (late, PN_ERROR, PN_ERROR_CONFLICT);
  g_assert_false (pn_upload_check_chunk (&upload, 40, 61, &past));
  g_assert_error (past, PN_ERROR, PN_ERROR_TOO_LARGE);
  g_assert_false (pn_upload_check_chunk (&upload, 40, 0, &none));
  g_assert_error (none, PN_ERROR, PN_ERROR_BAD_VALUE);
}

static void
test_every_move_of_an_upload (void)
{
  static const gboolean allowed[4][4] = { { 0, 1, 0, 1 }, { 0, 0, 1, 1 }, { 0, 0, 0, 0 }, { 0, 0, 0, 0 } };
  for (int from = 0; from < 4; from++) {
    for (int to = 0; to < 4; to++) {
      PnUpload upload = { .state = (PnUploadState) from, .size = 10, .received = 10 };
      g_assert_cmpint (pn_upload_set_state (&upload, (PnUploadState) to, NULL), ==, allowed[from][to]);
      g_assert_cmpint (upload.state, ==, allowed[from][to] ? to : from);
    }
  }
}

static void
test_an_upload_is_checked_only_when_whole (void)
{
  PnUpload upload = { .size = 10, .received = 9 };
  g_autoptr (GError) error = NULL;
  g_assert_false (pn_upload_set_state (&upload, PN_UPLOAD_CHECKING, &error));
  g_assert_error (error, PN_ERROR, PN_ERROR_WRONG_STATE);
  g_assert_cmpint (upload.state, ==, PN_UPLOAD_RECEIVING);
}

static void
test_file_names_lose_every_path (void)
{
  static const struct {
    const char *sent, *kept;
  } cases[] = {
    { "Tờ trình số 12.pdf", "Tờ trình số 12.pdf" },
    { "../../etc/passwd", "passwd" },
    { "C:\\Users\\a\\b.pdf", "b.pdf" },
    { "..", "tai-lieu.pdf" },
    { "", "tai-lieu.pdf" },
    { NULL, "tai-lieu.pdf" },
    { ".hidden.pdf", "hidden.pdf" },
    { "a\nb\x7f.pdf", "ab.pdf" },
    { "\xe2\x80\xae" "fdp.exe", "fdp.exe" }, /* right-to-left override */
    { "bad\xff.pdf", "bad.pdf" },
    { "x.pdf/", "tai-lieu.pdf" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *kept = pn_upload_clean_name (cases[i].sent);
    g_assert_cmpstr (kept, ==, cases[i].kept);
  }
  g_autofree char *many = g_strnfill (1000, 'x');
  g_autofree char *cut = pn_upload_clean_name (many);
  g_assert_cmpuint (strlen (cut), ==, PN_UPLOAD_NAME_MAX);
}

/* The whole table, written a second time by hand: states in which each role may do it. */
static void
test_every_cell_of_the_rights_table (void)
{
  static const char *const roles[] = { "", "observer", "technician", "guest", "delegate", "secretary", "chair" };
  static const char *const states[] = { "draft", "published", "open", "paused", "closed", "archived" };
  static const char *const expected[PN_N_DOC_ACTIONS][7] = {
    { "000000", "011111", "000000", "011111", "011111", "111111", "111111" }, /* read */
    { "000000", "000000", "000000", "000000", "000000", "111110", "111110" }, /* upload */
    { "000000", "000000", "000000", "000000", "011110", "111110", "111110" }, /* shared notes */
    { "000000", "000000", "000000", "000000", "000000", "001110", "001110" }, /* compose */
    { "000000", "000000", "000000", "000000", "000000", "000000", "000010" }, /* sign: the chair, after the close */
    { "000000", "011111", "000000", "011111", "011111", "111111", "111111" }, /* recording */
    { "000000", "000000", "000000", "000000", "011111", "111111", "111111" }, /* recording with an internal item: no guests */
    { "000000", "000000", "000000", "000000", "000000", "001111", "001111" }, /* its tracks */
    { "000000", "001100", "001100", "001100", "001100", "001100", "001100" }, /* live: everybody invited */
    { "000000", "000000", "000000", "000000", "001100", "001100", "001100" }, /* live, an internal item */
  };
  for (int action = 0; action < PN_N_DOC_ACTIONS; action++)
    for (guint r = 0; r < 7; r++)
      for (guint s = 0; s < 6; s++) {
        gboolean may = pn_doc_may (pn_doc_role_from_name (roles[r]), pn_doc_meeting_state_from_name (states[s]), (PnDocAction) action);
        if (may != (expected[action][r][s] == '1'))
          g_error ("action %d, role \"%s\", state %s: %d", action, roles[r], states[s], may);
      }
}

static void
test_a_refusal_says_whether_waiting_helps (void)
{
  g_autoptr (GError) never = NULL;
  g_autoptr (GError) not_now = NULL;
  g_assert_false (pn_doc_require (PN_DOC_ROLE_SECRETARY, PN_DOC_MEETING_CLOSED, PN_DOC_SIGN_MINUTES, &never));
  g_assert_error (never, PN_ERROR, PN_ERROR_NOT_ALLOWED);
  g_assert_false (pn_doc_require (PN_DOC_ROLE_CHAIR, PN_DOC_MEETING_OPEN, PN_DOC_SIGN_MINUTES, &not_now));
  g_assert_error (not_now, PN_ERROR, PN_ERROR_WRONG_STATE);
}

static void
test_private_notes_are_nobody_elses (void)
{
  g_assert_true (pn_doc_may_see_note (7, 7, FALSE));
  g_assert_false (pn_doc_may_see_note (1, 7, FALSE));
  g_assert_true (pn_doc_may_see_note (1, 7, TRUE));
  g_assert_false (pn_doc_may_remove_note (1, 7, FALSE, PN_DOC_ROLE_CHAIR));
  g_assert_true (pn_doc_may_remove_note (1, 7, TRUE, PN_DOC_ROLE_CHAIR));
  g_assert_false (pn_doc_may_remove_note (1, 7, TRUE, PN_DOC_ROLE_DELEGATE));
}

static void
test_marks_do_not_matter_to_a_search (void)
{
  static const char *const same[] = { "Nghị quyết", "NGHỊ  QUYẾT", "nghi quyet", "Nghi\u0323 quye\u0302\u0301t", " nghị\nquyết " };
  for (guint i = 0; i < G_N_ELEMENTS (same); i++) {
    g_autofree char *folded = pn_fold (same[i]);
    g_assert_cmpstr (folded, ==, "nghi quyet");
  }
  g_autofree char *d = pn_fold ("Đồng đội");
  g_assert_cmpstr (d, ==, "dong doi");
}

static void
note_hit (guint first, guint count, gpointer data)
{
  g_string_append_printf (data, "%u+%u ", first, count);
}

static void
test_hits_name_the_words_they_cover (void)
{
  static const char *const words[] = { "du", "thao", "nghi", "quyet", "va", "nghi", "quyet" };
  g_autoptr (GString) seen = g_string_new (NULL);
  g_assert_cmpuint (pn_fold_find (words, 7, "nghi quyet", 10, note_hit, seen), ==, 2);
  g_assert_cmpstr (seen->str, ==, "2+2 5+2 ");
  g_string_truncate (seen, 0);
  g_assert_cmpuint (pn_fold_find (words, 7, "hao ng", 10, note_hit, seen), ==, 1);
  g_assert_cmpstr (seen->str, ==, "1+2 ");
  g_assert_cmpuint (pn_fold_find (words, 7, "nghi", 1, note_hit, seen), ==, 1);
  g_assert_cmpuint (pn_fold_find (words, 0, "nghi", 1, note_hit, seen), ==, 0);
  g_assert_cmpuint (pn_fold_find (words, 7, "", 1, note_hit, seen), ==, 0);
}

static void
test_notes_stay_on_the_page (void)
{
  const double good[] = { 0, 0, 100, 20 }, far[] = { 0, 0, 1e6, 20 }, nan_[] = { 0, 0, NAN, 1 };
  const PnNote box = { .kind = PN_NOTE_BOX, .page = 3, .page_count = 3, .numbers = good, .n_numbers = 4 };
  PnNote note = box;
  g_assert_true (pn_note_check (&note, NULL));
  note.page = 4;
  g_assert_false (pn_note_check (&note, NULL));
  note = box;
  note.numbers = far;
  g_assert_false (pn_note_check (&note, NULL));
  note.numbers = nan_;
  g_assert_false (pn_note_check (&note, NULL));
  note = box;
  note.n_numbers = 2;
  g_assert_false (pn_note_check (&note, NULL));
  note = box;
  note.kind = PN_NOTE_NOTE;
  g_assert_false (pn_note_check (&note, NULL)); /* a note without words */
  note.text = "có chữ";
  g_assert_true (pn_note_check (&note, NULL));
}

static void
test_what_may_follow_what (void)
{
  const PnVersionFacts draft = { .newest = TRUE }, frozen = { .newest = TRUE, .frozen = TRUE }, signed_ = { .newest = TRUE, .frozen = TRUE, .signed_ = TRUE },
                       old = { .frozen = TRUE };
  g_assert_true (pn_version_may_follow (&draft, PN_VERSION_UPLOAD, NULL));
  g_assert_false (pn_version_may_follow (&draft, PN_VERSION_SIGN, NULL));
  g_assert_true (pn_version_may_follow (&frozen, PN_VERSION_SIGN, NULL));
  g_assert_false (pn_version_may_follow (&old, PN_VERSION_SIGN, NULL));
  g_assert_true (pn_version_may_follow (&signed_, PN_VERSION_SIGN, NULL));
  g_assert_false (pn_version_may_follow (&signed_, PN_VERSION_UPLOAD, NULL));
  g_assert_false (pn_version_may_follow (&signed_, PN_VERSION_RENDER, NULL));
}

static void
test_cache_names_are_made_of_hashes_only (void)
{
  g_autofree char *hash = g_strnfill (64, 'a');
  g_autofree char *key = pn_page_key (hash, 12, 1600);
  g_autofree char *expected = g_strdup_printf ("aa/%s/" PN_PAGE_RENDERER "-p12-w1600", hash);
  g_assert_cmpstr (key, ==, expected);
  g_assert_null (pn_page_key ("../../etc/passwd", 1, 800));
  g_assert_null (pn_page_key (hash, 0, 800));
  g_assert_cmpuint (pn_page_width (1), ==, 200);
  g_assert_cmpuint (pn_page_width (801), ==, 1200);
  g_assert_cmpuint (pn_page_width (99999), ==, 2400);
}

static void
test_a_file_from_outside_is_taken_for_one_reason_only (void)
{
  const PnIntakeFacts good = { TRUE, 0, 1, 1, TRUE, TRUE, TRUE, TRUE, "" };
  PnIntakeFacts facts[9];
  const PnErrorCode codes[]
      = { PN_ERROR_INTAKE_NOT_OURS,   PN_ERROR_INTAKE_UNSIGNED,  PN_ERROR_INTAKE_NOT_ONE,
          PN_ERROR_INTAKE_CHANGED,    PN_ERROR_INTAKE_CHANGED,   PN_ERROR_INTAKE_CHANGED,
          PN_ERROR_INTAKE_WRONG_CERT, PN_ERROR_INTAKE_INVISIBLE, PN_ERROR_INTAKE_LOCKED };
  g_autoptr (GError) none = NULL;
  g_assert_true (pn_intake_judge (&good, &none));
  for (guint i = 0; i < G_N_ELEMENTS (facts); i++)
    facts[i] = good;
  facts[0].prefix = FALSE;
  facts[1].after = 0;
  facts[2].after = 2;
  facts[3].intact = FALSE;
  facts[4].only_signed = FALSE;
  facts[5].added = 0;
  facts[6].own_cert = FALSE;
  facts[7].visible = FALSE;
  facts[8].locked = "Dau: locked";
  for (guint i = 0; i < G_N_ELEMENTS (facts); i++) {
    g_autoptr (GError) error = NULL;
    g_assert_false (pn_intake_judge (&facts[i], &error));
    g_assert_error (error, PN_ERROR, (int) codes[i]);
  }
  g_assert_true (pn_intake_change_is_beside ("dss"));
  g_assert_false (pn_intake_change_is_beside ("field:SoVanBan"));
}

static void
test_a_digest_is_of_bytes_that_are_there (void)
{
  static const guint8 bytes[] = "abcXYZdef";
  const gint64 parts[] = { 0, 3, 6, 3 }, bad[][4] = {
    { 0, 3, 6, 4 }, { -1, 3, 6, 3 }, { 0, 10, 6, 3 }, { 10, 0, 6, 3 }, { 0, 3, G_MAXINT64, G_MAXINT64 }
  };
  g_autofree char *digest = pn_intake_digest (bytes, 9, parts),
                  *expected = g_compute_checksum_for_string (G_CHECKSUM_SHA256, "abcdef", 6);
  g_assert_cmpstr (digest, ==, expected);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_null (pn_intake_digest (bytes, 9, bad[i]));
}

static void
test_a_bare_signature_gets_its_time_first (void)
{
  g_assert_cmpint (pn_proof_step (PN_LEVEL_B, PN_LEVEL_T, FALSE), ==, PN_PROOF_STAMP);
  g_assert_cmpint (pn_proof_step (PN_LEVEL_B, PN_LEVEL_LTA, FALSE), ==, PN_PROOF_STAMP);
  g_assert_cmpint (pn_proof_step (PN_LEVEL_T, PN_LEVEL_T, FALSE), ==, PN_PROOF_NONE);
  g_assert_cmpint (pn_proof_step (PN_LEVEL_T, PN_LEVEL_LTA, FALSE), ==, PN_PROOF_ARCHIVE);
  g_assert_cmpint (pn_proof_step (PN_LEVEL_LTA, PN_LEVEL_LTA, FALSE), ==, PN_PROOF_NONE);
  g_assert_cmpint (pn_proof_step (PN_LEVEL_LTA, PN_LEVEL_LTA, TRUE), ==, PN_PROOF_ARCHIVE);
  g_assert_cmpint (pn_level_from_name ("DocTimeStamp"), ==, PN_LEVEL_B);
}

static void
test_a_service_that_is_away_is_asked_ever_more_seldom (void)
{
  gint64 sum = 0, last = 0;
  for (guint n = 1; n < PN_PROOF_ATTEMPTS_MAX; n++) {
    gint64 pause = pn_proof_again (n, TRUE);
    g_assert_cmpint (pause, >=, last);
    sum += last = pause;
  }
  g_assert_cmpint (pn_proof_again (1, TRUE), ==, 5);
  g_assert_cmpint (last, ==, 900);
  g_assert_cmpint (sum, >, 4 * 86400);
  g_assert_cmpint (pn_proof_again (PN_PROOF_ATTEMPTS_MAX, TRUE), ==, -1);
  g_assert_cmpint (pn_proof_again (3, FALSE), ==, -1);
}

static void
test_a_proof_is_renewed_before_it_ends (void)
{
  g_assert_cmpint (pn_proof_renew_at (100, 1000, 200), ==, 800);
  g_assert_cmpint (pn_proof_renew_at (900, 1000, 200), ==, 950); /* a short-lived certificate is no endless loop */
  g_assert_cmpint (pn_proof_renew_at (1100, 1000, 200), ==, 1100);
}

static void
test_a_raised_file_must_be_what_it_was_raised_for (void)
{
  const PnProofFacts good = { 2, 3, TRUE, PN_LEVEL_LTA, FALSE }, torn = { 2, 3, FALSE, PN_LEVEL_LTA, FALSE }, twice = { 2, 4, TRUE, PN_LEVEL_LTA, FALSE },
                     weak = { 2, 3, TRUE, PN_LEVEL_T, FALSE }, revoked = { 2, 3, TRUE, PN_LEVEL_T, TRUE };
  g_autoptr (GError) a = NULL, b = NULL, c = NULL, d = NULL;
  g_assert_false (pn_proof_judge (&revoked, PN_PROOF_ARCHIVE, &d));
  g_assert_error (d, PN_ERROR, PN_ERROR_SIGNER_REVOKED);
  g_assert_true (pn_proof_judge (&good, PN_PROOF_ARCHIVE, NULL));
  g_assert_true (pn_proof_judge (&weak, PN_PROOF_STAMP, NULL));
  g_assert_false (pn_proof_judge (&torn, PN_PROOF_ARCHIVE, &a));
  g_assert_error (a, PN_ERROR, PN_ERROR_INTERNAL);
  g_assert_false (pn_proof_judge (&twice, PN_PROOF_ARCHIVE, &b));
  g_assert_error (b, PN_ERROR, PN_ERROR_INTERNAL);
  g_assert_false (pn_proof_judge (&weak, PN_PROOF_ARCHIVE, &c));
  g_assert_error (c, PN_ERROR, PN_ERROR_PROOF_INCOMPLETE);
}


/* ---- fields of Annex VI */

static void
test_a_field_that_is_too_long_is_named (void)
{
  g_autofree char *just = g_utf8_substring ("ệệệệệệệệệệệệệệệệệệệệệệệệệệệệệệ", 0, 30), *more = g_strconcat (just, "ệ", NULL);
  const PnField *field = pn_fields_of (PN_FIELDS_OUTGOING);
  g_autoptr (GError) error = NULL;
  g_assert_cmpstr (field->group, ==, "Language");
  g_assert_true (pn_field_check (field, just, NULL)); /* 30 characters, 90 bytes */
  g_assert_false (pn_field_check (field, more, &error));
  g_assert_error (error, PN_ERROR, PN_ERROR_FIELD_TOO_LONG);
  g_assert_cmpstr (error->message, ==, "Language: 31 characters, at most 30");
  g_autofree char *vi = NULL, *en = NULL;
  g_assert_true (pn_field_too_long_words (error->message, &vi, &en));
  g_assert_true (g_str_has_prefix (vi, "“Ngôn ngữ” dài 31 ký tự, tối đa 30 ký tự") && g_str_has_prefix (en, "“Language” has 31 characters, at most 30"));
  g_assert_false (pn_field_too_long_words ("something else", &vi, &en));
  g_clear_error (&error);
  g_assert_false (pn_field_check (field, NULL, &error));
  g_assert_error (error, PN_ERROR, PN_ERROR_BAD_VALUE);
}

static void
test_every_field_has_a_name_for_people (void)
{
  for (int set = PN_FIELDS_INCOMING; set <= PN_FIELDS_DRAFT_LINES; set++)
    for (const PnField *field = pn_fields_of ((PnFieldSet) set); field->key != NULL; field++) {
      g_autofree char *long_text = g_strnfill (field->max + 1, 'x'), *vi = NULL, *en = NULL;
      g_autoptr (GError) error = NULL;
      g_assert_false (pn_field_check (field, long_text, &error));
      g_assert_true (pn_field_too_long_words (error->message, &vi, &en));
    }
}

static void
test_number_and_symbol_have_their_own_lengths (void)
{
  g_assert_true (pn_field_check_code ("", NULL));
  g_assert_true (pn_field_check_code ("12345678901/SKHCN-CĐS", NULL));
  g_assert_false (pn_field_check_code ("123456789012/X", NULL));
  g_assert_false (pn_field_check_code ("1/0123456789012345678901234567890", NULL));
}

static void
test_a_question_in_a_path_is_base64_or_nothing (void)
{
  static const char *const bad[] = { "", "%%", "a b?c", "MAMKAQA=\n", "-_" };
  g_autoptr (GBytes) good = pn_ca_request_from_path ("MAMKAQA=");
  g_autoptr (GBytes) plus = pn_ca_request_from_path (" /8="); /* a form's way to say "+/8=" */
  g_assert_cmpmem (g_bytes_get_data (good, NULL), g_bytes_get_size (good), "0\3\n\1\0", 5);
  g_assert_cmpmem (g_bytes_get_data (plus, NULL), g_bytes_get_size (plus), "\xfb\xff", 2);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GBytes) none = pn_ca_request_from_path (bad[i]);
    g_assert_null (none);
  }
  g_autofree char *longest = g_strnfill (PN_CA_REQUEST_MAX * 2, 'A');
  g_assert_null (pn_ca_request_from_path (longest));
}

static void
test_an_authority_refuses_in_the_words_of_its_service (void)
{
  g_autoptr (GBytes) rejected = pn_ca_refusal (PN_CA_TIMESTAMP, PN_CA_MALFORMED);
  g_autoptr (GBytes) later = pn_ca_refusal (PN_CA_OCSP, PN_CA_AWAY);
  const guint8 *bytes = g_bytes_get_data (rejected, NULL);
  g_assert_cmpuint (bytes[1], ==, g_bytes_get_size (rejected) - 2);
  g_assert_cmpuint (bytes[6], ==, 2); /* rejection */
  g_assert_cmpmem (g_bytes_get_data (later, NULL), g_bytes_get_size (later), "0\3\n\1\3", 5);
  g_assert_null (pn_ca_refusal (PN_CA_CRL, PN_CA_AWAY));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/docs/core/a-field-that-is-too-long-is-named", test_a_field_that_is_too_long_is_named);
  g_test_add_func ("/docs/core/every-field-has-a-name-for-people", test_every_field_has_a_name_for_people);
  g_test_add_func ("/docs/core/number-and-symbol-have-their-own-lengths", test_number_and_symbol_have_their_own_lengths);
  g_test_add_func ("/docs/core/an-upload-takes-only-the-next-piece", test_an_upload_takes_only_the_next_piece);
  g_test_add_func ("/docs/core/every-move-of-an-upload", test_every_move_of_an_upload);
  g_test_add_func ("/docs/core/an-upload-is-checked-only-when-whole", test_an_upload_is_checked_only_when_whole);
  g_test_add_func ("/docs/core/file-names-lose-every-path", test_file_names_lose_every_path);
  g_test_add_func ("/docs/core/every-cell-of-the-rights-table", test_every_cell_of_the_rights_table);
  g_test_add_func ("/docs/core/a-refusal-says-whether-waiting-helps", test_a_refusal_says_whether_waiting_helps);
  g_test_add_func ("/docs/core/private-notes-are-nobody-elses", test_private_notes_are_nobody_elses);
  g_test_add_func ("/docs/core/marks-do-not-matter-to-a-search", test_marks_do_not_matter_to_a_search);
  g_test_add_func ("/docs/core/hits-name-the-words-they-cover", test_hits_name_the_words_they_cover);
  g_test_add_func ("/docs/core/notes-stay-on-the-page", test_notes_stay_on_the_page);
  g_test_add_func ("/docs/core/what-may-follow-what", test_what_may_follow_what);
  g_test_add_func ("/docs/core/cache-names-are-made-of-hashes-only", test_cache_names_are_made_of_hashes_only);
  g_test_add_func ("/docs/core/a-file-from-outside-is-taken-for-one-reason-only",
                   test_a_file_from_outside_is_taken_for_one_reason_only);
  g_test_add_func ("/docs/core/a-digest-is-of-bytes-that-are-there",
                   test_a_digest_is_of_bytes_that_are_there);
  g_test_add_func ("/docs/core/a-bare-signature-gets-its-time-first", test_a_bare_signature_gets_its_time_first);
  g_test_add_func ("/docs/core/a-service-that-is-away-is-asked-ever-more-seldom", test_a_service_that_is_away_is_asked_ever_more_seldom);
  g_test_add_func ("/docs/core/a-proof-is-renewed-before-it-ends", test_a_proof_is_renewed_before_it_ends);
  g_test_add_func ("/docs/core/a-raised-file-must-be-what-it-was-raised-for", test_a_raised_file_must_be_what_it_was_raised_for);
  g_test_add_func ("/docs/core/a-question-in-a-path-is-base64-or-nothing", test_a_question_in_a_path_is_base64_or_nothing);
  g_test_add_func ("/docs/core/an-authority-refuses-in-the-words-of-its-service", test_an_authority_refuses_in_the_words_of_its_service);
  return g_test_run ();
}
