/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page of the demo service where a person authorises one signature (OAuth 2.0 authorisation code with PKCE, scope credential). Knows codes only;
 * several threads may ask. For demonstration and tests only. */
#pragma once

#include "tests/tools/csc-demo/https.h"
#include "tests/tools/csc-demo/keys.h"

/* dir: where the file "redirect" names the one address people may be sent back to. */
void demo_page_open (const char *dir, const char *client_id);
/* GET shows it, POST with the right PIN sends the person back with a code. */
void demo_page (const DemoRequest *request, DemoReply *reply);
/* The credential, and in *hash (base64, transfer full) what was authorised; once, and only with the verifier of that code. */
const DemoCredential *demo_page_code (GHashTable *form, char **hash);
