#include "claims/base/digest.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <stdlib.h>

#include "claims/base/err.h"

struct digest {
    EVP_MD_CTX *sum;
};

// Fetched once: a fetch by name takes longer than the digest of a short text.
static EVP_MD *sha256;

static const EVP_MD *method(void)
{
    if (sha256 == NULL) {
        sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
        CHECK(sha256 != NULL);
    }
    return sha256;
}

// HMAC of SHA-256, for the same reason.
static EVP_MAC_CTX *keyed(void)
{
    static EVP_MAC_CTX *context;
    if (context != NULL)
        return context;
    char name[] = "SHA256";
    const OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name, 0),
        OSSL_PARAM_construct_end(),
    };
    EVP_MAC *hmac = EVP_MAC_fetch(NULL, "HMAC", NULL);
    CHECK(hmac != NULL);
    context = EVP_MAC_CTX_new(hmac);
    CHECK(context != NULL && EVP_MAC_CTX_set_params(context, parameters) == 1);
    EVP_MAC_free(hmac);
    return context;
}

void digest_start(void)
{
    CHECK(OPENSSL_init_crypto(
              OPENSSL_INIT_LOAD_CRYPTO_STRINGS | OPENSSL_INIT_ADD_ALL_DIGESTS, NULL) == 1);
    // What is set up only at the first use is used once.
    unsigned char out[DIGEST_SIZE];
    digest_of(TEXT(""), out);
    digest_keyed(TEXT(""), TEXT(""), out);
    digest_random(out, 1);
}

struct digest *digest_new(void)
{
    struct digest *digest = malloc(sizeof(*digest));
    CHECK(digest != NULL);
    digest->sum = EVP_MD_CTX_new();
    CHECK(digest->sum != NULL);
    CHECK(EVP_DigestInit_ex(digest->sum, method(), NULL) == 1);
    return digest;
}

void digest_free(struct digest *digest)
{
    if (digest == NULL)
        return;
    EVP_MD_CTX_free(digest->sum);
    free(digest);
}

void digest_add(struct digest *digest, const void *bytes, size_t count)
{
    if (count > 0)
        CHECK(EVP_DigestUpdate(digest->sum, bytes, count) == 1);
}

void digest_end(struct digest *digest, unsigned char out[DIGEST_SIZE])
{
    CHECK(EVP_DigestFinal_ex(digest->sum, out, NULL) == 1);
    CHECK(EVP_DigestInit_ex(digest->sum, method(), NULL) == 1);
}

void digest_of(struct text t, unsigned char out[DIGEST_SIZE])
{
    CHECK(EVP_Digest(t.size == 0 ? "" : t.at, t.size, out, NULL, method(), NULL) == 1);
}

void digest_keyed(struct text key, struct text t, unsigned char out[DIGEST_SIZE])
{
    EVP_MAC_CTX *context = keyed();
    size_t size;
    // A NULL key would mean the key of the call before.
    const unsigned char *secret = (const unsigned char *)(key.size == 0 ? "" : key.at);
    CHECK(EVP_MAC_init(context, secret, key.size, NULL) == 1);
    CHECK(t.size == 0 || EVP_MAC_update(context, (const unsigned char *)t.at, t.size) == 1);
    CHECK(EVP_MAC_final(context, out, &size, DIGEST_SIZE) == 1 && size == DIGEST_SIZE);
}

void digest_hex(const unsigned char sum[DIGEST_SIZE], char out[DIGEST_HEX_ROOM])
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < DIGEST_SIZE; i++) {
        out[2 * i] = digits[sum[i] >> 4];
        out[2 * i + 1] = digits[sum[i] & 15];
    }
    out[DIGEST_HEX_ROOM - 1] = '\0';
}

void digest_random(void *out, size_t count)
{
    CHECK(count <= INT32_MAX);
    CHECK(RAND_bytes(out, (int)count) == 1);
}
