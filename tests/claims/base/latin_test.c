#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "claims/base/latin.h"

static void assert_plain(const char *from, const char *to, bool all)
{
    struct arena *arena = arena_new(1 << 16);
    struct text out = {0};
    if (latin_to_ascii(arena, text_of(from), &out) != all)
        fail_msg("'%s' answers %d", from, !all);
    if (!text_equal_z(out, to))
        fail_msg("'%s' gives '%.*s', not '%s'", from, TEXT_ARG(out), to);
    arena_free(arena);
}

static void letters_lose_their_diacritics(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"Víctor Ångström", "Victor Angstrom"},
        {"Muñoz", "Munoz"},
        {"François Lefèvre-Gô", "Francois Lefevre-Go"},
        {"Müller Größe ẞ", "Muller Grosse SS"},
        {"Ærø Þór Eiðsson", "AEro THor Eidsson"},
        {"Dvořák Žižka", "Dvorak Zizka"},
        {"Łukasz Żółć", "Lukasz Zolc"},
        {"Erdoğan İnönü ışık", "Erdogan Inonu isik"},
        {"Nguyễn Thị Ánh Đặng", "Nguyen Thi Anh Dang"},
        {"Ștefan Țepeș", "Stefan Tepes"},
        {"Œuvre ĳ ŋ ŉ", "OEuvre ij ng 'n"},
        {"Māori Ō", "Maori O"},
        {"Zoe\xCC\x88 Jose\xCC\x81 e\xCC\x82\xCC\x81", "Zoe Jose e"}, // decomposed
        {"ÿ", "y"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        assert_plain(cases[i][0], cases[i][1], true);
}

static void typographic_signs_become_ascii_ones(void **state)
{
    (void)state;
    assert_plain("O’Brien ‘x’ “y” „z” «w» ‹v›", "O'Brien 'x' \"y\" \"z\" \"w\" 'v'", true);
    assert_plain("O´Brien Kaʻahumanu", "O'Brien Ka'ahumanu", true);
    assert_plain("a–b—c‐d−e", "a-b-c-d-e", true);
    assert_plain("wait…", "wait...", true);
    assert_plain("a\xC2\xA0"
                 "b\xE2\x80\x89"
                 "c",
        "a b c", true);
}

static void plain_text_passes_untouched_and_uncopied(void **state)
{
    (void)state;
    struct arena *arena = arena_new(1000);
    char all[95];
    for (int i = 0; i < 95; i++)
        all[i] = (char)(0x20 + i);
    struct text t = {all, sizeof(all)}, out = {0};
    assert_true(latin_to_ascii(arena, t, &out));
    assert_ptr_equal(out.at, all);
    assert_int_equal(out.size, sizeof(all));
    assert_int_equal(arena_used(arena), 0);
    assert_true(latin_to_ascii(arena, (struct text){0}, &out));
    assert_int_equal(out.size, 0);
    arena_free(arena);
}

static void what_has_no_plain_counterpart_is_told(void **state)
{
    (void)state;
    assert_plain("Иван", "????", false);
    assert_plain("李 a", "? a", false);
    assert_plain("a×b÷c", "a?b?c", false);
    assert_plain("50 °", "50 ?", false);
    assert_plain("\xF0\x9F\x98\x80é", "?e", false);
    assert_plain("a\tb\nc\x7F", "a?b?c?", false);
    assert_plain("\xCC\x81"
                 "a",
        "?a", false);                              // a mark without its letter
    assert_plain("\xC8\xA0\xC9\x90", "??", false); // within and just beyond the first table
    assert_plain("\xE1\xBC\x80", "?", false);      // just beyond the second
}

static void bytes_that_are_no_utf8_are_told(void **state)
{
    (void)state;
    assert_plain("V\xEDktor", "V?ktor", false);
    assert_plain("a\xC3", "a?", false);
    assert_plain("\xED\xA0\x80", "???", false);
    assert_plain("é\xFFé\xFEé", "e?e?e", false);
    struct arena *arena = arena_new(1000);
    struct text out = {0};
    assert_false(latin_to_ascii(arena, TEXT("a\0\xC3\xA9"), &out));
    assert_true(text_equal(out, TEXT("a?e")));
    arena_free(arena);
}

static void the_result_is_never_longer(void **state)
{
    (void)state;
    struct arena *arena = arena_new(1 << 16);
    for (uint32_t c = 0x80; c < 0x10000; c++) {
        if (c >= 0xD800 && c <= 0xDFFF)
            continue;
        char bytes[3];
        size_t size;
        if (c < 0x800) {
            bytes[0] = (char)(0xC0 | c >> 6);
            bytes[1] = (char)(0x80 | (c & 0x3F));
            size = 2;
        } else {
            bytes[0] = (char)(0xE0 | c >> 12);
            bytes[1] = (char)(0x80 | (c >> 6 & 0x3F));
            bytes[2] = (char)(0x80 | (c & 0x3F));
            size = 3;
        }
        struct text out = {0};
        latin_to_ascii(arena, (struct text){bytes, size}, &out);
        assert_true(out.size >= 1 && out.size <= size);
        for (size_t i = 0; i < out.size; i++)
            assert_true(out.at[i] >= 0x20 && out.at[i] <= 0x7E);
        arena_reset(arena);
    }
    arena_free(arena);
}

static void bytes_of_windows_1252_become_utf8(void **state)
{
    (void)state;
    struct buf out;
    buf_init(&out, 100);
    latin_to_utf8(&out, TEXT("N\xFA\xF1"
                             "ez \x80\x92\xA0\x81"));
    assert_true(text_equal(buf_slice(&out), TEXT("N\u00FA\u00F1ez \u20AC\u2019 ?")));
    buf_clear(&out);
    latin_to_utf8(&out, TEXT("a\0z"));
    assert_true(text_equal(buf_slice(&out), TEXT("a?z")));
    buf_clear(&out);
    for (int c = 0; c < 256; c++) {
        char byte = (char)c;
        latin_to_utf8(&out, (struct text){&byte, 1});
        assert_true(text_is_utf8(buf_slice(&out)) && out.size <= LATIN_UTF8_BYTES);
        buf_clear(&out);
    }
    buf_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(letters_lose_their_diacritics),
        cmocka_unit_test(typographic_signs_become_ascii_ones),
        cmocka_unit_test(plain_text_passes_untouched_and_uncopied),
        cmocka_unit_test(what_has_no_plain_counterpart_is_told),
        cmocka_unit_test(bytes_that_are_no_utf8_are_told),
        cmocka_unit_test(the_result_is_never_longer),
        cmocka_unit_test(bytes_of_windows_1252_become_utf8),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
