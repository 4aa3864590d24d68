/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A PIN opens the key for the listed files, each once, for a while; wrong ones are counted on disk. */
#include <string.h>

#include "base/error.h"
#include "docs-service/signer/requests.h"
#include "tests/unit/docs-service-pdf/fixture.h"

#define PIN "271845"
#define NOW (G_GINT64_CONSTANT (1700000000) * G_TIME_SPAN_SECOND)

static const char *const files[] = { "aa", "bb", NULL };

static PnPins *
pins_with_pin (char **dir)
{
  g_autoptr (GError) error = NULL;
  *dir = g_dir_make_tmp ("phien-pins-XXXXXX", NULL);
  PnPins *pins = pn_pins_new (*dir);
  g_assert_true (pn_pins_set (pins, "7", NULL, PIN, NOW, &error));
  g_assert_no_error (error);
  return pins;
}

static void
refused (PnPins *pins, const char *ticket, const char *file, gint64 now)
{
  g_autoptr (GError) error = NULL;
  g_assert_false (pn_pins_spend (pins, "7", ticket, file, now, &error));
  g_assert_error (error, PN_ERROR, PN_ERROR_PIN_NEEDED);
}

static void
test_required_one_is_chosen_first (void)
{
  g_autofree char *dir = g_dir_make_tmp ("phien-pins-XXXXXX", NULL);
  g_autoptr (PnPins) pins = pn_pins_new (dir);
  g_assert_true (pn_pins_spend (pins, "7", NULL, "aa", NOW, NULL));
  pn_pins_require (pins, TRUE);
  refused (pins, NULL, "aa", NOW);
  g_assert_true (pn_pins_spend (pins, "seal", NULL, "aa", NOW, NULL)); /* the clerk's to use, Decree 30/2020 Art. 32 */
}

static void
test_listed_files_once_each (void)
{
  g_autofree char *dir = NULL;
  g_autoptr (PnPins) pins = pins_with_pin (&dir);
  g_autofree char *ticket = pn_pins_unlock (pins, "7", PIN, files, NOW, NULL);
  g_assert_nonnull (ticket);
  g_assert_true (pn_pins_spend (pins, "7", ticket, "aa", NOW, NULL));
  refused (pins, ticket, "aa", NOW);
  refused (pins, ticket, "cc", NOW);
  refused (pins, NULL, "bb", NOW);
  refused (pins, "x", "bb", NOW);
  refused (pins, ticket, "bb", NOW + PN_PIN_TICKET_US);
  g_assert_true (pn_pins_spend (pins, "7", ticket, "bb", NOW + 1, NULL));
  g_assert_true (pn_pins_spend (pins, "8", NULL, "aa", NOW, NULL)); /* a key without PIN */
}

static void
test_wrong_ones_are_counted_also_after_restart (void)
{
  g_autofree char *dir = NULL;
  g_autoptr (PnPins) pins = pins_with_pin (&dir);
  for (guint i = 0; i < PN_PIN_TRIES; i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (PnPins) again = pn_pins_new (dir);
    g_assert_null (pn_pins_unlock (again, "7", "999999", files, NOW, &error));
    g_assert_error (error, PN_ERROR, PN_ERROR_PIN_WRONG);
  }
  g_autoptr (GError) error = NULL;
  g_assert_null (pn_pins_unlock (pins, "7", PIN, files, NOW + 1, &error));
  g_assert_error (error, PN_ERROR, PN_ERROR_PIN_LOCKED);
  g_autofree char *ticket = pn_pins_unlock (pins, "7", PIN, files, NOW + PN_PIN_SHUT_US, NULL);
  g_assert_nonnull (ticket);
}

static void
test_a_change_wants_the_old_one (void)
{
  g_autofree char *dir = NULL;
  g_autoptr (PnPins) pins = pins_with_pin (&dir);
  g_autoptr (GError) error = NULL;
  g_assert_false (pn_pins_set (pins, "7", NULL, "918273", NOW, &error));
  g_assert_error (error, PN_ERROR, PN_ERROR_PIN_WRONG);
  g_assert_true (pn_pins_set (pins, "7", PIN, "918273", NOW, NULL));
  g_assert_false (pn_pins_set (pins, "8", PIN, "918273", NOW, NULL)); /* none there to be changed */
  g_autofree char *ticket = pn_pins_unlock (pins, "7", "918273", files, NOW, NULL);
  g_assert_nonnull (ticket);
}

static void
test_easy_ones_are_refused (void)
{
  static const char *const easy[] = { "", "12345", "111111", "123456", "987654", "12345678901234", "27184a" };
  g_autofree char *dir = g_dir_make_tmp ("phien-pins-XXXXXX", NULL);
  g_autoptr (PnPins) pins = pn_pins_new (dir);
  for (guint i = 0; i < G_N_ELEMENTS (easy); i++) {
    g_autoptr (GError) error = NULL;
    g_assert_false (pn_pins_set (pins, "7", NULL, easy[i], NOW, &error));
    g_assert_error (error, PN_ERROR, PN_ERROR_PIN_FORM);
  }
  g_assert_false (pn_pins_is_set (pins, "7"));
}

static PnJson *
ask (FixStore *store, const char *json)
{
  g_autoptr (PnJson) message = pn_wire_parse (json, strlen (json), 4096, NULL);
  return pn_signer_answer (store->keys, message);
}

#define SIGN                                                                                                 \
  "{\"t\":\"sign\",\"req\":1,\"person\":7,\"algo\":\"sha256\",\"digest_hex\":"                               \
  "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\""

static void
test_a_key_with_a_pin_signs_only_by_ticket (void)
{
  g_autoptr (FixStore) store = fix_store_new ();
  g_autoptr (PnJson) set = ask (store, "{\"t\":\"pin-set\",\"req\":1,\"person\":7,\"pin\":\"" PIN "\"}");
  g_assert_true (pn_wire_bool (set, "set", FALSE));
  g_autoptr (PnJson) shut = ask (store, SIGN "}");
  g_assert_cmpstr (pn_wire_str (shut, "code", ""), ==, "pin_needed");
  g_autoptr (PnJson) open
      = ask (store, "{\"t\":\"unlock\",\"req\":1,\"person\":7,\"pin\":\"" PIN "\",\"files\":[\"f1\"]}");
  g_autofree char *sign
      = g_strdup_printf (SIGN ",\"ticket\":\"%s\",\"file\":\"f1\"}", pn_wire_str (open, "ticket", ""));
  g_autoptr (PnJson) done = ask (store, sign);
  g_assert_cmpstr (pn_wire_str (done, "t", ""), ==, "signature");
  g_autoptr (PnJson) again = ask (store, sign);
  g_assert_cmpstr (pn_wire_str (again, "code", ""), ==, "pin_needed");
  g_autoptr (PnJson) seal
      = ask (store, "{\"t\":\"pin-set\",\"req\":1,\"person\":\"seal\",\"pin\":\"" PIN "\"}");
  g_assert_cmpstr (pn_wire_str (seal, "t", ""), ==, "error");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pin/required", test_required_one_is_chosen_first);
  g_test_add_func ("/pin/listed", test_listed_files_once_each);
  g_test_add_func ("/pin/wrong", test_wrong_ones_are_counted_also_after_restart);
  g_test_add_func ("/pin/change", test_a_change_wants_the_old_one);
  g_test_add_func ("/pin/easy", test_easy_ones_are_refused);
  g_test_add_func ("/pin/ticket", test_a_key_with_a_pin_signs_only_by_ticket);
  return g_test_run ();
}
