/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who may sign in, and who is: accounts and login sessions. Cookies are known by their SHA-256 only.
 * A contract of function pointers; callbacks come once, never from inside the asking call. Loop's thread only. */
#pragma once

#include "base/id.h"
#include "meeting-server/core/types.h"

typedef struct {
  gint64 account, person;
  const char *username, *name, *lang;
  PnSystemRole system_role;
  const char *password_phc; /* only from find_account; NULL: no password login */
  gboolean enabled;
  gint64 expires_us; /* only from find_session */
} PnAccount;

/* account NULL and error NULL: there is none. wait_s: how long this name and address must wait before another try. */
typedef void (*PnAccountFound) (const PnAccount *account, gint wait_s, const GError *error, gpointer data);
typedef void (*PnAccountsDone) (gint64 value, const GError *error, gpointer data);

typedef struct {
  void *impl;
  void (*find_account) (void *impl, const char *username, const char *ip, PnAccountFound cb, gpointer data);
  void (*find_session) (void *impl, const guint8 token[PN_SHA256_BYTES], PnAccountFound cb, gpointer data);
  /* One wrong password; value = seconds to wait. */
  void (*login_failed) (void *impl, const char *username, const char *ip, PnAccountsDone cb, gpointer data);
  void (*login) (void *impl, gint64 account, const guint8 token[PN_SHA256_BYTES], const char *ip, const char *user_agent,
                 PnAccountsDone cb, gpointer data);
  void (*logout) (void *impl, const guint8 token[PN_SHA256_BYTES], PnAccountsDone cb, gpointer data);
  void (*logout_everywhere) (void *impl, gint64 account, PnAccountsDone cb, gpointer data);
  /* The right password was said again in this session; value 0: there is no such session. */
  void (*confirm) (void *impl, const guint8 token[PN_SHA256_BYTES], PnAccountsDone cb, gpointer data);
  /* A connection is alive: its session lives on. */
  void (*touch) (void *impl, const guint8 token[PN_SHA256_BYTES]);
} PnAccounts;
