/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"
#include "base/wire.h"
#include "protocol/dispatch.h"
#include "protocol/match.h"
#include "protocol/messages.h"
#include "tests/unit/protocol/handlers-stub.h"

#include <string.h>

static PnJson *
json (const char *text)
{
  GError *error = NULL;
  PnJson *parsed = pn_wire_parse (text, strlen (text), PN_WIRE_FRAME_MAX, &error);
  g_assert_no_error (error);
  return parsed;
}

static void
test_vote_cast_reads_all_it_says (void)
{
  g_autoptr (PnJson) body = json ("{\"vote\": 9007199254740991, \"choice\": \"abstain\"}");
  g_autoptr (PnMsgVoteCast) msg = NULL;
  g_autoptr (GError) error = NULL;
  g_assert_true (pn_msg_vote_cast_read (body, &msg, &error));
  g_assert_cmpint (msg->vote, ==, 9007199254740991);
  g_assert_cmpint (msg->choice, ==, PN_WIRE_CHOICE_ABSTAIN);
}

static void
test_refusal_names_the_place_and_leaves_out_alone (void)
{
  g_autoptr (PnJson) body = json ("{\"meeting\":1,\"sites\":[{\"name\":\"a\",\"central\":true},{\"name\":\"\",\"central\":true}]}");
  PnMsgSitesSet *msg = NULL;
  g_autoptr (GError) error = NULL;
  g_assert_false (pn_msg_sites_set_read (body, &msg, &error));
  g_assert_null (msg);
  g_assert_error (error, PN_ERROR, PN_ERROR_BAD_VALUE);
  g_assert_nonnull (strstr (error->message, "sites[1].name"));
}

static void
test_optional_fields_tell_absent_from_given (void)
{
  g_autoptr (PnJson) bare = json ("{\"item\":3}");
  g_autoptr (PnJson) cleared = json ("{\"item\":3,\"rapporteur\":null,\"internal\":false}");
  g_autoptr (PnMsgAgendaUpdate) a = NULL;
  g_autoptr (PnMsgAgendaUpdate) b = NULL;
  g_assert_true (pn_msg_agenda_update_read (bare, &a, NULL));
  g_assert_true (pn_msg_agenda_update_read (cleared, &b, NULL));
  g_assert_null (a->title);
  g_assert_false (a->has_rapporteur);
  g_assert_false (a->has_internal);
  g_assert_true (b->has_rapporteur);
  g_assert_cmpint (b->rapporteur, ==, 0);
  g_assert_true (b->has_internal);
  g_assert_false (b->internal);
}

static void
test_nested_arrays_are_copied_whole (void)
{
  g_autoptr (PnJson) body = json ("{\"meeting\":4,\"base_rev\":7,\"sections\":["
                                  "{\"key\":\"present\",\"heading\":\"I\",\"paragraphs\":[\"a\",\"b\"]},"
                                  "{\"key\":\"conclusions\",\"heading\":\"V\",\"paragraphs\":[]}]}");
  g_autoptr (PnMsgMinutesUpdate) msg = NULL;
  g_assert_true (pn_msg_minutes_update_read (body, &msg, NULL));
  g_clear_pointer (&body, pn_json_unref); /* the message must not borrow */
  g_assert_cmpuint (msg->n_sections, ==, 2);
  g_assert_cmpint (msg->sections[1].key, ==, PN_WIRE_SECTION_KEY_CONCLUSIONS);
  g_assert_cmpuint (msg->sections[0].n_paragraphs, ==, 2);
  g_assert_cmpstr (msg->sections[0].paragraphs[1], ==, "b");
  g_assert_cmpuint (msg->sections[1].n_paragraphs, ==, 0);
}

static void
test_optional_object_is_null_or_there (void)
{
  g_autoptr (PnJson) body = json ("{\"protocol\":1,\"lang\":\"vi\",\"resume\":{\"meeting\":12,\"after_seq\":57}}");
  g_autoptr (PnJson) without = json ("{\"protocol\":1,\"lang\":\"en\"}");
  g_autoptr (PnMsgHello) msg = NULL;
  g_autoptr (PnMsgHello) fresh = NULL;
  g_assert_true (pn_msg_hello_read (body, &msg, NULL));
  g_assert_cmpint (msg->resume->after_seq, ==, 57);
  g_assert_true (pn_msg_hello_read (without, &fresh, NULL));
  g_assert_null (fresh->resume);
}

static void
test_envelope_gives_type_id_and_body (void)
{
  g_autoptr (PnJson) frame = json ("{\"type\":\"vote.cast\",\"id\":\"0b5c0a3e-94d6-4c39-a6d2-6f1d6a1f8a01\",\"body\":{\"vote\":5,\"choice\":\"yes\"}}");
  g_autoptr (PnMsgCommand) msg = NULL;
  g_assert_true (pn_msg_command_read (frame, &msg, NULL));
  g_assert_cmpstr (msg->type, ==, "vote.cast");
  g_assert_cmpint (pn_wire_int (msg->body, "vote", 0), ==, 5);
}

static void
test_dispatch_reaches_the_handler_of_the_name (void)
{
  const PnDispatch *row = pn_dispatch_find ("vote.cast");
  g_assert_nonnull (row);
  g_autoptr (PnJson) body = json ("{\"vote\":31,\"choice\":\"no\"}");
  gpointer msg = row->read (body, NULL);
  g_assert_nonnull (msg);
  pn_test_handled = 0;
  row->handle (NULL, NULL, msg);
  row->free (msg);
  g_assert_cmpint (pn_test_handled, ==, 1);
  g_assert_cmpint (pn_test_last_vote, ==, 31);
}

static void
test_dispatch_knows_every_row_and_nothing_else (void)
{
  gsize n;
  const PnDispatch *all = pn_dispatch_all (&n);
  g_assert_cmpuint (n, >, 40);
  for (gsize i = 0; i < n; i++)
    g_assert_true (pn_dispatch_find (all[i].type) == &all[i]);
  g_assert_null (pn_dispatch_find ("vote.caster"));
  g_assert_null (pn_dispatch_find (""));
  g_assert_null (pn_dispatch_find ("reply"));
}

static void
test_enums_go_both_ways (void)
{
  PnWireChoice choice = PN_WIRE_CHOICE_YES;
  g_assert_true (pn_wire_choice_parse ("no", &choice));
  g_assert_cmpint (choice, ==, PN_WIRE_CHOICE_NO);
  g_assert_cmpstr (pn_wire_choice_name (choice), ==, "no");
  g_assert_false (pn_wire_choice_parse ("maybe", &choice));
  g_assert_false (pn_wire_choice_parse (NULL, &choice));
}

static void
test_length_counts_characters_not_bytes (void)
{
  g_autoptr (GString) text = g_string_new ("{\"meeting\":1,\"text\":\"");
  for (int i = 0; i < 2000; i++)
    g_string_append (text, "ễ"); /* three bytes each */
  g_autofree char *fits = g_strdup_printf ("%s\"}", text->str);
  g_autofree char *long_by_one = g_strdup_printf ("%sx\"}", text->str);
  g_autoptr (PnJson) good = json (fits);
  g_autoptr (PnJson) bad = json (long_by_one);
  g_assert_true (pn_protocol_check ("command/chat.send", good, NULL));
  g_assert_false (pn_protocol_check ("command/chat.send", bad, NULL));
}

static void
test_patterns_accept_and_refuse (void)
{
  g_assert_true (pn_match_time ("2026-11-23T02:15:00.123Z"));
  g_assert_true (pn_match_time ("2026-11-23T02:15:00Z"));
  g_assert_false (pn_match_time ("2026-13-23T02:15:00Z"));
  g_assert_false (pn_match_time ("2026-11-23T24:15:00Z"));
  g_assert_false (pn_match_time ("2026-11-23T02:15:00.Z"));
  g_assert_false (pn_match_time ("2026-11-23T02:15:00+07:00"));
  g_assert_false (pn_match_time ("2026-11-23"));
  g_assert_false (pn_match_time (""));
  g_assert_true (pn_match_track_id ("12/mic"));
  g_assert_false (pn_match_track_id ("/mic"));
  g_assert_false (pn_match_track_id ("12/mics"));
  g_assert_false (pn_match_track_id ("loud/1"));
  g_assert_true (pn_match_wanted_track ("12/mic"));
  g_assert_true (pn_match_wanted_track ("loud/8"));
  g_assert_false (pn_match_wanted_track ("loud/0"));
  g_assert_false (pn_match_wanted_track ("loud/9"));
  g_assert_false (pn_match_wanted_track ("loud/11"));
  g_assert_true (pn_match_text ("a\nb\tc"));
  g_assert_false (pn_match_line ("a\nb"));
  g_assert_false (pn_match_uuid ("0B5C0A3E-94D6-4C39-A6D2-6F1D6A1F8A01"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/protocol/vote-cast-reads-all-it-says", test_vote_cast_reads_all_it_says);
  g_test_add_func ("/protocol/refusal-names-the-place", test_refusal_names_the_place_and_leaves_out_alone);
  g_test_add_func ("/protocol/optional-fields", test_optional_fields_tell_absent_from_given);
  g_test_add_func ("/protocol/nested-arrays", test_nested_arrays_are_copied_whole);
  g_test_add_func ("/protocol/optional-object", test_optional_object_is_null_or_there);
  g_test_add_func ("/protocol/envelope", test_envelope_gives_type_id_and_body);
  g_test_add_func ("/protocol/dispatch-reaches-handler", test_dispatch_reaches_the_handler_of_the_name);
  g_test_add_func ("/protocol/dispatch-knows-every-row", test_dispatch_knows_every_row_and_nothing_else);
  g_test_add_func ("/protocol/enums", test_enums_go_both_ways);
  g_test_add_func ("/protocol/length-in-characters", test_length_counts_characters_not_bytes);
  g_test_add_func ("/protocol/patterns", test_patterns_accept_and_refuse);
  return g_test_run ();
}
