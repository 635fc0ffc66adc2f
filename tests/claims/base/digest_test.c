#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "claims/base/digest.h"

static void assert_hex(const unsigned char sum[DIGEST_SIZE], const char *expected)
{
    char hex[DIGEST_HEX_ROOM];
    digest_hex(sum, hex);
    assert_string_equal(hex, expected);
}

// FIPS 180-4 examples of NIST, and the sum of nothing.
#define SUM_OF_NOTHING "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
#define SUM_OF_ABC     "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
#define SUM_OF_448     "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
#define SUM_OF_MILLION "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"

static void sums_are_those_of_the_standard(void **state)
{
    (void)state;
    unsigned char sum[DIGEST_SIZE];
    digest_of(TEXT("abc"), sum);
    assert_hex(sum, SUM_OF_ABC);
    digest_of((struct text){0}, sum);
    assert_hex(sum, SUM_OF_NOTHING);
    digest_of(TEXT("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"), sum);
    assert_hex(sum, SUM_OF_448);
}

static void a_running_sum_takes_windows_and_begins_again(void **state)
{
    (void)state;
    struct digest *digest = digest_new();
    unsigned char sum[DIGEST_SIZE];
    digest_add(digest, "a", 1);
    digest_add(digest, NULL, 0);
    digest_add(digest, "bc", 2);
    digest_end(digest, sum);
    assert_hex(sum, SUM_OF_ABC);
    digest_end(digest, sum);
    assert_hex(sum, SUM_OF_NOTHING);
    char window[777];
    memset(window, 'a', sizeof(window));
    for (size_t left = 1000000; left > 0;) {
        size_t count = left < sizeof(window) ? left : sizeof(window);
        digest_add(digest, window, count);
        left -= count;
    }
    digest_end(digest, sum);
    assert_hex(sum, SUM_OF_MILLION);
    digest_free(digest);
    digest_free(NULL);
}

// RFC 4231, test cases 1, 2, 6 and 7.
static void keyed_sums_are_those_of_rfc_4231(void **state)
{
    (void)state;
    unsigned char sum[DIGEST_SIZE];
    char key[131];
    memset(key, 0x0B, 20);
    digest_keyed((struct text){key, 20}, TEXT("Hi There"), sum);
    assert_hex(sum, "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    digest_keyed(TEXT("Jefe"), TEXT("what do ya want for nothing?"), sum);
    assert_hex(sum, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    memset(key, 0xAA, sizeof(key));
    struct text long_key = {key, sizeof(key)};
    digest_keyed(long_key, TEXT("Test Using Larger Than Block-Size Key - Hash Key First"), sum);
    assert_hex(sum, "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
    digest_keyed(long_key,
        TEXT("This is a test using a larger than block-size key and a larger than block-size "
             "data. The key needs to be hashed before being used by the HMAC algorithm."),
        sum);
    assert_hex(sum, "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2");
}

static void an_empty_key_is_not_the_key_before(void **state)
{
    (void)state;
    unsigned char first[DIGEST_SIZE], second[DIGEST_SIZE];
    digest_keyed((struct text){0}, (struct text){0}, first);
    // HMAC-SHA-256 of nothing under no key, as published widely.
    assert_hex(first, "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
    digest_keyed(TEXT("key"), TEXT("x"), second);
    digest_keyed((struct text){0}, (struct text){0}, second);
    assert_memory_equal(first, second, DIGEST_SIZE);
}

static void random_bytes_differ_each_time(void **state)
{
    (void)state;
    unsigned char first[32] = {0}, second[32] = {0};
    digest_random(first, sizeof(first));
    digest_random(second, sizeof(second));
    assert_memory_not_equal(first, second, sizeof(first));
    unsigned char guard[3] = {7, 7, 7};
    digest_random(guard + 1, 0);
    assert_int_equal(guard[1], 7);
}

int main(void)
{
    digest_start();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sums_are_those_of_the_standard),
        cmocka_unit_test(a_running_sum_takes_windows_and_begins_again),
        cmocka_unit_test(keyed_sums_are_those_of_rfc_4231),
        cmocka_unit_test(an_empty_key_is_not_the_key_before),
        cmocka_unit_test(random_bytes_differ_each_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
