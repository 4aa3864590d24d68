/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SDP of a real Chromium and a real Firefox read into structs, written and read again; answers; and texts that must be refused. */
#include <string.h>

#include "media/rtp/sdp.h"
#include "media/sfu/link.h"
#include "media/sfu/negotiate.h"

static char *
load (const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", name, NULL);
  char *text = NULL;
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  return text;
}

static PnSdp *
parse (const char *text)
{
  const char *why = NULL;
  PnSdp *s = pn_sdp_parse (text, strlen (text), &why);
  g_assert_cmpstr (s == NULL ? why : NULL, ==, NULL);
  return s;
}

static PnSdpMedia *
media (const PnSdp *s, guint i)
{
  return g_ptr_array_index (s->media, i);
}

static void
test_chromium_offer_is_understood (void)
{
  g_autofree char *text = load ("chromium-pub.sdp");
  g_autoptr (PnSdp) s = parse (text);
  char value[16];
  g_assert_cmpint (s->media->len, ==, 2);
  g_assert_cmpint (s->bundle->len, ==, 2);
  g_assert_cmpstr (s->setup, ==, "actpass");
  g_assert_cmpstr (s->fingerprint_hash, ==, "sha-256");
  g_assert_cmpint (s->fingerprint_len, ==, 32);
  g_assert_cmpint (strlen (s->ice_pwd), >=, 22);
  g_assert_cmpstr (media (s, 0)->kind, ==, "audio");
  g_assert_cmpint (media (s, 0)->direction, ==, PN_SDP_SENDONLY);
  const PnSdpCodec *opus = g_ptr_array_index (media (s, 0)->codecs, 0);
  g_assert_cmpstr (opus->name, ==, "opus");
  g_assert_cmpint (opus->channels, ==, 2);
  g_assert_true (pn_sdp_fmtp_param (opus->fmtp, "useinbandfec", value, sizeof value));
  g_assert_cmpint (media (s, 0)->ssrcs->len, ==, 1);
  const PnSdpCodec *vp8 = g_ptr_array_index (media (s, 1)->codecs, 0);
  g_assert_cmpstr (vp8->name, ==, "VP8");
  g_assert_true (pn_sdp_codec_has_feedback (vp8, "nack pli"));
  g_assert_cmpint (pn_sdp_media_ext_id (media (s, 0), PN_SDP_EXT_LEVEL), ==, 1);
}

/* Firefox writes fmtp and rtcp-fb in front of the rtpmap they are about. Left unread it could not ask for a key frame, and stood
 * still as soon as it needed one. */
static void
test_firefox_may_ask_again (void)
{
  static const char *const names[] = { "firefox-sub.sdp", "firefox-pub.sdp" };
  static const char *const feedback[] = { "nack", "nack pli", "ccm fir", "goog-remb", "transport-cc" };
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *text = load (names[i]);
    g_autoptr (PnSdp) s = parse (text);
    const PnSdpMedia *video = g_str_equal (media (s, 0)->kind, "video") ? media (s, 0) : media (s, 1);
    PnLine line;
    pn_line_read (&line, s, video);
    g_assert_cmpint (line.codecs[PN_CODEC_VP8]->pt, ==, 120);
    g_assert_cmpint (line.rtx_pts[PN_CODEC_VP8], ==, 124);
    g_assert_cmpstr (line.codecs[PN_CODEC_VP8]->fmtp, ==, "max-fs=12288;max-fr=60");
    for (guint k = 0; k < G_N_ELEMENTS (feedback); k++)
      g_assert_true (pn_line_has_feedback (&line, PN_CODEC_VP8, feedback[k]));
  }
}

/* In whatever order: what is mapped but not in the m-line is not offered, and the first word on each counts. */
static void
test_attributes_come_in_any_order (void)
{
  g_autoptr (PnSdp) s = parse ("v=0\r\nm=video 9 UDP/TLS/RTP/SAVPF 97 96 0 96\r\na=rtcp-fb:* nack\r\na=fmtp:96 a=1\r\na=rtcp-fb:96 ccm fir\r\n"
                              "a=rtpmap:96 VP8/90000\r\na=rtpmap:96 VP9/90000\r\na=rtpmap:98 AV1/90000\r\na=fmtp:96 a=2\r\na=rtpmap:97 rtx/90000\r\n");
  const GPtrArray *codecs = media (s, 0)->codecs;
  g_assert_cmpint (codecs->len, ==, 2);
  const PnSdpCodec *rtx = g_ptr_array_index (codecs, 0), *vp8 = g_ptr_array_index (codecs, 1);
  g_assert_cmpint (rtx->pt, ==, 97);
  g_assert_true (pn_sdp_codec_has_feedback (rtx, "nack"));
  g_assert_cmpstr (vp8->name, ==, "VP8");
  g_assert_cmpstr (vp8->fmtp, ==, "a=1");
  g_assert_true (pn_sdp_codec_has_feedback (vp8, "nack"));
  g_assert_true (pn_sdp_codec_has_feedback (vp8, "ccm fir"));
}

static void
test_what_is_written_reads_the_same (void)
{
  const char *names[] = { "chromium-pub.sdp", "chromium-sub.sdp", "chromium-simulcast.sdp", "firefox-pub.sdp", "firefox-sub.sdp" };
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *text = load (names[i]);
    g_autoptr (PnSdp) a = parse (text);
    g_autofree char *first = pn_sdp_write (a);
    g_autoptr (PnSdp) b = parse (first);
    g_autofree char *second = pn_sdp_write (b);
    g_assert_cmpstr (first, ==, second);
    g_assert_cmpint (a->media->len, ==, b->media->len);
  }
}

static void
test_simulcast_ids_are_kept_and_data_channels_refused (void)
{
  g_autofree char *text = load ("chromium-simulcast.sdp");
  g_autoptr (PnSdp) s = parse (text);
  g_autoptr (PnSdp) answer = pn_sdp_new ();
  PnLine line;
  g_assert_cmpint (media (s, 0)->rids->len, ==, 3);
  pn_line_read (&line, s, media (s, 0));
  g_assert_cmpint (line.n_rids, ==, 3);
  g_assert_cmpstr (line.rids[0], ==, "q");
  g_assert_cmpstr (line.rids[2], ==, "f");
  g_assert_cmpint (line.rid_ext, ==, 10);
  g_assert_cmpint (line.rrid_ext, ==, 11);
  g_assert_cmpint (line.twcc_ext, ==, 4);
  g_assert_cmpint (line.rtx_pts[PN_CODEC_VP8], ==, 97);
  g_assert_cmpint (line.rtx_pts[PN_CODEC_H264], ==, 109);
  g_assert_cmpint (line.codecs[PN_CODEC_VP9]->pt, ==, 98);
  g_assert_cmpint (line.codecs[PN_CODEC_AV1]->pt, ==, 45);
  pn_line_read (&line, s, media (s, 1));
  g_assert_cmpstr (media (s, 1)->kind, ==, "application");
  g_assert_false (line.usable);
  pn_answer_refuse (answer, &line);
  g_autofree char *out = pn_sdp_write (answer);
  g_assert_nonnull (strstr (out, "m=application 0 UDP/DTLS/SCTP webrtc-datachannel"));
}

static void
test_publisher_gets_one_codec (void)
{
  g_autofree char *text = load ("chromium-pub.sdp");
  g_autoptr (PnSdp) s = parse (text);
  g_autoptr (PnSdp) answer = pn_sdp_new ();
  PnLine line;
  pn_line_read (&line, s, media (s, 1));
  g_assert_true (line.usable);
  g_assert_cmpint (pn_line_publish_codec (&line), ==, PN_CODEC_VP8);
  pn_answer_receive (answer, &line, PN_CODEC_VP8);
  g_assert_cmpint (media (answer, 0)->codecs->len, ==, 2); /* VP8 and its rtx */
  g_assert_cmpint (media (answer, 0)->direction, ==, PN_SDP_RECVONLY);
  g_autofree char *out = pn_sdp_write (answer);
  g_assert_nonnull (strstr (out, "transport-cc"));
  g_assert_nonnull (strstr (out, "rtx/90000"));
  g_assert_nonnull (strstr (out, "apt=96"));
  g_assert_nonnull (strstr (out, "nack pli"));
}

static void
test_subscriber_may_get_every_video_codec (void)
{
  g_autofree char *text = load ("chromium-sub.sdp");
  g_autoptr (PnSdp) s = parse (text);
  g_autoptr (PnSdp) answer = pn_sdp_new ();
  const PnOutgoing outgoing = { 4711, 4712, "phien-1", "p1 p1-camera" };
  char mode[8];
  PnLine line;
  pn_line_read (&line, s, media (s, 1));
  pn_answer_send (answer, &line, &outgoing);
  pn_answer_send (answer, &line, NULL);
  g_assert_cmpint (media (answer, 0)->direction, ==, PN_SDP_SENDONLY);
  g_assert_cmpint (media (answer, 0)->codecs->len, ==, 8); /* each with its rtx */
  g_assert_cmpint (pn_sdp_media_rtx_ssrc (media (answer, 0), 4711), ==, 4712);
  g_assert_cmpint (g_array_index (media (answer, 0)->ssrcs, PnSdpSsrc, 0).ssrc, ==, 4711);
  g_assert_cmpint (pn_sdp_media_ext_id (media (answer, 0), PN_SDP_EXT_DELAY), ==, 5);
  g_assert_true (pn_sdp_fmtp_param (line.codecs[PN_CODEC_H264]->fmtp, "packetization-mode", mode, sizeof mode));
  g_assert_cmpstr (mode, ==, "1");
  g_assert_cmpint (media (answer, 1)->direction, ==, PN_SDP_INACTIVE);
}

static void
test_stopped_section_is_refused_but_max_bundle_is_not (void)
{
  g_autofree char *text = load ("chromium-sub.sdp");
  g_autoptr (PnSdp) s = parse (text);
  PnLine line;
  media (s, 1)->port = 0; /* bundle-only */
  pn_line_read (&line, s, media (s, 1));
  g_assert_true (line.usable);
  g_ptr_array_remove_index (s->bundle, 1);
  pn_line_read (&line, s, media (s, 1));
  g_assert_false (line.usable);
}

static void
test_offers_without_security_are_refused (void)
{
  static const char *const missing[] = { "a=ice-ufrag", "a=ice-pwd", "a=fingerprint", "a=setup", "a=group" };
  g_autofree char *text = load ("chromium-pub.sdp");
  const char *why;
  for (guint i = 0; i < G_N_ELEMENTS (missing); i++) {
    g_auto (GStrv) lines = g_strsplit (text, "\r\n", -1);
    GString *cut = g_string_new (NULL);
    for (guint k = 0; lines[k] != NULL; k++)
      if (!g_str_has_prefix (lines[k], missing[i]))
        g_string_append_printf (cut, "%s\r\n", lines[k]);
    g_autoptr (PnSdp) s = parse (cut->str);
    g_assert_false (pn_offer_check (s, &why));
    g_string_free (cut, TRUE);
  }
}

static void
test_broken_texts_are_refused_with_a_reason (void)
{
  static const char *const bad[] = {
    "", "x", "v=0\r\nnonsense\r\n", "v=0\r\nm=audio\r\n", "v=0\r\nm=audio 99999 RTP/AVP 0\r\n",
    "v=0\r\no=- x y\r\n", "v=0\r\na=ice-ufrag:a\r\n", "v=0\r\na=ice-ufrag:ab cd\r\n", "v=0\r\na=ice-pwd:short\r\n",
    "v=0\r\na=fingerprint:sha-256 AB:CD\r\n", "v=0\r\na=fingerprint:sha-256 zz\r\n",
    "v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=rtpmap:111 opus\r\n",
    "v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=rtpmap:111 opus/0\r\n",
    "v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:12345678901234567\r\n",
    "v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=extmap:0 urn:x\r\n",
    "v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=ssrc:99999999999 cname:x\r\n",
  };
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    const char *why = NULL;
    g_assert_null (pn_sdp_parse (bad[i], strlen (bad[i]), &why));
    g_assert_nonnull (why);
  }
}

static void
test_size_is_bounded (void)
{
  const char *why;
  GString *text = g_string_new ("v=0\r\n");
  for (guint i = 0; i <= PN_SDP_MAX_MEDIA; i++)
    g_string_append (text, "m=audio 9 X 0\r\n");
  g_assert_null (pn_sdp_parse (text->str, text->len, &why));
  g_assert_cmpstr (why, ==, "too many m-lines");
  while (text->len <= PN_SDP_MAX_BYTES)
    g_string_append (text, "a=x\r\n");
  g_assert_null (pn_sdp_parse (text->str, text->len, &why));
  g_string_free (text, TRUE);
}

static void
test_link_orders_are_checked (void)
{
  static const char *const bad[] = {
    "{\"t\":\"peer.offer\",\"req\":1,\"room\":1,\"peer\":1,\"dir\":\"both\",\"sdp\":\"v=0\",\"tracks\":[]}",
    "{\"t\":\"peer.offer\",\"req\":1,\"room\":1,\"peer\":1,\"dir\":\"pub\",\"sdp\":\"no\",\"tracks\":[]}",
    "{\"t\":\"peer.offer\",\"req\":1,\"room\":1,\"dir\":\"pub\",\"sdp\":\"v=0\",\"tracks\":[]}",
    "{\"t\":\"peer.offer\",\"req\":1,\"room\":1,\"peer\":1,\"dir\":\"sub\",\"auto\":true,\"sdp\":\"v=0\",\"want\":"
    "[{\"kind\":\"smell\",\"track\":\"1/mic\"}]}",
    "{\"t\":\"track.mute\",\"room\":1,\"peer\":1,\"source\":\"nose\",\"muted\":true}",
    "{\"t\":\"tap.add\",\"room\":1,\"track\":\"1/mic\",\"port\":70000}",
    "{\"t\":\"peer.prefer\",\"room\":1,\"peer\":1}",
    "{\"t\":\"peer.prefer\",\"room\":1,\"peer\":1,\"tiles\":[{\"track\":\"2/camera\",\"width\":-1,\"height\":0}]}",
    "{\"t\":\"peer.prefer\",\"room\":1,\"peer\":1,\"tiles\":[{\"track\":\"2/camera\",\"width\":1,\"height\":1,\"priority\":4}]}",
    "{\"t\":\"room.voices\",\"room\":1,\"limit\":-1,\"called\":[]}",
    "{\"t\":\"room.voices\",\"room\":1,\"limit\":3}",
    "{\"t\":\"what\"}",
    "{}",
  };
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (PnJson) m = pn_wire_parse (bad[i], strlen (bad[i]), 10000, NULL);
    g_assert_nonnull (m);
    g_assert_null (pn_link_read_command (m, &error));
    g_assert_nonnull (error);
  }
  const char *good = "{\"t\":\"track.mute\",\"room\":1,\"peer\":2,\"source\":\"mic\",\"muted\":true}";
  g_autoptr (PnJson) m = pn_wire_parse (good, strlen (good), 10000, NULL);
  g_autoptr (PnCommand) c = pn_link_read_command (m, NULL);
  g_assert_nonnull (c);
  g_assert_cmpint (c->peer, ==, 2);
  g_assert_true (c->muted);
}

static PnCommand *
order (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PnJson) m = pn_wire_parse (text, strlen (text), 10000, NULL);
  PnCommand *c = pn_link_read_command (m, &error);
  g_assert_no_error (error);
  return c;
}

static void
test_preferences_and_voices_are_read_and_quality_is_written (void)
{
  g_autoptr (PnCommand) prefer =
      order ("{\"t\":\"peer.prefer\",\"room\":1,\"peer\":2,\"tiles\":[{\"track\":\"3/camera\",\"width\":640,\"height\":360,"
             "\"priority\":3},{\"track\":\"4/screen\",\"width\":0,\"height\":0}]}");
  g_autoptr (PnCommand) voices = order ("{\"t\":\"room.voices\",\"room\":1,\"limit\":3,\"called\":[7,9]}");
  const PnPrefer *tiles = (const PnPrefer *) (gconstpointer) prefer->prefers->data;
  g_assert_cmpint (prefer->prefers->len, ==, 2);
  g_assert_cmpstr (tiles[0].track, ==, "3/camera");
  g_assert_cmpint (tiles[0].priority, ==, 3);
  g_assert_cmpint (tiles[1].priority, ==, 1);
  g_assert_cmpint (voices->limit, ==, 3);
  g_assert_cmpint (g_array_index (voices->called, gint64, 1), ==, 9);
  g_autoptr (PnNotice) n = pn_notice_new (PN_NOTICE_QUALITY);
  n->dir = PN_DIR_SUB;
  n->text = g_strdup ("poor");
  n->loss_percent = 12;
  g_autoptr (PnJson) m = pn_link_write_notice (n);
  g_assert_cmpstr (pn_wire_str (m, "dir", ""), ==, "down");
  g_assert_cmpstr (pn_wire_str (m, "level", ""), ==, "poor");
  g_assert_cmpint (pn_wire_int (m, "loss_percent", 0), ==, 12);
}

static void
test_automatic_offers_name_kinds_instead_of_mids (void)
{
  g_autoptr (PnCommand) whip =
      order ("{\"t\":\"peer.offer\",\"req\":1,\"room\":1,\"peer\":1,\"dir\":\"pub\",\"auto\":true,\"sdp\":\"v=0\"}");
  g_autoptr (PnCommand) whep =
      order ("{\"t\":\"peer.offer\",\"req\":1,\"room\":1,\"peer\":1,\"dir\":\"sub\",\"auto\":true,\"sdp\":\"v=0\",\"want\":"
             "[{\"kind\":\"video\",\"track\":\"7/screen\"},{\"kind\":\"audio\",\"track\":\"7/mic\"}]}");
  g_assert_true (whip->automatic);
  g_assert_cmpint (whip->wants->len, ==, 2);
  g_assert_cmpstr (g_array_index (whip->wants, PnWant, 1).name, ==, "camera");
  g_assert_true (g_array_index (whep->wants, PnWant, 0).video);
  g_assert_cmpstr (g_array_index (whep->wants, PnWant, 1).name, ==, "7/mic");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sdp/chromium", test_chromium_offer_is_understood);
  g_test_add_func ("/sdp/firefox", test_firefox_may_ask_again);
  g_test_add_func ("/sdp/any-order", test_attributes_come_in_any_order);
  g_test_add_func ("/sdp/round-trip", test_what_is_written_reads_the_same);
  g_test_add_func ("/sdp/simulcast", test_simulcast_ids_are_kept_and_data_channels_refused);
  g_test_add_func ("/answer/publish", test_publisher_gets_one_codec);
  g_test_add_func ("/answer/subscribe", test_subscriber_may_get_every_video_codec);
  g_test_add_func ("/answer/stopped", test_stopped_section_is_refused_but_max_bundle_is_not);
  g_test_add_func ("/answer/security", test_offers_without_security_are_refused);
  g_test_add_func ("/sdp/broken", test_broken_texts_are_refused_with_a_reason);
  g_test_add_func ("/sdp/bounded", test_size_is_bounded);
  g_test_add_func ("/link/orders", test_link_orders_are_checked);
  g_test_add_func ("/link/line", test_preferences_and_voices_are_read_and_quality_is_written);
  g_test_add_func ("/link/automatic", test_automatic_offers_name_kinds_instead_of_mids);
  return g_test_run ();
}
