#include "claims/base/latin.h"

#include "claims/base/err.h"

// The plain letters of each character from U+00C0 on: its compatibility decomposition (Unicode
// character database) without the marks; letters that do not decompose (Ø, Đ, Ł, …) as they are
// commonly written.
// "" has none.
// clang-format off
static const char latin_1_to_extended_b[][3] = {
    "A", "A", "A", "A", "A", "A", "AE", "C", "E", "E", "E", "E", "I", "I", "I", "I", // U+00C0
    "D", "N", "O", "O", "O", "O", "O", "", "O", "U", "U", "U", "U", "Y", "TH", "ss", // U+00D0
    "a", "a", "a", "a", "a", "a", "ae", "c", "e", "e", "e", "e", "i", "i", "i", "i", // U+00E0
    "d", "n", "o", "o", "o", "o", "o", "", "o", "u", "u", "u", "u", "y", "th", "y", // U+00F0
    "A", "a", "A", "a", "A", "a", "C", "c", "C", "c", "C", "c", "C", "c", "D", "d", // U+0100
    "D", "d", "E", "e", "E", "e", "E", "e", "E", "e", "E", "e", "G", "g", "G", "g", // U+0110
    "G", "g", "G", "g", "H", "h", "H", "h", "I", "i", "I", "i", "I", "i", "I", "i", // U+0120
    "I", "i", "IJ", "ij", "J", "j", "K", "k", "k", "L", "l", "L", "l", "L", "l", "L", // U+0130
    "l", "L", "l", "N", "n", "N", "n", "N", "n", "'n", "NG", "ng", "O", "o", "O", "o", // U+0140
    "O", "o", "OE", "oe", "R", "r", "R", "r", "R", "r", "S", "s", "S", "s", "S", "s", // U+0150
    "S", "s", "T", "t", "T", "t", "T", "t", "U", "u", "U", "u", "U", "u", "U", "u", // U+0160
    "U", "u", "U", "u", "W", "w", "Y", "y", "Y", "Z", "z", "Z", "z", "Z", "z", "s", // U+0170
    "b", "B", "", "", "", "", "", "C", "c", "D", "D", "", "", "", "", "A", // U+0180
    "", "F", "f", "G", "", "", "", "I", "K", "k", "l", "", "", "N", "n", "", // U+0190
    "O", "o", "", "", "P", "p", "", "", "", "", "", "t", "T", "t", "T", "U", // U+01A0
    "u", "", "V", "Y", "y", "Z", "z", "", "", "", "", "", "", "", "", "", // U+01B0
    "", "", "", "", "DZ", "Dz", "dz", "LJ", "Lj", "lj", "NJ", "Nj", "nj", "A", "a", "I", // U+01C0
    "i", "O", "o", "U", "u", "U", "u", "U", "u", "U", "u", "U", "u", "", "A", "a", // U+01D0
    "A", "a", "AE", "ae", "G", "g", "G", "g", "K", "k", "O", "o", "O", "o", "", "", // U+01E0
    "j", "DZ", "Dz", "dz", "G", "g", "", "", "N", "n", "A", "a", "AE", "ae", "O", "o", // U+01F0
    "A", "a", "A", "a", "E", "e", "E", "e", "I", "i", "I", "i", "O", "o", "O", "o", // U+0200
    "R", "r", "R", "r", "U", "u", "U", "u", "S", "s", "T", "t", "", "", "H", "h", // U+0210
    "", "d", "", "", "Z", "z", "A", "a", "E", "e", "O", "o", "O", "o", "O", "o", // U+0220
    "O", "o", "Y", "y", "l", "n", "t", "j", "", "", "A", "C", "c", "L", "T", "", // U+0230
    "", "", "", "B", "", "", "E", "e", "J", "j", "", "", "R", "r", "Y", "y", // U+0240
};

static const char extended_additional[][3] = {
    "A", "a", "B", "b", "B", "b", "B", "b", "C", "c", "D", "d", "D", "d", "D", "d", // U+1E00
    "D", "d", "D", "d", "E", "e", "E", "e", "E", "e", "E", "e", "E", "e", "F", "f", // U+1E10
    "G", "g", "H", "h", "H", "h", "H", "h", "H", "h", "H", "h", "I", "i", "I", "i", // U+1E20
    "K", "k", "K", "k", "K", "k", "L", "l", "L", "l", "L", "l", "L", "l", "M", "m", // U+1E30
    "M", "m", "M", "m", "N", "n", "N", "n", "N", "n", "N", "n", "O", "o", "O", "o", // U+1E40
    "O", "o", "O", "o", "P", "p", "P", "p", "R", "r", "R", "r", "R", "r", "R", "r", // U+1E50
    "S", "s", "S", "s", "S", "s", "S", "s", "S", "s", "T", "t", "T", "t", "T", "t", // U+1E60
    "T", "t", "U", "u", "U", "u", "U", "u", "U", "u", "U", "u", "V", "v", "V", "v", // U+1E70
    "W", "w", "W", "w", "W", "w", "W", "w", "W", "w", "X", "x", "X", "x", "Y", "y", // U+1E80
    "Z", "z", "Z", "z", "Z", "z", "h", "t", "w", "y", "a", "s", "", "", "SS", "", // U+1E90
    "A", "a", "A", "a", "A", "a", "A", "a", "A", "a", "A", "a", "A", "a", "A", "a", // U+1EA0
    "A", "a", "A", "a", "A", "a", "A", "a", "E", "e", "E", "e", "E", "e", "E", "e", // U+1EB0
    "E", "e", "E", "e", "E", "e", "E", "e", "I", "i", "I", "i", "O", "o", "O", "o", // U+1EC0
    "O", "o", "O", "o", "O", "o", "O", "o", "O", "o", "O", "o", "O", "o", "O", "o", // U+1ED0
    "O", "o", "O", "o", "U", "u", "U", "u", "U", "u", "U", "u", "U", "u", "U", "u", // U+1EE0
    "U", "u", "Y", "y", "Y", "y", "Y", "y", "Y", "y", "", "", "", "", "", "", // U+1EF0
};
// clang-format on

#define LATIN_FIRST      0x00C0
#define ADDITIONAL_FIRST 0x1E00

// Punctuation and blanks that word processors put for the plain ones.
static const struct {
    uint32_t from, to;
    const char *plain;
} others[] = {
    {0x00A0, 0x00A0, " "},   // no-break space
    {0x00AA, 0x00AA, "a"},   // feminine ordinal
    {0x00AB, 0x00AB, "\""},  // «
    {0x00B4, 0x00B4, "'"},   // acute accent, typed for an apostrophe
    {0x00B7, 0x00B7, "."},   // middle dot
    {0x00BA, 0x00BA, "o"},   // masculine ordinal
    {0x00BB, 0x00BB, "\""},  // »
    {0x02B9, 0x02BC, "'"},   // modifier letters: prime, okina, apostrophe
    {0x2000, 0x200A, " "},   // spaces of every width
    {0x2010, 0x2015, "-"},   // hyphens and dashes
    {0x2018, 0x201B, "'"},   // single quotes
    {0x201C, 0x201F, "\""},  // double quotes
    {0x2026, 0x2026, "..."}, // ellipsis
    {0x202F, 0x202F, " "},   // narrow no-break space
    {0x2032, 0x2032, "'"},   // prime
    {0x2033, 0x2033, "\""},  // double prime
    {0x2039, 0x203A, "'"},   // single angle quotes
    {0x2044, 0x2044, "/"},   // fraction slash
    {0x2212, 0x2212, "-"},   // minus
};

static const char *plain_of(uint32_t character)
{
    size_t latin = sizeof(latin_1_to_extended_b) / sizeof(latin_1_to_extended_b[0]);
    size_t additional = sizeof(extended_additional) / sizeof(extended_additional[0]);
    if (character >= LATIN_FIRST && character < LATIN_FIRST + latin)
        return latin_1_to_extended_b[character - LATIN_FIRST];
    if (character >= ADDITIONAL_FIRST && character < ADDITIONAL_FIRST + additional)
        return extended_additional[character - ADDITIONAL_FIRST];
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        if (character >= others[i].from && character <= others[i].to)
            return others[i].plain;
    }
    return "";
}

// A mark that stands behind its letter, as in the decomposed form of Unicode.
static bool is_combining(uint32_t character)
{
    return character >= 0x0300 && character <= 0x036F;
}

// Takes the first character, which is valid UTF-8, off the front.
static uint32_t take(struct text *rest)
{
    const unsigned char *at = (const unsigned char *)rest->at;
    size_t size = at[0] < 0x80 ? 1 : at[0] < 0xE0 ? 2 : at[0] < 0xF0 ? 3 : 4;
    static const unsigned char first_bits[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    uint32_t character = at[0] & first_bits[size];
    for (size_t i = 1; i < size; i++)
        character = character << 6 | (at[i] & 0x3F);
    *rest = text_part(*rest, size, rest->size);
    return character;
}

static bool is_plain(unsigned char c)
{
    return c >= 0x20 && c <= 0x7E;
}

bool latin_to_ascii(struct arena *arena, struct text t, struct text *out)
{
    size_t plain = 0;
    while (plain < t.size && is_plain((unsigned char)t.at[plain]))
        plain++;
    if (plain == t.size) {
        *out = t;
        return true;
    }
    // No character becomes longer: two bytes give at most two letters, three at most three.
    char *made = arena_take(arena, t.size + 1);
    memcpy(made, t.at, plain);
    size_t size = plain;
    bool all = true;
    struct text rest = text_part(t, plain, t.size);
    size_t sound = text_utf8_length(rest); // bytes at the front of `rest` known to be valid
    while (rest.size > 0) {
        if (sound == 0) {
            made[size++] = '?';
            all = false;
            rest = text_part(rest, 1, rest.size);
            sound = text_utf8_length(rest);
            continue;
        }
        size_t before = rest.size;
        uint32_t character = take(&rest);
        sound -= before - rest.size;
        if (character < 0x80 && is_plain((unsigned char)character)) {
            made[size++] = (char)character;
            continue;
        }
        if (is_combining(character) && size > 0 &&
            text_is_alphanumeric(text_part((struct text){made, size}, size - 1, 1)))
            continue;
        const char *letters = plain_of(character);
        if (*letters == '\0') {
            letters = "?";
            all = false;
        }
        while (*letters != '\0')
            made[size++] = *letters++;
    }
    CHECK(size <= t.size);
    *out = (struct text){made, size};
    return all;
}

// ---- Windows-1252

// 0x80 to 0x9F; 0: not assigned. (The rest is Latin-1.)
static const uint16_t windows_1252[32] = {0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
    0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017D, 0, 0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E, 0x0178};

static void put_utf8(struct buf *out, unsigned code)
{
    if (code < 0x80) {
        buf_char(out, (char)code);
    } else if (code < 0x800) {
        buf_char(out, (char)(0xC0 | code >> 6));
        buf_char(out, (char)(0x80 | (code & 0x3F)));
    } else {
        buf_char(out, (char)(0xE0 | code >> 12));
        buf_char(out, (char)(0x80 | (code >> 6 & 0x3F)));
        buf_char(out, (char)(0x80 | (code & 0x3F)));
    }
}

void latin_to_utf8(struct buf *out, struct text t)
{
    for (size_t i = 0; i < t.size; i++) {
        unsigned char c = (unsigned char)t.at[i];
        unsigned code = c >= 0x80 && c <= 0x9F ? windows_1252[c - 0x80] : c;
        put_utf8(out, code == 0xA0 ? ' ' : code == 0 ? '?' : code);
    }
}
