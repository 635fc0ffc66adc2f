#include "claims/base/ident.h"

#include "claims/base/err.h"

static bool is_letter(char c)
{
    return c >= 'A' && c <= 'Z';
}

// Whether the text fits a pattern of its length: 9 stands for a digit, A for a capital letter, X
// for either, everything else for itself.
static bool fits(struct text t, const char *pattern)
{
    if (t.size != strlen(pattern))
        return false;
    for (size_t i = 0; i < t.size; i++) {
        char c = t.at[i];
        switch (pattern[i]) {
        case '9':
            if (!text_is_digit(c))
                return false;
            break;
        case 'A':
            if (!is_letter(c))
                return false;
            break;
        case 'X':
            if (!text_is_digit(c) && !is_letter(c))
                return false;
            break;
        default:
            if (c != pattern[i])
                return false;
        }
    }
    return true;
}

static bool is_all(struct text t, char c)
{
    for (size_t i = 0; i < t.size; i++) {
        if (t.at[i] != c)
            return false;
    }
    return true;
}

// The Luhn check digit of 80840 and nine digits. ISO/IEC 7812-1, annex B: from the right every
// second digit, beginning with the last, is doubled and its digits added.
static char npi_check_digit(const char nine[9])
{
    int sum = 24; // what the constant 80840 always adds: 8 + 0 + 8 + 8 + 0
    for (int i = 0; i < 9; i++) {
        int digit = nine[i] - '0';
        if (i % 2 == 0)
            digit *= 2;
        sum += digit / 10 + digit % 10;
    }
    return (char)('0' + (10 - sum % 10) % 10);
}

bool ident_is_npi(struct text t)
{
    if (!fits(t, "9999999999") || (t.at[0] != '1' && t.at[0] != '2'))
        return false;
    return npi_check_digit(t.at) == t.at[9];
}

void ident_make_npi(const char nine[9], char out[11])
{
    CHECK(fits((struct text){nine, 9}, "999999999") && (nine[0] == '1' || nine[0] == '2'));
    memcpy(out, nine, 9);
    out[9] = npi_check_digit(nine);
    out[10] = '\0';
}

bool ident_is_zip9(struct text t)
{
    return fits(t, "999999999") && !is_all(text_part(t, 0, 5), '0') &&
           !is_all(text_part(t, 5, 4), '0');
}

bool ident_is_zip(struct text t)
{
    return (fits(t, "99999") || fits(t, "999999999")) && !is_all(text_part(t, 0, 5), '0');
}

bool ident_is_tax_id(struct text t)
{
    return fits(t, "999999999") && !is_all(t, '0') && !is_all(t, '9');
}

bool ident_is_taxonomy(struct text t)
{
    return fits(t, "XXXXXXXXXX") && t.at[9] == 'X';
}

bool ident_is_mbi(struct text t)
{
    // CMS, "Understanding the Medicare Beneficiary Identifier (MBI) Format".
    if (!fits(t, "9AX9AX9AA99") || t.at[0] == '0')
        return false;
    for (size_t i = 0; i < t.size; i++) {
        if (strchr("SLOIBZ", t.at[i]) != NULL)
            return false;
    }
    return true;
}

bool ident_is_member_id(struct text t)
{
    if (t.size < 2 || t.size > 80 || t.at[0] == ' ' || t.at[t.size - 1] == ' ')
        return false;
    for (size_t i = 0; i < t.size; i++) {
        if (t.at[i] != ' ' && t.at[i] != '-' && !text_is_alphanumeric(text_part(t, i, 1)))
            return false;
    }
    return true;
}

bool ident_is_icd10cm_shape(struct text t)
{
    struct text first = text_part(t, 0, 3);
    return t.size >= 3 && t.size <= 7 && (fits(first, "A9X") || fits(first, "AA9")) &&
           (t.size == 3 || fits(text_part(t, 3, 4), "XXXX" + (7 - t.size)));
}

bool ident_is_procedure_shape(struct text t)
{
    return fits(t, "9999X") || (fits(t, "A9999") && t.at[0] <= 'V');
}

bool ident_is_hcpcs_level_two(struct text t)
{
    return fits(t, "A9999") && t.at[0] <= 'V' && t.at[0] != 'D';
}

bool ident_is_icd10pcs_shape(struct text t)
{
    return fits(t, "XXXXXXX") && memchr(t.at, 'I', t.size) == NULL &&
           memchr(t.at, 'O', t.size) == NULL;
}

bool ident_is_ndc11(struct text t)
{
    return fits(t, "99999999999");
}

bool ident_is_state(struct text t)
{
    // USPS Publication 28, appendix B: states and DC, possessions and associated states, military
    // areas.
    static const char states[] = "AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD "
                                 "MA MI MN MS MO MT NE NV NH NJ "
                                 "NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY "
                                 "AS FM GU MH MP PR PW VI "
                                 "AA AE AP ";
    if (!fits(t, "AA"))
        return false;
    for (const char *state = states; *state != '\0'; state += 3) {
        if (state[0] == t.at[0] && state[1] == t.at[1])
            return true;
    }
    return false;
}

bool ident_is_clia(struct text t)
{
    return fits(t, "99D9999999");
}

// ---- Control numbers

static const char base36[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

// The value of 0-9 A-Z; -1 for any other character.
static int base36_value(char c)
{
    if (text_is_digit(c))
        return c - '0';
    return is_letter(c) ? c - 'A' + 10 : -1;
}

#define CLAIM_DIGITS   9
#define ORDINAL_DIGITS 2
#define NUMBER_SIZE    (CLAIM_DIGITS + ORDINAL_DIGITS)

// `digits` base 36 digits of n at `out`.
static void put_base36(char *out, int digits, int64_t n)
{
    CHECK(n >= 0);
    for (int i = digits - 1; i >= 0; i--) {
        out[i] = base36[n % 36];
        n /= 36;
    }
    CHECK(n == 0);
}

// Of characters that were found to be base 36.
static int64_t get_base36(struct text t)
{
    int64_t n = 0;
    for (size_t i = 0; i < t.size; i++) {
        int value = base36_value(t.at[i]);
        CHECK(value >= 0);
        n = n * 36 + value;
    }
    return n;
}

char ident_check_character(struct text t)
{
    // ISO/IEC 7064:2003, the hybrid system Mod 37,36.
    int product = 36;
    for (size_t i = 0; i < t.size; i++) {
        int value = base36_value(t.at[i]);
        if (value < 0)
            return '\0';
        int sum = (product + value) % 36;
        product = (sum == 0 ? 36 : sum) * 2 % 37;
    }
    return base36[(37 - product) % 36];
}

void ident_make_patient_control_number(int64_t claim_id, int ordinal, char out[IDENT_CONTROL_ROOM])
{
    put_base36(out, CLAIM_DIGITS, claim_id);
    put_base36(out + CLAIM_DIGITS, ORDINAL_DIGITS, ordinal);
    out[NUMBER_SIZE] = ident_check_character((struct text){out, NUMBER_SIZE});
    out[NUMBER_SIZE + 1] = '\0';
}

bool ident_read_patient_control_number(struct text t, int64_t *claim_id, int *ordinal)
{
    if (t.size != NUMBER_SIZE + 1)
        return false;
    struct text number = text_part(t, 0, NUMBER_SIZE);
    char check = ident_check_character(number);
    if (check == '\0' || check != t.at[NUMBER_SIZE])
        return false;
    *claim_id = get_base36(text_part(number, 0, CLAIM_DIGITS));
    *ordinal = (int)get_base36(text_part(number, CLAIM_DIGITS, ORDINAL_DIGITS));
    return true;
}

void ident_make_line_control_number(int64_t claim_id, int line, char out[IDENT_CONTROL_ROOM])
{
    out[0] = 'L';
    put_base36(out + 1, CLAIM_DIGITS, claim_id);
    put_base36(out + 1 + CLAIM_DIGITS, ORDINAL_DIGITS, line);
    out[1 + NUMBER_SIZE] = ident_check_character((struct text){out, 1 + NUMBER_SIZE});
    out[2 + NUMBER_SIZE] = '\0';
}
