// digest: SHA-256 and HMAC-SHA-256; the only module that uses OpenSSL.
#ifndef CLAIMS_BASE_DIGEST_H
#define CLAIMS_BASE_DIGEST_H

#include "claims/base/text.h"

#define DIGEST_SIZE     32
#define DIGEST_HEX_ROOM 65

struct digest; // a running SHA-256

// First thing in main(): OpenSSL must not initialise itself later, when memory may be short.
void digest_start(void);

struct digest *digest_new(void);         // owned by the caller: digest_free
void digest_free(struct digest *digest); // NULL is allowed
// More bytes of what is summed.
void digest_add(struct digest *digest, const void *bytes, size_t count);
// Gives the sum and makes the digest ready for the next use.
void digest_end(struct digest *digest, unsigned char out[DIGEST_SIZE]);

// All at once.
void digest_of(struct text t, unsigned char out[DIGEST_SIZE]);

// HMAC-SHA-256 of `t` under `key`.
void digest_keyed(struct text key, struct text t, unsigned char out[DIGEST_SIZE]);

// Lower-case hex, NUL-terminated.
void digest_hex(const unsigned char sum[DIGEST_SIZE], char out[DIGEST_HEX_ROOM]);

// `count` bytes from the system's random source, for a new organisation's key.
void digest_random(void *out, size_t count);

#endif
