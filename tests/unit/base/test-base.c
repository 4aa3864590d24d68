/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The small modules of base: error, clock, id, config, wire, metrics. */
#include <math.h>
#include <string.h>

#include <glib/gstdio.h>

#include "base/clock.h"
#include "base/config.h"
#include "base/error.h"
#include "base/id.h"
#include "base/log.h"
#include "base/metrics.h"
#include "base/wire.h"

/* ---- error */

static void
test_error_table (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < PN_N_ERRORS; i++) {
    const char *name = pn_error_name ((PnErrorCode) i);
    PnErrorCode back;
    g_assert_true (pn_error_from_name (name, &back));
    g_assert_cmpint (back, ==, i);
    g_assert_true (g_hash_table_add (seen, (gpointer) name)); /* no name twice */
    g_assert_true (g_utf8_validate (pn_error_vi ((PnErrorCode) i), -1, NULL));
    g_assert_cmpint (strlen (pn_error_en ((PnErrorCode) i)), >, 5);
    g_assert_cmpint (pn_error_http ((PnErrorCode) i), >=, 400);
    g_assert_cmpint (pn_error_http ((PnErrorCode) i), <, 600);
  }
  g_assert_cmpstr (pn_error_name (PN_ERROR_NOT_ALLOWED), ==, "not_allowed");
  g_assert_cmpstr (pn_error_name ((PnErrorCode) 9999), ==, "internal");
  PnErrorCode none;
  g_assert_false (pn_error_from_name ("NOT_ALLOWED", &none));
}

static void
test_error_keeps_sqlstate (void)
{
  g_autoptr (GError) error = pn_error_new_sql (PN_ERROR_ALREADY_EXISTS, "23505", "ballot_pkey", "twice");
  g_autoptr (GError) copy = g_error_copy (error);
  g_autoptr (GError) foreign = g_error_new_literal (G_FILE_ERROR, 1, "x");
  g_assert_error (copy, PN_ERROR, PN_ERROR_ALREADY_EXISTS);
  g_assert_cmpstr (pn_error_sqlstate (copy), ==, "23505");
  g_assert_cmpstr (pn_error_constraint (copy), ==, "ballot_pkey");
  g_assert_cmpstr (pn_error_sqlstate (foreign), ==, "");
  g_assert_cmpint (pn_error_code (foreign), ==, PN_ERROR_INTERNAL);
}

/* ---- clock */

static void
test_time_texts (void)
{
  static const struct {
    const char *text;
    gint64 us;
    const char *back;
  } good[] = {
    { "1970-01-01T00:00:00Z", 0, "1970-01-01T00:00:00.000Z" },
    { "2026-11-23T02:15:00.123Z", G_GINT64_CONSTANT (1795400100123000), "2026-11-23T02:15:00.123Z" },
    { "2026-11-23T09:15:00.123+07:00", G_GINT64_CONSTANT (1795400100123000), "2026-11-23T02:15:00.123Z" },
    { "2026-11-23 09:15:00.123456+07", G_GINT64_CONSTANT (1795400100123456), "2026-11-23T02:15:00.123Z" },
    { "2024-02-29T23:59:59Z", G_GINT64_CONSTANT (1709251199000000), "2024-02-29T23:59:59.000Z" },
    { "1969-12-31T23:59:59.999Z", -1000, "1969-12-31T23:59:59.999Z" },
    { "9999-12-31T23:59:59Z", G_GINT64_CONSTANT (253402300799000000), "9999-12-31T23:59:59.000Z" },
  };
  static const char *const bad[] = { "", "2026", "2026-13-01T00:00:00Z", "2025-02-29T00:00:00Z", "2026-04-31T00:00:00Z",
                                     "2026-11-23T24:00:00Z", "2026-11-23T02:15:00", "2026-11-23T02:15:00Zx",
                                     "2026-11-23T02:15:00.Z", "0000-01-01T00:00:00Z", "2026-11-23T02:15:00+7",
                                     "2026-11-23T02:15:00+07:60" };
  gint64 us = -7;
  for (guint i = 0; i < G_N_ELEMENTS (good); i++) {
    g_assert_true (pn_time_from_iso (good[i].text, &us));
    g_assert_cmpint (us, ==, good[i].us);
    g_autofree char *back = pn_time_to_iso (us);
    g_assert_cmpstr (back, ==, good[i].back);
  }
  us = -7;
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    if (pn_time_from_iso (bad[i], &us))
      g_error ("accepted %s", bad[i]);
  g_assert_cmpint (us, ==, -7); /* untouched on failure */
}

static void
test_time_agrees_with_glib (void)
{
  for (gint64 day = -200000; day < 200000; day += 37) {
    gint64 us = (day * 86400 + 3661) * G_USEC_PER_SEC;
    g_autoptr (GDateTime) glib = g_date_time_new_from_unix_utc (day * 86400 + 3661);
    g_autofree char *wanted = g_date_time_format (glib, "%Y-%m-%dT%H:%M:%S.000Z");
    g_autofree char *got = pn_time_to_iso (us);
    g_assert_cmpstr (got, ==, wanted);
  }
}

static void
test_fake_clock (void)
{
  PnFakeClock fake;
  pn_fake_clock_init (&fake, 5000);
  gint64 before = pn_clock_mono_us (&fake.clock);
  pn_fake_clock_advance (&fake, 7);
  g_assert_cmpint (pn_clock_now_us (&fake.clock), ==, 5007);
  g_assert_cmpint (pn_clock_mono_us (&fake.clock) - before, ==, 7);
  g_assert_cmpint (pn_clock_now_us (pn_clock_system ()), >, G_GINT64_CONSTANT (1700000000000000));
}

/* ---- id */

static void
test_ids (void)
{
  g_autofree char *token = pn_id_token (), *other = pn_id_token (), *uuid = pn_id_uuid ();
  g_autoptr (GBytes) bytes = pn_base64url_decode (token);
  g_assert_cmpint (strlen (token), ==, 43);
  g_assert_cmpint (g_bytes_get_size (bytes), ==, PN_TOKEN_BYTES);
  g_assert_cmpstr (token, !=, other);
  g_assert_true (pn_id_is_uuid (uuid));
  g_assert_cmpint (uuid[14], ==, '4');
  g_assert_false (pn_id_is_uuid ("5b0b1f0e-8f1c-4b7a-9a53-0f4a1c9a7d1"));
  g_assert_false (pn_id_is_uuid ("5b0b1f0e-8f1c-4b7a-9a53-0f4a1c9a7d1g"));
  g_assert_false (pn_id_is_uuid (NULL));
}

static void
test_codings (void)
{
  for (gsize length = 0; length < 70; length++) {
    guint8 in[70];
    pn_random_bytes (in, sizeof in);
    g_autofree char *b64 = pn_base64url_encode (in, length), *hex = pn_hex_encode (in, length);
    g_autoptr (GBytes) a = pn_base64url_decode (b64), b = pn_hex_decode (hex);
    g_assert_cmpmem (g_bytes_get_data (a, NULL), g_bytes_get_size (a), in, length);
    g_assert_cmpmem (g_bytes_get_data (b, NULL), g_bytes_get_size (b), in, length);
    g_assert_null (strpbrk (b64, "+/="));
  }
  static const char *const bad[] = { "A", "AA=", "A A", "AB", "A+", "AAAAA" }; /* AB: bits left over */
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    if (pn_base64url_decode (bad[i]) != NULL)
      g_error ("accepted %s", bad[i]);
  g_assert_null (pn_hex_decode ("abc"));
  g_assert_null (pn_hex_decode ("zz"));
  g_autofree char *sum = pn_sha256_hex ("abc", 3); /* FIPS 180-4 example */
  g_assert_cmpstr (sum, ==, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  g_assert_true (pn_is_sha256_hex (sum));
  g_assert_false (pn_is_sha256_hex ("../../../etc/passwd"));
  sum[0] = 'B';
  g_assert_false (pn_is_sha256_hex (sum));
  g_assert_true (pn_equal_secret ("abc", "abd", 2));
  g_assert_false (pn_equal_secret ("abc", "abd", 3));
}

/* ---- config */

static const PnConfigEntry table[] = {
  { "media", "udp-port", PN_CONFIG_INT, "7882", 1, 65535, "port" },
  { "media", "socket", PN_CONFIG_PATH, "unix:run/m.sock", 0, 0, "socket" },
  { "media", "store", PN_CONFIG_PATH, "blobs", 0, 0, "store" },
  { "media", "tls", PN_CONFIG_BOOL, "no", 0, 0, "tls" },
  { "db", "password", PN_CONFIG_STRING, "s3cret", 0, 20, "password" },
  { NULL, NULL, PN_CONFIG_STRING, NULL, 0, 0, NULL },
};

static PnConfig *
load_text (const char *text, GError **error)
{
  g_autofree char *path = NULL;
  int fd = g_file_open_tmp ("phien-conf-XXXXXX", &path, NULL);
  g_close (fd, NULL);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  PnConfig *config = pn_config_load (path, table, error);
  g_unlink (path);
  return config;
}

static void
test_config_layers (void)
{
  g_autoptr (GError) error = NULL;
  g_setenv ("PHIEN_VAR", "/srv/phien/", TRUE);
  g_setenv ("PHIEN_MEDIA_UDP_PORT", "9000", TRUE);
  g_autoptr (PnConfig) c = load_text ("[media]\nudp-port = 8000\ntls = true\n[other]\nx = 1\n", &error);
  g_assert_no_error (error);
  g_assert_cmpint (pn_config_int (c, "media", "udp-port"), ==, 9000); /* environment over file over default */
  g_assert_true (pn_config_bool (c, "media", "tls"));
  g_assert_cmpstr (pn_config_str (c, "media", "socket"), ==, "unix:/srv/phien/run/m.sock");
  g_assert_cmpstr (pn_config_str (c, "media", "store"), ==, "/srv/phien/blobs");
  g_autofree char *dump = pn_config_dump (c);
  g_assert_nonnull (strstr (dump, "media.udp-port = 9000\n"));
  g_assert_null (strstr (dump, "s3cret"));
  g_unsetenv ("PHIEN_MEDIA_UDP_PORT");
  g_unsetenv ("PHIEN_VAR");
}

static void
test_config_refuses (void)
{
  static const char *const bad[] = { "[media]\nudp-port = 0\n", "[media]\nudp-port = 99999\n", "[media]\nudp-port = 80x\n",
                                     "[media]\ntls = maybe\n", "[db]\npassword = 123456789012345678901\n", "no section\n" };
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;
    if (load_text (bad[i], &error) != NULL)
      g_error ("accepted %s", bad[i]);
    g_assert_error (error, PN_ERROR, PN_ERROR_CONFIG);
  }
  g_autoptr (GError) error = NULL;
  g_assert_null (pn_config_load ("/nonexistent/phien.conf", table, &error));
  g_assert_nonnull (strstr (error->message, "/nonexistent/phien.conf"));
}

/* ---- wire */

static PnJson *
parse (const char *text, GError **error)
{
  return pn_wire_parse (text, strlen (text), PN_WIRE_FRAME_MAX, error);
}

static void
test_wire_refuses_hostile_texts (void)
{
  static const char *const bad[] = { "", "{", "nul", "1", "\"x\"", "{\"a\":1,\"a\":2}", "{\"a\":1}x", "{'a':1}", "{\"a\":NaN}",
                                     "{\"a\":1e999}", "{\"a\":99999999999999999999}", "{\"a\":\"\\ud800\"}",
                                     "{\"a\":\"\\u0000\"}", "{\"a\":\"\xff\"}", "{\"a\":\"\xc0\xaf\"}", "[1,]", "{\"a\":01}",
                                     "{\"a\" 1}", "// c\n{}", "{\"a\":\"\n\"}" };
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;
    if (parse (bad[i], &error) != NULL)
      g_error ("accepted %s", bad[i]);
    g_assert_error (error, PN_ERROR, PN_ERROR_BAD_MESSAGE);
  }
  g_autofree char *deep = g_strnfill (100000, '[');
  g_autoptr (GError) error = NULL, large = NULL;
  g_assert_null (pn_wire_parse (deep, 60000, PN_WIRE_FRAME_MAX, &error));
  g_assert_error (error, PN_ERROR, PN_ERROR_BAD_MESSAGE);
  g_assert_null (pn_wire_parse (deep, 100000, PN_WIRE_FRAME_MAX, &large));
  g_assert_error (large, PN_ERROR, PN_ERROR_TOO_LARGE);
  g_autoptr (PnJson) brackets = parse ("{\"s\":\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\\\"[[\"}", NULL);
  g_assert_nonnull (brackets); /* in a string they do not nest */
}

static void
test_wire_typed_reading (void)
{
  g_autoptr (PnJson) o = parse ("{\"i\":7,\"r\":0.5,\"s\":\"Ủy ban\",\"b\":true,\"n\":null,\"o\":{},\"a\":[1,\"x\",null]}", NULL);
  gint64 i = -1;
  double r = -1;
  const char *s = NULL;
  gboolean b = FALSE;
  const PnJson *inner = NULL;
  g_assert_true (pn_wire_get_int (o, "i", 0, 7, &i, NULL) && i == 7);
  g_assert_true (pn_wire_get_number (o, "r", 0, 1, &r, NULL) && r == 0.5);
  g_assert_true (pn_wire_get_number (o, "i", 0, 10, &r, NULL) && r == 7);
  g_assert_true (pn_wire_get_str (o, "s", 1, 6, &s, NULL)); /* characters, not bytes */
  g_assert_true (pn_wire_get_bool (o, "b", &b, NULL) && b);
  g_assert_true (pn_wire_get_object (o, "o", &inner, NULL));
  g_assert_true (pn_wire_get_array (o, "a", 3, &inner, NULL));
  g_assert_cmpint (pn_wire_int_at (inner, 0, -1), ==, 1);
  g_assert_cmpstr (pn_wire_str_at (inner, 1, "?"), ==, "x");
  g_assert_cmpstr (pn_wire_str_at (inner, 9, "?"), ==, "?");
  g_assert_true (pn_wire_opt_int (o, "n", 0, 1, &i, NULL) && i == 7); /* null: absent */
  g_assert_true (pn_wire_opt_str (o, "nothing", 0, 1, &s, NULL));
  g_assert_cmpint (pn_wire_int (o, "s", 42), ==, 42);
  g_assert_null (pn_wire_member (o, "n"));
}

static void
test_wire_says_what_is_wrong (void)
{
  g_autoptr (PnJson) o = parse ("{\"i\":7,\"s\":\"abc\",\"r\":1.0}", NULL);
  g_autoptr (GError) error = NULL;
  gint64 i = 5;
  const char *s = "old";
  const PnJson *inner;
  g_assert_false (pn_wire_get_int (o, "i", 8, 9, &i, &error));
  g_assert_error (error, PN_ERROR, PN_ERROR_BAD_VALUE);
  g_assert_nonnull (strstr (error->message, "i is 7"));
  g_clear_error (&error);
  g_assert_false (pn_wire_get_int (o, "r", 0, 9, &i, &error)); /* 1.0 is no integer on this wire */
  g_assert_error (error, PN_ERROR, PN_ERROR_BAD_MESSAGE);
  g_clear_error (&error);
  g_assert_false (pn_wire_get_int (o, "x", 0, 9, &i, &error));
  g_assert_nonnull (strstr (error->message, "x is missing"));
  g_clear_error (&error);
  g_assert_false (pn_wire_get_str (o, "s", 0, 2, &s, &error));
  g_assert_false (pn_wire_get_array (o, "s", 2, &inner, NULL));
  g_clear_error (&error);
  static const char *const keys[] = { "i", "s", NULL };
  g_assert_false (pn_wire_only (o, keys, &error));
  g_assert_error (error, PN_ERROR, PN_ERROR_BAD_MESSAGE);
  g_assert_cmpint (i, ==, 5); /* untouched */
  g_assert_cmpstr (s, ==, "old");
}

static void
test_wire_building (void)
{
  g_autoptr (PnJson) o = pn_wire_object ();
  PnJson *a = pn_wire_array ();
  pn_wire_add_int (a, 1);
  pn_wire_add_str (a, NULL);
  pn_wire_add_number (a, NAN);
  pn_wire_set_str (o, "bad", "a\xff");
  pn_wire_set_take (o, "a", a);
  pn_wire_set_number (o, "x", 0.1);
  pn_wire_set_int (o, "big", PN_WIRE_MAX_INT);
  pn_wire_set_ref (o, "copy", a);
  pn_wire_set_null (o, "gone");
  pn_wire_remove (o, "gone");
  g_autofree char *text = pn_wire_dump (o);
  g_assert_cmpstr (text, ==,
                   "{\"bad\":\"a\xef\xbf\xbd\",\"a\":[1,null,null],\"x\":0.1,\"big\":9007199254740991,\"copy\":[1,null,null]}");
  g_autoptr (GError) hidden = g_error_new_literal (PN_ERROR, PN_ERROR_DATABASE, "secret detail");
  g_autoptr (PnJson) e = pn_wire_error (hidden);
  g_autofree char *etext = pn_wire_dump (e);
  g_assert_null (strstr (etext, "secret")); /* our own trouble is for the log */
  g_assert_nonnull (strstr (etext, "\"code\":\"database\""));
}

/* ---- metrics */

static void
test_metrics (void)
{
  PnMetric *c = pn_metric_counter_with ("phien_t_total", "T.", "type", "a\"b");
  pn_metric_add (c, 1);
  pn_metric_add (pn_metric_counter_with ("phien_t_total", "T.", "type", "a\"b"), 2);
  PnMetric *h = pn_metric_histogram ("phien_h_seconds", "H.");
  pn_metric_observe (h, 0.002);
  pn_metric_observe (h, 99);
  g_autofree char *text = pn_metrics_render ();
  g_assert_nonnull (strstr (text, "# TYPE phien_t_total counter\nphien_t_total{type=\"a\\\"b\"} 3\n"));
  g_assert_nonnull (strstr (text, "phien_h_seconds_bucket{le=\"0.001\"} 0\n"));
  g_assert_nonnull (strstr (text, "phien_h_seconds_bucket{le=\"0.0025\"} 1\n"));
  g_assert_nonnull (strstr (text, "phien_h_seconds_bucket{le=\"+Inf\"} 2\n"));
  g_assert_nonnull (strstr (text, "phien_h_seconds_count 2\n"));
  pn_metrics_free_all ();
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/error/table", test_error_table);
  g_test_add_func ("/base/error/keeps-sqlstate", test_error_keeps_sqlstate);
  g_test_add_func ("/base/clock/texts", test_time_texts);
  g_test_add_func ("/base/clock/agrees-with-glib", test_time_agrees_with_glib);
  g_test_add_func ("/base/clock/fake", test_fake_clock);
  g_test_add_func ("/base/id/ids", test_ids);
  g_test_add_func ("/base/id/codings", test_codings);
  g_test_add_func ("/base/config/layers", test_config_layers);
  g_test_add_func ("/base/config/refuses", test_config_refuses);
  g_test_add_func ("/base/wire/refuses-hostile-texts", test_wire_refuses_hostile_texts);
  g_test_add_func ("/base/wire/typed-reading", test_wire_typed_reading);
  g_test_add_func ("/base/wire/says-what-is-wrong", test_wire_says_what_is_wrong);
  g_test_add_func ("/base/wire/building", test_wire_building);
  g_test_add_func ("/base/metrics", test_metrics);
  return g_test_run ();
}
