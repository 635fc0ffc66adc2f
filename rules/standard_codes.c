#include "rules/standard_codes.h"

#include "claims/base/err.h"

// Two bytes for each code, the shorter ones padded with a blank.
static const char *const lists[CODES_LISTS] = {
    // CMS place of service code set, version of 2024-05-02.
    [CODES_PLACE_OF_SERVICE] = "0102030405060708091011121314151617181920212223242526273132333441424"
                               "950515253545556575860616265667172"
                               "8199",
    [CODES_RELATIONSHIP] = "01192021394053G8",
    [CODES_FILING_INDICATOR] = "11121314151617AMBLCHCIDSFIHMLMMAMBMCOFTVVAWCZZ",
    [CODES_INSURANCE_TYPE] = "121314151641424347",
    [CODES_PAYER_SEQUENCE] = "P S T A B C D E F G H U ",
    [CODES_FREQUENCY] = "1 7 8 ",
    [CODES_RELATED_CAUSE] = "AAEMOA",
    [CODES_DELAY_REASON] = "1 2 3 4 5 6 7 8 9 101115",
    [CODES_ATTACHMENT_TRANSMISSION] = "AABMELEMFTFX",
    [CODES_UNIT_BASIS] = "UNMJ",
    [CODES_DRUG_UNIT] = "F2GRMEMLUN",
    [CODES_INTERCHANGE_QUALIFIER] = "0114202728293033ZZ",
};

bool standard_codes_has(enum standard_codes list, struct text code)
{
    CHECK(list < CODES_LISTS);
    if (code.size < 1 || code.size > 2 || code.at[0] == ' ' || code.at[code.size - 1] == ' ')
        return false;
    char second = code.size == 2 ? code.at[1] : ' ';
    for (const char *at = lists[list]; *at != '\0'; at += 2)
        if (at[0] == code.at[0] && at[1] == second)
            return true;
    return false;
}
