#include "claims/claim.h"

#include "claims/base/err.h"
#include "claims/base/money.h"

const char *provider_role_word(enum provider_role role)
{
    switch (role) {
    case PROVIDER_BILLING:
        return "billing";
    case PROVIDER_PAY_TO:
        return "pay_to";
    case PROVIDER_REFERRING:
        return "referring";
    case PROVIDER_RENDERING:
        return "rendering";
    case PROVIDER_FACILITY:
        return "facility";
    case PROVIDER_SUPERVISING:
        return "supervising";
    case PROVIDER_ORDERING:
        return "ordering";
    case PROVIDER_ROLES:
        break;
    }
    err_bug(__FILE__, __LINE__, "unknown provider_role");
}

const struct person *claim_patient(const struct claim *claim)
{
    return claim->patient_is_subscriber ? &claim->subscriber.person : &claim->patient;
}

bool claim_lines_total(const struct claim *claim, int64_t *total)
{
    int64_t sum = 0;
    for (size_t i = 0; i < claim->line_count; i++) {
        if (!money_add(sum, claim->lines[i].charge, &sum))
            return false;
    }
    *total = sum;
    return true;
}
