/* SPDX-License-Identifier: GPL-3.0-or-later */
/* clang-format off */
/* bench-raw: the least a forwarder could do. The same packets at the same pace as a publisher of bench-load would send,
 * encrypted once for each receiver and sent by GSO in runs of equal size; no reading, no store, no feedback.
 *   bench-raw gcm|cm video|audio KBPS paced|whole|flat   then "IP PORT" lines on stdin, one a receiver, and "go"
 * "flat" knows no pace: as fast as one core can, for two seconds, and prints "flat PACKETS CPU_US". */
/* clang-format on */
#include <arpa/inet.h>
#include <errno.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <netinet/udp.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "media/rtp/bytes.h"
#include "tests/bench/tools/source.h"

#ifndef UDP_SEGMENT
#define UDP_SEGMENT 103
#endif
#define RUN 8
#define HELD 64 /* packets due in one millisecond; a key frame sent whole has about 45 */
#define SLOT 1600
#define WAKE_NS                                                                                              \
  5000000L /* once for each burst of the pacer: as often as a forwarder is woken by its packets */
#define SLACK_US 1000

typedef struct {
  struct sockaddr_in to;
  EVP_CIPHER_CTX *cipher;
  EVP_MAC_CTX *mac;
  guint8 salt[16];
} Receiver;

typedef struct {
  guint8 data[BENCH_PACKET];
  gsize len, head;
  guint64 index;
} Clear;

typedef struct {
  gboolean gcm;
  int fd;
  GArray *receivers; /* Receiver */
  Clear held[HELD];
  guint n;
  guint64 sent;
} Raw;

static Receiver
make_receiver (const Raw *raw, const char *ip, guint16 port, guint8 seed)
{
  Receiver r
      = { .to = { .sin_family = AF_INET, .sin_port = htons (port), .sin_addr.s_addr = inet_addr (ip) } };
  guint8 key[36];
  char digest[] = "SHA1";
  OSSL_PARAM params[]
      = { OSSL_PARAM_construct_utf8_string (OSSL_MAC_PARAM_DIGEST, digest, 0), OSSL_PARAM_END };
  memset (key, seed, sizeof key);
  memset (r.salt, seed, 14);
  r.cipher = EVP_CIPHER_CTX_new ();
  g_assert (EVP_EncryptInit_ex (r.cipher, raw->gcm ? EVP_aes_128_gcm () : EVP_aes_128_ctr (), NULL, key, NULL)
            == 1);
  EVP_MAC *hmac = EVP_MAC_fetch (NULL, "HMAC", NULL);
  r.mac = EVP_MAC_CTX_new (hmac);
  g_assert (EVP_MAC_init (r.mac, key + 16, 20, params) == 1);
  EVP_MAC_free (hmac);
  return r;
}

static gsize
seal (const Raw *raw, Receiver *r, const Clear *p, guint8 *out)
{
  guint8 iv[16], tag[20];
  gsize n_tag, body = p->len - p->head;
  int n;
  memcpy (out, p->data, p->head);
  memcpy (iv, r->salt, sizeof iv);
  for (guint i = 0; i < 6; i++)
    iv[6 + i] ^= (guint8) (p->index >> (8 * (5 - i)));
  EVP_EncryptInit_ex (r->cipher, NULL, NULL, NULL, iv);
  if (raw->gcm) {
    EVP_EncryptUpdate (r->cipher, NULL, &n, out, (int) p->head);
    EVP_EncryptUpdate (r->cipher, out + p->head, &n, p->data + p->head, (int) body);
    EVP_EncryptFinal_ex (r->cipher, out + p->len, &n);
    EVP_CIPHER_CTX_ctrl (r->cipher, EVP_CTRL_AEAD_GET_TAG, 16, out + p->len);
    return p->len + 16;
  }
  EVP_EncryptUpdate (r->cipher, out + p->head, &n, p->data + p->head, (int) body);
  EVP_MAC_init (r->mac, NULL, 0, NULL);
  EVP_MAC_update (r->mac, out, p->len);
  EVP_MAC_update (r->mac, iv, 4);
  EVP_MAC_final (r->mac, tag, &n_tag, sizeof tag);
  memcpy (out + p->len, tag, 10);
  return p->len + 10;
}

static void
send_run (Raw *raw, Receiver *r, guint8 *data, gsize len, guint16 segment, guint count)
{
  struct iovec iov = { data, len };
  union {
    struct cmsghdr align;
    guint8 bytes[CMSG_SPACE (sizeof (guint16))];
  } control = { 0 };
  struct msghdr h = { .msg_name = &r->to, .msg_namelen = sizeof r->to, .msg_iov = &iov, .msg_iovlen = 1 };
  if (count > 1) {
    h.msg_control = control.bytes;
    h.msg_controllen = sizeof control.bytes;
    control.align.cmsg_level = SOL_UDP;
    control.align.cmsg_type = UDP_SEGMENT;
    control.align.cmsg_len = CMSG_LEN (sizeof segment);
    memcpy (CMSG_DATA (&control.align), &segment, sizeof segment);
  }
  if (sendmsg (raw->fd, &h, MSG_DONTWAIT) < 0)
    g_error ("sendmsg: %s", g_strerror (errno));
  raw->sent += count;
}

/* Everything held, to one receiver: a run ends where a packet is larger than the first, or after one that is
 * smaller. */
static void
send_held (Raw *raw, Receiver *r)
{
  static guint8 out[RUN * SLOT];
  guint i = 0;
  while (i < raw->n) {
    gsize len = 0, segment = raw->held[i].len;
    guint count = 0;
    for (; i < raw->n && count < RUN && raw->held[i].len <= segment; i++) {
      len += seal (raw, r, &raw->held[i], out + len);
      count++;
      if (raw->held[i].len < segment) {
        i++;
        break;
      }
    }
    send_run (raw, r, out, len, (guint16) (segment + (raw->gcm ? 16 : 10)), count);
  }
}

static void
take_due (Raw *raw, BenchSource *source, guint16 *twcc, gint64 now)
{
  for (raw->n = 0; raw->n < HELD; raw->n++) {
    Clear *c = &raw->held[raw->n];
    c->len = bench_source_next (source, now, 0, twcc, c->data, &c->head, &c->index);
    if (c->len == 0)
      return;
  }
}

static void
send_due (Raw *raw, BenchSource *source, guint16 *twcc, gint64 now)
{
  take_due (raw, source, twcc, now);
  for (guint i = 0; i < raw->receivers->len && raw->n > 0; i++)
    send_held (raw, &g_array_index (raw->receivers, Receiver, i));
}

static void
run_paced (Raw *raw, BenchSource *source)
{
  int timer = timerfd_create (CLOCK_MONOTONIC, TFD_CLOEXEC);
  struct itimerspec every = { { 0, WAKE_NS }, { 0, WAKE_NS } };
  guint64 expired;
  guint16 twcc = 0;
  timerfd_settime (timer, 0, &every, NULL);
  while (read (timer, &expired, sizeof expired) > 0)
    send_due (raw, source, &twcc, g_get_monotonic_time () + SLACK_US);
}

static gint64
cpu_us (void)
{
  struct rusage u;
  getrusage (RUSAGE_SELF, &u);
  return (u.ru_utime.tv_sec + u.ru_stime.tv_sec) * G_USEC_PER_SEC + u.ru_utime.tv_usec + u.ru_stime.tv_usec;
}

static void
run_flat (Raw *raw, BenchSource *source)
{
  guint16 twcc = 0;
  gint64 began = g_get_monotonic_time (), cpu = cpu_us ();
  while (g_get_monotonic_time () - began < 2 * G_USEC_PER_SEC) {
    take_due (raw, source, &twcc, G_MAXINT64 / 2);
    raw->n = RUN;
    for (guint i = 1; i < RUN; i++) /* runs of eight alike */
      raw->held[i].len = raw->held[0].len;
    for (guint i = 0; i < raw->receivers->len; i++)
      send_held (raw, &g_array_index (raw->receivers, Receiver, i));
  }
  printf ("flat %" G_GUINT64_FORMAT " %" G_GINT64_FORMAT "\n", raw->sent, cpu_us () - cpu);
}

int
main (int argc, char **argv)
{
  char line[128], ip[64];
  unsigned port;
  if (argc != 5)
    g_error ("bench-raw gcm|cm video|audio KBPS paced|whole|flat");
  Raw raw = { .gcm = g_str_equal (argv[1], "gcm"),
              .fd = socket (AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0),
              .receivers = g_array_new (FALSE, FALSE, sizeof (Receiver)) };
  BenchSourceOptions o
      = { .video = g_str_equal (argv[2], "video"), .ssrc = 77, .pt = 96, .fps = 30, .twcc_ext = 3 };
  int size = 4 << 20;
  o.kbps = (guint) g_ascii_strtoull (argv[3], NULL, 10);
  o.paced = g_str_equal (argv[4], "paced");
  setsockopt (raw.fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
  while (fgets (line, sizeof line, stdin) != NULL && sscanf (line, "%63s %u", ip, &port) == 2) {
    Receiver r = make_receiver (&raw, ip, (guint16) port, (guint8) (raw.receivers->len + 1));
    g_array_append_val (raw.receivers, r);
  }
  g_autoptr (BenchSource) source = bench_source_new (&o, g_get_monotonic_time ());
  if (g_str_equal (argv[4], "flat"))
    run_flat (&raw, source);
  else
    run_paced (&raw, source);
  return 0;
}
