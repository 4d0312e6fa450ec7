#ifndef SYMBOLON_CLIBCRYPTO_SHIM_H
#define SYMBOLON_CLIBCRYPTO_SHIM_H

/* Turns every call deprecated in OpenSSL 3.0 into a compile error. */
#define OPENSSL_NO_DEPRECATED 1
#define OPENSSL_API_COMPAT 30000

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/rand.h>

#endif
