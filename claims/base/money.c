#include "claims/base/money.h"

#include "claims/base/err.h"

// Most amounts: a few digits, within the limit whatever they are, a point between them or none, and
// no more decimals than count.
#define SHORT_AMOUNT 9
static bool parse_short(struct text t, int places, int64_t *out)
{
    int64_t n = 0;
    size_t i = 0;
    if (t.size > SHORT_AMOUNT)
        return false;
    for (; i < t.size && text_is_digit(t.at[i]); i++)
        n = n * 10 + (t.at[i] - '0');
    if (i == 0 || (i < t.size && t.at[i] != '.'))
        return false;
    for (i++; i < t.size && text_is_digit(t.at[i]) && places > 0; i++, places--)
        n = n * 10 + (t.at[i] - '0');
    for (; places > 0; places--)
        n *= 10;
    if (i < t.size)
        return false;
    *out = n;
    return true;
}

// Reads a decimal number as an integer of its 10^-places parts, within MONEY_LIMIT of them.
static enum money_fault parse(struct text t, int places, int64_t *out)
{
    if (parse_short(t, places, out))
        return MONEY_OK;
    if (t.size == 0)
        return MONEY_EMPTY;
    bool negative = t.at[0] == '-';
    int64_t n = 0;
    bool digits = false, point = false, decimals = false, range = false;
    int left = places; // decimals that still count
    for (size_t i = negative; i < t.size; i++) {
        char c = t.at[i];
        if (c == '.' && !point) {
            point = true;
            continue;
        }
        if (c < '0' || c > '9')
            return MONEY_SYNTAX;
        digits = true;
        if (point && left == 0) {
            decimals = decimals || c != '0';
            continue;
        }
        if (point)
            left--;
        if (!range)
            n = n * 10 + (c - '0');
        range = range || n > MONEY_LIMIT;
    }
    if (!digits)
        return MONEY_SYNTAX;
    for (; left > 0 && !range; left--) {
        n *= 10;
        range = n > MONEY_LIMIT;
    }
    if (decimals)
        return MONEY_DECIMALS;
    if (range)
        return MONEY_RANGE;
    *out = negative ? -n : n;
    return MONEY_OK;
}

enum money_fault money_parse(struct text t, int64_t *cents)
{
    return parse(t, 2, cents);
}

enum money_fault money_parse_thousandths(struct text t, int64_t *thousandths)
{
    return parse(t, 3, thousandths);
}

bool money_add(int64_t a, int64_t b, int64_t *sum)
{
    int64_t result;
    if (__builtin_add_overflow(a, b, &result))
        return false;
    *sum = result;
    return true;
}

int64_t money_sum(int64_t a, int64_t b)
{
    int64_t sum;
    CHECK(money_add(a, b, &sum));
    return sum;
}

enum style {
    PLAIN,  // all decimals
    COMMAS, // all decimals, thousands separated
    X12,    // no zeros at the end, no point behind which nothing stands
};

// Writes from the last digit to the first, then moves the result to the front.
static size_t format(int64_t n, int places, enum style style, char out[MONEY_ROOM])
{
    char text[MONEY_ROOM];
    size_t at = sizeof(text) - 1;
    text[at] = '\0';
    uint64_t rest = n < 0 ? 0 - (uint64_t)n : (uint64_t)n;
    bool shown = style != X12;
    for (int i = 0; i < places; i++) {
        char digit = (char)('0' + rest % 10);
        rest /= 10;
        shown = shown || digit != '0';
        if (shown)
            text[--at] = digit;
    }
    if (shown)
        text[--at] = '.';
    int whole = 0;
    do {
        if (style == COMMAS && whole > 0 && whole % 3 == 0)
            text[--at] = ',';
        text[--at] = (char)('0' + rest % 10);
        rest /= 10;
        whole++;
    } while (rest > 0);
    if (n < 0)
        text[--at] = '-';
    size_t size = sizeof(text) - 1 - at;
    memcpy(out, text + at, size + 1);
    return size;
}

size_t money_format(int64_t cents, char out[MONEY_ROOM])
{
    return format(cents, 2, PLAIN, out);
}

size_t money_format_commas(int64_t cents, char out[MONEY_ROOM])
{
    return format(cents, 2, COMMAS, out);
}

size_t money_format_x12(int64_t cents, char out[MONEY_ROOM])
{
    return format(cents, 2, X12, out);
}

size_t money_format_x12_thousandths(int64_t thousandths, char out[MONEY_ROOM])
{
    return format(thousandths, 3, X12, out);
}

void buf_money_x12(struct buf *buf, int64_t cents)
{
    char text[MONEY_ROOM];
    buf_bytes(buf, text, money_format_x12(cents, text));
}
