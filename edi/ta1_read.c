#include "edi/ta1_read.h"

#include <limits.h>

bool ta1_read(
    struct reading_report *report, const struct x12_segment *segment, struct verdict *verdict)
{
    *verdict = (struct verdict){.level = EVIDENCE_TA1,
        .outcome = VERDICT_NOTHING,
        .stated_date = DATE_NONE,
        .amount = -1,
        .received_date = DATE_NONE,
        .offset = segment->offset,
        .segment = segment->number > INT_MAX ? INT_MAX : (int)segment->number};
    bool read =
        reading_number(report, segment, 1, "", READING_REQUIRED, &verdict->interchange_control);
    struct text date = x12_element(segment, 2);
    if (!date_parse_d6(date, &verdict->stated_date) && date.size > 0)
        reading_tell(report, FINDING_x12_element_invalid, SEVERITY_WARN, segment, 2, 0, "",
            (struct text){0});
    verdict->code = reading_text(report, segment, 4, "", READING_REQUIRED);
    verdict->status = x12_element(segment, 5);
    if (reading_is_one_of(verdict->code, " A E "))
        verdict->outcome = VERDICT_ACCEPTED;
    else if (text_equal_z(verdict->code, "R"))
        verdict->outcome = VERDICT_REJECTED;
    else if (verdict->code.size > 0)
        reading_tell(report, FINDING_x12_element_invalid, SEVERITY_REJECT, segment, 4, 0, "",
            (struct text){0});
    return read && verdict->outcome != VERDICT_NOTHING;
}
