/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Games with the parts of a CMS (RFC 5652), written tag by tag by somebody who has a key: what is not as it should be never holds. */
#include <glib.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>
#include <string.h>

#include "docs-service/pdf/cms-check.h"

#define CONTENT "Chi 18,5 ty dong"
#define SHA1 "1.3.14.3.2.26"
#define MD5 "1.2.840.113549.2.5"
#define SHA256 "2.16.840.1.101.3.4.2.1"
#define SHA384 "2.16.840.1.101.3.4.2.2"
#define SHA512 "2.16.840.1.101.3.4.2.3"
#define SHAKE256 "2.16.840.1.101.3.4.2.12"
#define ECDSA_SHA256 "1.2.840.10045.4.3.2"
#define ECDSA_SHA384 "1.2.840.10045.4.3.3"
#define RSA "1.2.840.113549.1.1.1"
#define PSS "1.2.840.113549.1.1.10"
#define MGF1 "1.2.840.113549.1.1.8"
#define ID_DATA "1.2.840.113549.1.7.1"
#define ID_SIGNED "1.2.840.113549.1.7.2"
#define ID_TST "1.2.840.113549.1.9.16.1.4"
#define ATTR_TYPE "1.2.840.113549.1.9.3"
#define ATTR_DIGEST "1.2.840.113549.1.9.4"
#define ATTR_CERT "1.2.840.113549.1.9.16.2.47"

typedef struct {
  EVP_PKEY *key;
  X509 *cert, *twin; /* twin: another certificate of the same key, issuer and serial */
} Person;

typedef struct {
  Person *person;
  const char *digest, *signature_alg; /* OIDs; NULL: SHA-256, ECDSA with it */
  const char *mask_digest;            /* RSA-PSS: of MGF1 */
  const char *content_type;           /* of the attribute; NULL: data */
  const char *inner;                  /* eContent; NULL: none */
  gboolean no_type, no_digest, no_names, no_attributes, twin, two_signers, empty_certs;
  int version, signer_version;        /* 0: 1 */
  const char *signed_text;            /* what the digest is of; NULL: CONTENT */
  const char *tail;
} Game;

static Person ec, rsa, ed25519, ed448;
static X509 *root;
static EVP_PKEY *root_key;
static X509_STORE *roots;

/* ---- a writer of DER */

static GString *
tlv (guint8 tag, GString *content)
{
  GString *out = g_string_new (NULL);

  g_string_append_c (out, (char) tag);
  if (content->len > 255)
    g_string_append_printf (out, "%c%c%c", 0x82, (int) (content->len >> 8), (int) (content->len & 255));
  else if (content->len > 127)
    g_string_append_printf (out, "%c%c", 0x81, (int) content->len);
  else
    g_string_append_c (out, (char) content->len);
  g_string_append_len (out, content->str, (gssize) content->len);
  g_string_free (content, TRUE);
  return out;
}

static GString *
add (GString *to, GString *part)
{
  g_string_append_len (to, part->str, (gssize) part->len);
  g_string_free (part, TRUE);
  return to;
}

static GString *
bytes (const void *p, gsize n)
{
  return g_string_new_len (p, (gssize) n);
}

static GString *
oid (const char *text)
{
  ASN1_OBJECT *object = OBJ_txt2obj (text, 1);
  guint8 *der = NULL;
  int n = i2d_ASN1_OBJECT (object, &der);
  GString *out = bytes (der, (gsize) n);

  OPENSSL_free (der);
  ASN1_OBJECT_free (object);
  return out;
}

static GString *
small (int value)
{
  const guint8 der[] = { 2, 1, (guint8) value };

  return bytes (der, sizeof der);
}

static GString *
algorithm (const char *name, GString *parameter)
{
  return tlv (0x30, parameter != NULL ? add (oid (name), parameter) : oid (name));
}

static GString *
certificate (X509 *cert)
{
  guint8 *der = NULL;
  int n = i2d_X509 (cert, &der);
  GString *out = bytes (der, (gsize) n);

  OPENSSL_free (der);
  return out;
}

/* ---- the parts of a CMS */

static const EVP_MD *
md_of (const char *digest)
{
  ASN1_OBJECT *object = OBJ_txt2obj (digest, 1);
  const EVP_MD *md = EVP_get_digestbyobj (object);

  ASN1_OBJECT_free (object);
  return md;
}

static GString *
hash_of (const char *digest, const void *p, gsize n)
{
  guint8 out[64];
  unsigned length = sizeof out;
  EVP_MD_CTX *ctx = EVP_MD_CTX_new ();

  g_assert_cmpint (EVP_DigestInit_ex (ctx, md_of (digest), NULL), ==, 1);
  EVP_DigestUpdate (ctx, p, n);
  if (g_str_equal (digest, SHAKE256))
    EVP_DigestFinalXOF (ctx, out, sizeof out);
  else
    EVP_DigestFinal_ex (ctx, out, &length);
  EVP_MD_CTX_free (ctx);
  return bytes (out, length);
}

static GString *
attribute (const char *name, GString *value)
{
  return tlv (0x30, add (oid (name), tlv (0x31, value)));
}

/* ESSCertIDv2 with its hash algorithm always said (RFC 5035). */
static GString *
names_certificate (const Game *game, const char *digest)
{
  GString *der = certificate (game->person->cert);
  GString *hash = tlv (0x04, hash_of (digest, der->str, der->len));

  g_string_free (der, TRUE);
  return attribute (ATTR_CERT, tlv (0x30, tlv (0x30, tlv (0x30, add (algorithm (digest, NULL), hash)))));
}

/* In the order of their bytes, as DER wants it: by length first, for all begin with their length. */
static GString *
attributes (const Game *game, const char *digest)
{
  const char *text = game->signed_text != NULL ? game->signed_text : CONTENT;
  GString *type = attribute (ATTR_TYPE, oid (game->content_type != NULL ? game->content_type : ID_DATA));
  GString *hash = attribute (ATTR_DIGEST, tlv (0x04, hash_of (digest, text, strlen (text))));
  GString *names = names_certificate (game, digest), *out = g_string_new (NULL);
  GString *parts[] = { game->no_type ? NULL : type, game->no_digest ? NULL : hash, game->no_names ? NULL : names };

  for (guint i = 0; i < 3; i++)
    if (parts[i] != NULL)
      g_string_append_len (out, parts[i]->str, (gssize) parts[i]->len);
  g_string_free (type, TRUE);
  g_string_free (hash, TRUE);
  g_string_free (names, TRUE);
  return out;
}

static GString *
pss_parameters (const char *digest, const char *mask)
{
  GString *body = tlv (0xa0, algorithm (digest, NULL));

  add (body, tlv (0xa1, algorithm (MGF1, algorithm (mask, NULL))));
  return tlv (0x30, add (body, tlv (0xa2, small (32))));
}

static GString *
sign (const Game *game, const char *digest, const GString *what)
{
  gboolean edwards = game->person == &ed25519 || game->person == &ed448;
  EVP_MD_CTX *ctx = EVP_MD_CTX_new ();
  EVP_PKEY_CTX *key = NULL;
  guint8 out[512];
  size_t n = sizeof out;

  g_assert_cmpint (EVP_DigestSignInit (ctx, &key, edwards ? NULL : md_of (digest), NULL, game->person->key), ==, 1);
  if (game->mask_digest != NULL) {
    EVP_PKEY_CTX_set_rsa_padding (key, RSA_PKCS1_PSS_PADDING);
    EVP_PKEY_CTX_set_rsa_mgf1_md (key, md_of (game->mask_digest));
    EVP_PKEY_CTX_set_rsa_pss_saltlen (key, 32);
  }
  g_assert_cmpint (EVP_DigestSign (ctx, out, &n, (const guint8 *) what->str, what->len), ==, 1);
  EVP_MD_CTX_free (ctx);
  return bytes (out, n);
}

static GString *
signer_info (const Game *game, const char *digest)
{
  guint8 *der = NULL;
  int n = i2d_X509_NAME (X509_get_issuer_name (game->person->cert), &der);
  GString *id = add (bytes (der, (gsize) n), small (1)), *out = small (game->signer_version ? game->signer_version : 1);
  GString *attrs = attributes (game, digest);
  const char *name = game->signature_alg != NULL ? game->signature_alg : ECDSA_SHA256;
  g_autofree char *copy = g_memdup2 (attrs->str, attrs->len);
  GString *set = tlv (0x31, bytes (copy, attrs->len)), *plain = g_string_new (CONTENT);
  GString *value = sign (game, digest, game->no_attributes ? plain : set);

  OPENSSL_free (der);
  add (out, tlv (0x30, id));
  add (out, algorithm (digest, NULL));
  if (!game->no_attributes)
    add (out, tlv (0xa0, bytes (copy, attrs->len)));
  add (out, algorithm (name, game->mask_digest != NULL ? pss_parameters (digest, game->mask_digest) : NULL));
  add (out, tlv (0x04, value));
  g_string_free (set, TRUE);
  g_string_free (plain, TRUE);
  g_string_free (attrs, TRUE);
  return tlv (0x30, out);
}

static GBytes *
cms (const Game *game)
{
  const char *digest = game->digest != NULL ? game->digest : SHA256;
  GString *inner = oid (ID_DATA), *body = small (game->version ? game->version : 1), *signers = signer_info (game, digest);

  if (game->inner != NULL)
    add (inner, tlv (0xa0, tlv (0x04, g_string_new (game->inner))));
  add (body, tlv (0x31, algorithm (digest, NULL)));
  add (body, tlv (0x30, inner));
  add (body, tlv (0xa0, game->empty_certs ? certificate (root) : certificate (game->twin ? game->person->twin : game->person->cert)));
  if (game->two_signers)
    add (signers, signer_info (game, digest));
  add (body, tlv (0x31, signers));
  GString *all = tlv (0x30, add (oid (ID_SIGNED), tlv (0xa0, tlv (0x30, body))));
  if (game->tail != NULL)
    g_string_append (all, game->tail);
  g_string_append_len (all, "\0\0\0\0", 4);
  return g_string_free_to_bytes (all);
}

static PnPdfIntegrity
judge (const Game *game, PnCmsKind kind, PnPdfTrust *trust)
{
  g_autoptr (GBytes) der = cms (game);
  g_autoptr (GBytes) content = g_bytes_new_static (CONTENT, strlen (CONTENT));
  const PnCmsContext context = { .roots = roots };
  PnPdfSignature s = { 0 };

  pn_cms_check (der, content, kind, &context, &s);
  g_test_message ("%d %s; %d %s; %s", s.integrity, s.integrity_detail, s.trust, s.trust_detail, s.level);
  char *texts[] = { s.integrity_detail, s.trust_detail, s.level, s.signer, s.issuer, s.serial, s.cert_sha256, s.not_after };
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_free (texts[i]);
  if (trust != NULL)
    *trust = s.trust;
  return s.integrity;
}

/* ---- people */

static X509 *
issue (EVP_PKEY *key, const char *name, gboolean authority)
{
  X509 *cert = X509_new ();
  X509V3_CTX ctx;

  X509_set_version (cert, 2);
  ASN1_INTEGER_set (X509_get_serialNumber (cert), 1);
  X509_gmtime_adj (X509_getm_notBefore (cert), -3600);
  X509_gmtime_adj (X509_getm_notAfter (cert), 3600);
  X509_NAME_add_entry_by_txt (X509_get_subject_name (cert), "CN", MBSTRING_UTF8, (const guint8 *) name, -1, -1, 0);
  X509_set_issuer_name (cert, X509_get_subject_name (authority ? cert : root));
  X509_set_pubkey (cert, key);
  X509V3_set_ctx (&ctx, authority ? cert : root, cert, NULL, NULL, 0);
  X509_EXTENSION *usage = X509V3_EXT_conf_nid (NULL, &ctx, authority ? NID_basic_constraints : NID_key_usage, authority ? "critical,CA:TRUE" : "digitalSignature,nonRepudiation");
  X509_add_ext (cert, usage, -1);
  X509_EXTENSION_free (usage);
  g_assert_cmpint (X509_sign (cert, authority ? key : root_key, EVP_sha256 ()), >, 0);
  return cert;
}

static void
enrol (Person *person, EVP_PKEY *key)
{
  *person = (Person){ key, issue (key, "Nguyễn Văn Thành", FALSE), issue (key, "Người khác", FALSE) };
}

static void
discharge (Person *person)
{
  EVP_PKEY_free (person->key);
  X509_free (person->cert);
  X509_free (person->twin);
}

/* ---- promises */

static void
test_what_is_right_holds (void)
{
  const Game right[] = {
    { .person = &ec },
    { .person = &ec, .no_names = TRUE },
    { .person = &rsa, .signature_alg = RSA },
    { .person = &rsa, .signature_alg = PSS, .mask_digest = SHA256 },
    { .person = &ed25519, .digest = SHA512, .signature_alg = "1.3.101.112" },
    { .person = &ed448, .digest = SHAKE256, .signature_alg = "1.3.101.113" },
  };
  PnPdfTrust trust;

  for (guint i = 0; i < G_N_ELEMENTS (right); i++) {
    g_assert_cmpint (judge (&right[i], PN_CMS_CADES, &trust), ==, PN_PDF_INTEGRITY_OK);
    g_assert_cmpint (trust, ==, PN_PDF_TRUSTED);
  }
  const Game old = { .person = &ec, .no_attributes = TRUE };
  g_assert_cmpint (judge (&old, PN_CMS_DETACHED, &trust), ==, PN_PDF_INTEGRITY_OK);
}

static void
test_games_are_lost (void)
{
  const Game lost[] = {
    { .person = &ec, .signed_text = "Chi 98,5 ty dong" },
    { .person = &ec, .no_digest = TRUE },
    { .person = &ec, .no_type = TRUE },
    { .person = &ec, .content_type = ID_TST },
    { .person = &ec, .twin = TRUE },
    { .person = &ec, .two_signers = TRUE },
    { .person = &ec, .empty_certs = TRUE },
    { .person = &ec, .inner = CONTENT },
    { .person = &ec, .inner = "" },
    { .person = &ec, .version = 3 },
    { .person = &ec, .signer_version = 3 },
    { .person = &ec, .tail = "x" },
    { .person = &ec, .digest = MD5 },
    { .person = &ec, .signature_alg = ECDSA_SHA384 },
    { .person = &ec, .signature_alg = RSA },
    { .person = &rsa, .signature_alg = ECDSA_SHA256 },
    { .person = &rsa, .signature_alg = PSS, .mask_digest = SHA1 },
    { .person = &rsa, .signature_alg = PSS, .mask_digest = SHA384 },
    { .person = &ed25519, .digest = SHA256, .signature_alg = "1.3.101.112" },
    { .person = &ed25519, .digest = SHA512, .signature_alg = "1.3.101.112", .no_attributes = TRUE },
    { .person = &ed25519, .digest = SHA512, .signature_alg = "1.3.101.112", .no_digest = TRUE },
    { .person = &ed25519, .digest = SHA512, .signature_alg = "1.3.101.112", .signed_text = "khác" },
    { .person = &ed448, .digest = SHA512, .signature_alg = "1.3.101.113" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (lost); i++)
    if (judge (&lost[i], PN_CMS_CADES, NULL) == PN_PDF_INTEGRITY_OK)
      g_error ("game %u holds", i);
}

/* Old files are many; nobody may rely on them. */
static void
test_sha1_is_never_trusted (void)
{
  const Game weak = { .person = &rsa, .digest = SHA1, .signature_alg = RSA };
  const Game other = { .person = &rsa, .digest = SHA1, .signature_alg = RSA, .signed_text = "khác" };
  PnPdfTrust trust;

  g_assert_cmpint (judge (&weak, PN_CMS_CADES, &trust), ==, PN_PDF_INTEGRITY_OK);
  g_assert_cmpint (trust, ==, PN_PDF_WEAK_DIGEST);
  g_assert_cmpint (judge (&other, PN_CMS_CADES, NULL), !=, PN_PDF_INTEGRITY_OK);
}

/* adbe.pkcs7.sha1: inside lies the SHA-1 of the bytes. */
static void
test_enclosed_hash (void)
{
  GString *hash = hash_of (SHA1, CONTENT, strlen (CONTENT));
  PnPdfTrust trust;

  g_assert_null (memchr (hash->str, 0, hash->len)); /* as text below */
  const Game right = { .person = &rsa, .signature_alg = RSA, .inner = hash->str, .signed_text = hash->str };
  const Game wrong = { .person = &rsa, .signature_alg = RSA, .inner = "twenty bytes of hash", .signed_text = "twenty bytes of hash" };
  g_assert_cmpint (judge (&right, PN_CMS_SHA1, &trust), ==, PN_PDF_INTEGRITY_OK);
  g_assert_cmpint (trust, ==, PN_PDF_WEAK_DIGEST);
  g_assert_cmpint (judge (&right, PN_CMS_DETACHED, NULL), !=, PN_PDF_INTEGRITY_OK);
  g_assert_cmpint (judge (&wrong, PN_CMS_SHA1, NULL), !=, PN_PDF_INTEGRITY_OK);
  g_string_free (hash, TRUE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  root_key = EVP_EC_gen ("P-256");
  root = issue (root_key, "Gốc", TRUE);
  roots = X509_STORE_new ();
  X509_STORE_add_cert (roots, root);
  enrol (&ec, EVP_EC_gen ("P-256"));
  enrol (&rsa, EVP_RSA_gen (2048));
  enrol (&ed25519, EVP_PKEY_Q_keygen (NULL, NULL, "ED25519"));
  enrol (&ed448, EVP_PKEY_Q_keygen (NULL, NULL, "ED448"));
  g_test_add_func ("/cms/right", test_what_is_right_holds);
  g_test_add_func ("/cms/games", test_games_are_lost);
  g_test_add_func ("/cms/sha1", test_sha1_is_never_trusted);
  g_test_add_func ("/cms/enclosed", test_enclosed_hash);
  int status = g_test_run ();
  discharge (&ec);
  discharge (&rsa);
  discharge (&ed25519);
  discharge (&ed448);
  X509_free (root);
  EVP_PKEY_free (root_key);
  X509_STORE_free (roots);
  return status;
}
