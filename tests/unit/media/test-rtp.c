/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RTP headers with extensions, RTCP compounds both ways, and where key frames begin. */
#include <string.h>

#include "media/rtp/bytes.h"
#include "media/rtp/payload.h"
#include "media/rtp/rtcp.h"
#include "media/rtp/rtp.h"

static void
test_header_is_read_as_written (void)
{
  guint8 p[200];
  const guint8 level = 0x80 | 30;
  const PnRtpExt exts[] = { { 4, 3, (const guint8 *) "mid" }, { 1, 1, &level } };
  PnRtp r;
  gsize n, head = pn_rtp_write_header (p, 111, TRUE, 65535, 0x01020304, 0xA0B0C0D0, exts, 2);
  guint got;
  gboolean voice;
  memset (p + head, 7, 50);
  g_assert_true (pn_rtp_parse (&r, p, head + 50));
  g_assert_cmpint (r.pt, ==, 111);
  g_assert_true (r.marker);
  g_assert_cmpint (r.seq, ==, 65535);
  g_assert_cmphex (r.ts, ==, 0x01020304);
  g_assert_cmphex (r.ssrc, ==, 0xA0B0C0D0);
  g_assert_cmpint (r.payload_len, ==, 50);
  const guint8 *mid = pn_rtp_ext (&r, p, 4, &n);
  g_assert_cmpmem (mid, n, "mid", 3);
  g_assert_true (pn_rtp_audio_level (&r, p, 1, &got, &voice));
  g_assert_cmpint (got, ==, 30);
  g_assert_true (voice);
  g_assert_null (pn_rtp_ext (&r, p, 9, &n));
}

static void
test_two_byte_extensions_are_read (void)
{
  const guint8 p[]
      = { 0x90, 96, 0, 1, 0, 0, 0, 0, 0, 0, 0, 9, 0x10, 0x00, 0, 2, 20, 2, 'h', 'i', 0, 0, 0, 0, 1 };
  PnRtp r;
  gsize n;
  g_assert_true (pn_rtp_parse (&r, p, sizeof p));
  const guint8 *v = pn_rtp_ext (&r, p, 20, &n);
  g_assert_cmpmem (v, n, "hi", 2);
  g_assert_cmpint (r.payload_len, ==, 1);
}

static void
test_lengths_that_lie_are_refused (void)
{
  PnRtp r;
  const guint8 ext_too_long[] = { 0x90, 96, 0, 1, 0, 0, 0, 0, 0, 0, 0, 9, 0xBE, 0xDE, 0, 9, 0, 0, 0, 0 };
  const guint8 csrcs_missing[] = { 0x8F, 96, 0, 1, 0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 0 };
  const guint8 padding_too_long[] = { 0xA0, 96, 0, 1, 0, 0, 0, 0, 0, 0, 0, 9, 1, 200 };
  const guint8 padding_zero[] = { 0xA0, 96, 0, 1, 0, 0, 0, 0, 0, 0, 0, 9, 1, 0 };
  const guint8 version_one[] = { 0x40, 96, 0, 1, 0, 0, 0, 0, 0, 0, 0, 9 };
  g_assert_false (pn_rtp_parse (&r, ext_too_long, sizeof ext_too_long));
  g_assert_false (pn_rtp_parse (&r, csrcs_missing, sizeof csrcs_missing));
  g_assert_false (pn_rtp_parse (&r, padding_too_long, sizeof padding_too_long));
  g_assert_false (pn_rtp_parse (&r, padding_zero, sizeof padding_zero));
  g_assert_false (pn_rtp_parse (&r, version_one, sizeof version_one));
}

static void
test_sequence_numbers_extend_over_the_wrap (void)
{
  g_assert_cmpint (pn_rtp_extend_seq (-1, 65535), ==, 65535);
  g_assert_cmpint (pn_rtp_extend_seq (65535, 0), ==, 65536);
  g_assert_cmpint (pn_rtp_extend_seq (65536, 65535), ==, 65535);
  g_assert_cmpint (pn_rtp_extend_seq (3, 65530), ==, 65530); /* never below zero */
  g_assert_cmpint (pn_rtp_extend_seq (200000, (guint16) 200100), ==, 200100);
}

/* ---- RTCP */

/* Field by field: what stands in the padding is nobody's promise. */
static gboolean
same_report (const PnRtcpReport *a, const PnRtcpReport *b)
{
  return a->ssrc == b->ssrc && a->fraction == b->fraction && a->lost == b->lost && a->highest == b->highest
         && a->jitter == b->jitter && a->lsr == b->lsr && a->dlsr == b->dlsr;
}

static void
test_compound_is_read_as_written (void)
{
  guint8 data[1000];
  PnRtcpWriter w = { data, sizeof data, 0 };
  const PnRtcpReport report = { 77, 128, -5, 0x10002, 33, 0xABCD, 65536 };
  const guint16 seqs[] = { 65534, 65535, 0, 5, 100 };
  const guint32 ssrcs[] = { 5, 6 };
  PnRtcpIter iter;
  PnRtcp r;
  PnRtcpReport got;
  guint16 asked[16];
  g_assert_true (pn_rtcp_write_sr (&w, 1, 0x1122334455667788, 90000, 10, 2000));
  g_assert_true (pn_rtcp_write_rr (&w, 2, &report, 1));
  g_assert_true (pn_rtcp_write_sdes (&w, 2, "phien-12"));
  g_assert_true (pn_rtcp_write_nack (&w, 2, 77, seqs, G_N_ELEMENTS (seqs)));
  g_assert_true (pn_rtcp_write_pli (&w, 2, 78));
  g_assert_true (pn_rtcp_write_remb (&w, 2, 1500000, ssrcs, 2));
  g_assert_true (pn_rtcp_write_bye (&w, 9));
  g_assert_true (pn_rtcp_iter_init (&iter, data, w.len));
  g_assert_true (pn_rtcp_next (&iter, &r) && r.kind == PN_RTCP_SR);
  g_assert_cmphex (r.ntp, ==, 0x1122334455667788);
  g_assert_true (pn_rtcp_next (&iter, &r) && r.kind == PN_RTCP_RR);
  g_assert_true (pn_rtcp_report (&r, 0, &got));
  g_assert_true (same_report (&got, &report));
  g_assert_false (pn_rtcp_report (&r, 1, &got));
  g_assert_true (pn_rtcp_next (&iter, &r) && r.kind == PN_RTCP_SDES);
  g_assert_true (pn_rtcp_next (&iter, &r) && r.kind == PN_RTCP_NACK);
  g_assert_cmpint (r.media, ==, 77);
  guint n = pn_rtcp_nack_seqs (&r, asked, G_N_ELEMENTS (asked));
  g_assert_cmpmem (asked, n * 2, seqs, sizeof seqs);
  g_assert_true (pn_rtcp_next (&iter, &r) && r.kind == PN_RTCP_PLI && r.media == 78);
  g_assert_true (pn_rtcp_next (&iter, &r) && r.kind == PN_RTCP_REMB);
  g_assert_cmpint (r.bitrate, ==, 1500000 & ~7);
  g_assert_true (pn_rtcp_next (&iter, &r) && r.kind == PN_RTCP_BYE && r.sender == 9);
  g_assert_false (pn_rtcp_next (&iter, &r));
}

static void
test_compound_whose_lengths_do_not_add_up_is_refused (void)
{
  guint8 data[100];
  PnRtcpWriter w = { data, sizeof data, 0 };
  PnRtcpIter iter;
  g_assert_true (pn_rtcp_write_rr (&w, 2, NULL, 0) && pn_rtcp_write_pli (&w, 2, 78));
  for (gsize n = 0; n < w.len; n++)
    if (n != 8) /* the RR alone is whole */
      g_assert_false (pn_rtcp_iter_init (&iter, data, n));
  g_assert_true (pn_rtcp_iter_init (&iter, data, w.len));
  pn_put16 (data + 2, 100);
  g_assert_false (pn_rtcp_iter_init (&iter, data, w.len));
}

static void
test_report_blocks_that_are_not_there_make_it_other (void)
{
  const guint8 p[] = { 0x85, 201, 0, 1, 0, 0, 0, 1 }; /* five blocks announced, none present */
  PnRtcpIter iter;
  PnRtcp r;
  PnRtcpReport b;
  g_assert_true (pn_rtcp_iter_init (&iter, p, sizeof p));
  g_assert_true (pn_rtcp_next (&iter, &r));
  g_assert_cmpint (r.kind, ==, PN_RTCP_OTHER);
  g_assert_false (pn_rtcp_report (&r, 0, &b));
}

static void
test_writer_never_overruns (void)
{
  guint8 data[20];
  PnRtcpWriter w = { data, sizeof data, 0 };
  g_assert_true (pn_rtcp_write_pli (&w, 1, 2));
  g_assert_false (pn_rtcp_write_pli (&w, 1, 2));
  g_assert_cmpint (w.len, ==, 12);
}

/* ---- key frames */

static void
test_vp8_key_frames (void)
{
  const guint8 key[] = { 0x90, 0x80, 0x81, 0x02, 0x10, 0, 0 };    /* X, 15-bit picture id; frame tag even */
  const guint8 delta[] = { 0x90, 0x80, 0x81, 0x02, 0x11, 0, 0 };  /* frame tag odd */
  const guint8 middle[] = { 0x80, 0x80, 0x81, 0x02, 0x10, 0, 0 }; /* no start of partition */
  g_assert_true (pn_payload_starts_keyframe (PN_CODEC_VP8, key, sizeof key));
  g_assert_false (pn_payload_starts_keyframe (PN_CODEC_VP8, delta, sizeof delta));
  g_assert_false (pn_payload_starts_keyframe (PN_CODEC_VP8, middle, sizeof middle));
  for (gsize n = 0; n < 5; n++)
    g_assert_false (pn_payload_starts_keyframe (PN_CODEC_VP8, key, n));
}

static void
test_h264_key_frames (void)
{
  const guint8 sps[] = { 0x67, 0x42 }, idr[] = { 0x65, 0x88 }, slice[] = { 0x41, 0x9A };
  const guint8 stap[] = { 0x78, 0, 2, 0x67, 0x42, 0, 2, 0x68, 0xCE }, fu_start[] = { 0x7C, 0x85 },
               fu_more[] = { 0x7C, 0x05 };
  const guint8 stap_lies[] = { 0x78, 0xFF, 0xFF, 0x67 };
  g_assert_true (pn_payload_starts_keyframe (PN_CODEC_H264, sps, sizeof sps));
  g_assert_true (pn_payload_starts_keyframe (PN_CODEC_H264, idr, sizeof idr));
  g_assert_true (pn_payload_starts_keyframe (PN_CODEC_H264, stap, sizeof stap));
  g_assert_true (pn_payload_starts_keyframe (PN_CODEC_H264, fu_start, sizeof fu_start));
  g_assert_false (pn_payload_starts_keyframe (PN_CODEC_H264, fu_more, sizeof fu_more));
  g_assert_false (pn_payload_starts_keyframe (PN_CODEC_H264, slice, sizeof slice));
  g_assert_false (pn_payload_starts_keyframe (PN_CODEC_H264, stap_lies, sizeof stap_lies));
}

static void
test_picture_numbers_are_found_and_replaced (void)
{
  /* X; I L T: picture id 0x1234, TL0PICIDX 9, temporal layer 2 with the sync bit; delta frame */
  guint8 vp8[] = { 0x90, 0xE0, 0x92, 0x34, 9, 0xA0, 0x11, 0, 0 };
  /* I P L B E, picture id of 7 bits, layer byte TID 1 U, TL0PICIDX 7 */
  guint8 vp9[] = { 0xEC, 0x21, 0x30, 7, 0, 0 };
  PnPayload info;
  g_assert_true (pn_payload_parse (&info, PN_CODEC_VP8, vp8, sizeof vp8));
  g_assert_cmpint (info.pid, ==, 0x1234);
  g_assert_cmpint (info.tl0, ==, 9);
  g_assert_cmpint (info.tid, ==, 2);
  g_assert_true (info.sync);
  pn_payload_renumber (&info, vp8, 0x7FFF, 200);
  g_assert_true (pn_payload_parse (&info, PN_CODEC_VP8, vp8, sizeof vp8));
  g_assert_cmpint (info.pid, ==, 0x7FFF);
  g_assert_cmpint (info.tl0, ==, 200);
  g_assert_cmpint (info.tid, ==, 2);
  g_assert_true (pn_payload_parse (&info, PN_CODEC_VP9, vp9, sizeof vp9));
  g_assert_false (info.key);
  g_assert_true (info.up);
  g_assert_cmpint (info.tid, ==, 1);
  pn_payload_renumber (&info, vp9, 0x0185, 8);
  g_assert_true (pn_payload_parse (&info, PN_CODEC_VP9, vp9, sizeof vp9));
  g_assert_cmpint (info.pid, ==, 5);
  g_assert_cmpint (info.tl0, ==, 8);
}

static void
test_sizes_are_read_from_key_frames (void)
{
  const guint8 vp8[] = { 0x10, 0x10, 0, 0, 0x9D, 0x01, 0x2A, 0x40, 0x01, 0xB4, 0x00, 0 };
  /* Chromium's OpenH264, 640x360, constrained baseline */
  const guint8 sps[]
      = { 0x67, 0x42, 0xC0, 0x1E, 0x8C, 0x8D, 0x40, 0x50, 0x17, 0xFC, 0xB0, 0x0F, 0x08, 0x84, 0x6A };
  /* I F B V: scalability structure with one size, 1280x720 */
  const guint8 vp9[] = { 0x8A, 0x01, 0x10, 0x05, 0x00, 0x02, 0xD0, 0 };
  const guint8 av1[] = { 0x18, 0x0A, 0x0B }, av1_layer[] = { 0x10, 0x36, 0x20, 0 };
  PnPayload info;
  g_assert_true (pn_payload_parse (&info, PN_CODEC_VP8, vp8, sizeof vp8));
  g_assert_cmpint (info.width, ==, 320);
  g_assert_cmpint (info.height, ==, 180);
  g_assert_true (pn_payload_parse (&info, PN_CODEC_H264, sps, sizeof sps));
  g_assert_cmpint (info.width, ==, 640);
  g_assert_cmpint (info.height, ==, 360);
  g_assert_true (pn_payload_parse (&info, PN_CODEC_VP9, vp9, sizeof vp9));
  g_assert_true (info.key);
  g_assert_cmpint (info.width, ==, 1280);
  g_assert_cmpint (info.height, ==, 720);
  g_assert_true (pn_payload_parse (&info, PN_CODEC_AV1, av1, sizeof av1));
  g_assert_true (info.key);
  g_assert_true (pn_payload_parse (&info, PN_CODEC_AV1, av1_layer, sizeof av1_layer));
  g_assert_false (info.key);
  g_assert_cmpint (info.tid, ==, 1);
}

static void
test_h264_pictures_nobody_needs_are_told (void)
{
  const guint8 needed[] = { 0x61, 0x9A }, spare[] = { 0x01, 0x9A }, spare_fu[] = { 0x1C, 0x01, 0 },
               sei[] = { 0x06, 5 };
  PnPayload info;
  g_assert_true (pn_payload_parse (&info, PN_CODEC_H264, needed, sizeof needed));
  g_assert_cmpint (info.tid, ==, 0);
  g_assert_true (pn_payload_parse (&info, PN_CODEC_H264, spare, sizeof spare));
  g_assert_cmpint (info.tid, ==, 1);
  g_assert_true (pn_payload_parse (&info, PN_CODEC_H264, spare_fu, sizeof spare_fu));
  g_assert_cmpint (info.tid, ==, 1);
  g_assert_true (pn_payload_parse (&info, PN_CODEC_H264, sei, sizeof sei));
  g_assert_cmpint (info.tid, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rtp/header", test_header_is_read_as_written);
  g_test_add_func ("/rtp/two-byte", test_two_byte_extensions_are_read);
  g_test_add_func ("/rtp/lies", test_lengths_that_lie_are_refused);
  g_test_add_func ("/rtp/extend", test_sequence_numbers_extend_over_the_wrap);
  g_test_add_func ("/rtcp/compound", test_compound_is_read_as_written);
  g_test_add_func ("/rtcp/lengths", test_compound_whose_lengths_do_not_add_up_is_refused);
  g_test_add_func ("/rtcp/missing-blocks", test_report_blocks_that_are_not_there_make_it_other);
  g_test_add_func ("/rtcp/overrun", test_writer_never_overruns);
  g_test_add_func ("/payload/vp8", test_vp8_key_frames);
  g_test_add_func ("/payload/numbers", test_picture_numbers_are_found_and_replaced);
  g_test_add_func ("/payload/sizes", test_sizes_are_read_from_key_frames);
  g_test_add_func ("/payload/spare", test_h264_pictures_nobody_needs_are_told);
  g_test_add_func ("/payload/h264", test_h264_key_frames);
  return g_test_run ();
}
