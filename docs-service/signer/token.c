/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "docs-service/signer/token.h"

#include <dlfcn.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <p11-kit/pkcs11.h>
#include <string.h>

#include "base/error.h"

#define SLOTS_MAX 64
#define OBJECTS_MAX 256
#define ID_MAX 256
#define SIGNATURE_MAX 1024
#define DIGEST_BYTES 32

struct PnToken {
  void *module;
  CK_FUNCTION_LIST *p11;
  CK_SESSION_HANDLE session;
  GPtrArray *keys;
};

static gboolean
refuse (GError **error, PnErrorCode code, const char *what, CK_RV rv)
{
  g_set_error (error, PN_ERROR, code, "PKCS#11: %s (0x%lx)", what, rv);
  return FALSE;
}

static void
key_free (gpointer data)
{
  PnTokenKey *key = data;

  g_free (key->label);
  X509_free (key->cert);
  g_free (key);
}

void
pn_token_free (PnToken *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->keys, g_ptr_array_unref);
  if (self->p11 != NULL) {
    self->p11->C_CloseSession (self->session);
    self->p11->C_Finalize (NULL);
  }
  if (self->module != NULL)
    dlclose (self->module);
  g_free (self);
}

static gboolean
load (PnToken *self, const char *path, GError **error)
{
  CK_C_GetFunctionList get_list;
  CK_RV rv = CKR_GENERAL_ERROR;

  self->module = dlopen (path, RTLD_NOW | RTLD_LOCAL);
  if (self->module == NULL) {
    g_set_error (error, PN_ERROR, PN_ERROR_CONFIG, "PKCS#11 module: %s", dlerror ());
    return FALSE;
  }
  *(void **) &get_list = dlsym (self->module, "C_GetFunctionList");
  if (get_list == NULL || (rv = get_list (&self->p11)) != CKR_OK || (rv = self->p11->C_Initialize (NULL)) != CKR_OK) {
    self->p11 = NULL;
    return refuse (error, PN_ERROR_CONFIG, "the module does not start", rv);
  }
  return TRUE;
}

/* Labels are 32 characters, padded with blanks. */
static gboolean
label_is (const CK_TOKEN_INFO *info, const char *label)
{
  gsize n = sizeof info->label;

  while (n > 0 && info->label[n - 1] == ' ')
    n--;
  return label == NULL || (strlen (label) == n && memcmp (info->label, label, n) == 0);
}

static gboolean
find_slot (PnToken *self, const char *label, CK_SLOT_ID *slot, GError **error)
{
  CK_SLOT_ID slots[SLOTS_MAX];
  CK_ULONG n = SLOTS_MAX;
  CK_RV rv = self->p11->C_GetSlotList (CK_TRUE, slots, &n);

  for (CK_ULONG i = 0; rv == CKR_OK && i < n; i++) {
    CK_TOKEN_INFO info;
    if (self->p11->C_GetTokenInfo (slots[i], &info) == CKR_OK && (info.flags & CKF_TOKEN_INITIALIZED) != 0 && label_is (&info, label)) {
      *slot = slots[i];
      return TRUE;
    }
  }
  return refuse (error, PN_ERROR_CONFIG, "no such token", rv);
}

static gboolean
log_in (PnToken *self, CK_SLOT_ID slot, const char *pin_file, GError **error)
{
  g_autofree char *pin = NULL;
  g_autoptr (GError) reading = NULL;

  if (!g_file_get_contents (pin_file, &pin, NULL, &reading)) {
    g_set_error (error, PN_ERROR, PN_ERROR_IO, "the PIN file: %s", reading->message);
    return FALSE;
  }
  pin[strcspn (pin, "\r\n")] = '\0';
  CK_RV rv = self->p11->C_OpenSession (slot, CKF_SERIAL_SESSION, NULL, NULL, &self->session);
  if (rv == CKR_OK)
    rv = self->p11->C_Login (self->session, CKU_USER, (CK_UTF8CHAR *) pin, strlen (pin));
  OPENSSL_cleanse (pin, strlen (pin));
  return rv == CKR_OK || rv == CKR_USER_ALREADY_LOGGED_IN ? TRUE : refuse (error, PN_ERROR_CONFIG, "the token does not let us in", rv);
}

static CK_ULONG
find_objects (PnToken *self, CK_OBJECT_CLASS class, const CK_BYTE *id, CK_ULONG id_length, CK_OBJECT_HANDLE *out, CK_ULONG max)
{
  CK_ATTRIBUTE wanted[] = { { CKA_CLASS, &class, sizeof class }, { CKA_ID, (void *) id, id_length } };
  CK_ULONG n = 0;

  if (self->p11->C_FindObjectsInit (self->session, wanted, id != NULL ? 2 : 1) != CKR_OK)
    return 0;
  if (self->p11->C_FindObjects (self->session, out, max, &n) != CKR_OK)
    n = 0;
  self->p11->C_FindObjectsFinal (self->session);
  return n;
}

/* NULL when the object has no such attribute. transfer full */
static GBytes *
attribute (PnToken *self, CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type)
{
  CK_ATTRIBUTE a = { type, NULL, 0 };

  if (self->p11->C_GetAttributeValue (self->session, object, &a, 1) != CKR_OK || a.ulValueLen == CK_UNAVAILABLE_INFORMATION || a.ulValueLen == 0)
    return NULL;
  a.pValue = g_malloc (a.ulValueLen);
  if (self->p11->C_GetAttributeValue (self->session, object, &a, 1) == CKR_OK)
    return g_bytes_new_take (a.pValue, a.ulValueLen);
  g_free (a.pValue);
  return NULL;
}

static X509 *
certificate_of (PnToken *self, GBytes *id)
{
  CK_OBJECT_HANDLE object;
  gsize n, length;
  const CK_BYTE *bytes = g_bytes_get_data (id, &n);

  if (n > ID_MAX || find_objects (self, CKO_CERTIFICATE, bytes, n, &object, 1) == 0)
    return NULL;
  g_autoptr (GBytes) der = attribute (self, object, CKA_VALUE);
  const guint8 *p = der != NULL ? g_bytes_get_data (der, &length) : NULL;
  return p != NULL ? d2i_X509 (NULL, &p, (long) length) : NULL;
}

static void
list_keys (PnToken *self)
{
  CK_OBJECT_HANDLE objects[OBJECTS_MAX];
  CK_ULONG n = find_objects (self, CKO_PRIVATE_KEY, NULL, 0, objects, OBJECTS_MAX);

  for (CK_ULONG i = 0; i < n; i++) {
    g_autoptr (GBytes) id = attribute (self, objects[i], CKA_ID);
    g_autoptr (GBytes) label = attribute (self, objects[i], CKA_LABEL);
    X509 *cert = id != NULL ? certificate_of (self, id) : NULL;
    if (cert == NULL)
      continue;
    gsize length = 0;
    const char *text = label != NULL ? g_bytes_get_data (label, &length) : "";
    PnTokenKey *key = g_new0 (PnTokenKey, 1);
    key->label = g_utf8_make_valid (text, (gssize) length);
    key->cert = cert;
    key->token = self;
    key->private_key = objects[i];
    g_ptr_array_add (self->keys, key);
  }
}

PnToken *
pn_token_open (const char *module, const char *label, const char *pin_file, GError **error)
{
  g_autoptr (PnToken) self = g_new0 (PnToken, 1);
  CK_SLOT_ID slot;

  self->keys = g_ptr_array_new_with_free_func (key_free);
  if (!load (self, module, error) || !find_slot (self, label, &slot, error) || !log_in (self, slot, pin_file, error))
    return NULL;
  list_keys (self);
  return g_steal_pointer (&self);
}

const GPtrArray *
pn_token_keys (const PnToken *self)
{
  return self->keys;
}

const PnTokenKey *
pn_token_find (const PnToken *self, const char *label)
{
  for (guint i = 0; i < self->keys->len; i++)
    if (g_str_equal (((const PnTokenKey *) self->keys->pdata[i])->label, label))
      return self->keys->pdata[i];
  return NULL;
}

/* PKCS#11 gives r and s side by side; a CMS wants a SEQUENCE of the two (RFC 3279 2.2.3). */
static GBytes *
ecdsa_der (const CK_BYTE *raw, CK_ULONG n)
{
  ECDSA_SIG *sig = ECDSA_SIG_new ();
  BIGNUM *r = BN_bin2bn (raw, (int) (n / 2), NULL), *s = BN_bin2bn (raw + n / 2, (int) (n / 2), NULL);
  guint8 *der = NULL;

  ECDSA_SIG_set0 (sig, r, s);
  int length = i2d_ECDSA_SIG (sig, &der);
  ECDSA_SIG_free (sig);
  GBytes *out = length > 0 ? g_bytes_new (der, length) : NULL;
  OPENSSL_free (der);
  return out;
}

GBytes *
pn_token_raw (gpointer data, GBytes *attributes, GError **error)
{
  /* DigestInfo of SHA-256 before the hash (RFC 8017 9.2). */
  static const guint8 digest_info[] = { 0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20 };
  const PnTokenKey *key = data;
  CK_FUNCTION_LIST *p11 = key->token->p11;
  gboolean rsa = EVP_PKEY_get_base_id (X509_get0_pubkey (key->cert)) == EVP_PKEY_RSA;
  CK_MECHANISM how = { rsa ? CKM_RSA_PKCS : CKM_ECDSA, NULL, 0 };
  CK_BYTE input[sizeof digest_info + DIGEST_BYTES], out[SIGNATURE_MAX];
  CK_ULONG n = sizeof out;
  gsize length;
  const void *bytes = g_bytes_get_data (attributes, &length);

  memcpy (input, digest_info, sizeof digest_info);
  if (EVP_Digest (bytes, length, input + sizeof digest_info, NULL, EVP_sha256 (), NULL) != 1) {
    refuse (error, PN_ERROR_INTERNAL, "hashing", 0);
    return NULL;
  }
  CK_RV rv = p11->C_SignInit (key->token->session, &how, key->private_key);
  if (rv == CKR_OK)
    rv = p11->C_Sign (key->token->session, rsa ? input : input + sizeof digest_info, rsa ? sizeof input : DIGEST_BYTES, out, &n);
  if (rv != CKR_OK) {
    refuse (error, PN_ERROR_INTERNAL, "the token does not sign", rv);
    return NULL;
  }
  return rsa ? g_bytes_new (out, n) : ecdsa_der (out, n);
}
