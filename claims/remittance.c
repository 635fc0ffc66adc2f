#include "claims/remittance.h"

#include "claims/base/err.h"
#include "claims/base/money.h"

static int64_t minus(int64_t a, int64_t b)
{
    int64_t difference;
    CHECK(!__builtin_sub_overflow(a, b, &difference));
    return difference;
}

static int64_t sum_adjustments(const struct remittance_adjustment *adjustments, size_t count)
{
    int64_t sum = 0;
    for (size_t i = 0; i < count; i++)
        sum = money_sum(sum, adjustments[i].amount);
    return sum;
}

int64_t remittance_line_difference(const struct remittance_line *line)
{
    int64_t adjusted = sum_adjustments(line->adjustments, line->adjustment_count);
    return minus(minus(line->charge, line->paid), adjusted);
}

int64_t remittance_claim_difference(const struct remittance_claim *claim)
{
    int64_t adjusted = sum_adjustments(claim->adjustments, claim->adjustment_count);
    for (size_t i = 0; i < claim->line_count; i++) {
        const struct remittance_line *line = &claim->lines[i];
        adjusted = money_sum(adjusted, sum_adjustments(line->adjustments, line->adjustment_count));
    }
    return minus(minus(claim->charge, claim->paid), adjusted);
}

int64_t remittance_payment_difference(const struct remittance *payment, int64_t claims_paid)
{
    int64_t withheld = 0;
    for (size_t i = 0; i < payment->provider_adjustment_count; i++)
        withheld = money_sum(withheld, payment->provider_adjustments[i].amount);
    return minus(payment->amount, minus(claims_paid, withheld));
}
