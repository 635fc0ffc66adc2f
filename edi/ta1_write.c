#include "edi/ta1_write.h"

int ta1_write_segment(struct buf *out, const struct x12_settings *settings, const struct ta1 *ta1,
    struct x12_refusals refusals)
{
    struct x12_writer writer;
    x12_write_begin(&writer, out, settings, refusals);
    x12_segment_begin(&writer, "TA1");
    x12_put_control(&writer, "ta1.interchange_control", ta1->interchange_control);
    x12_put_d6(&writer, ta1->at.day);
    x12_put_hhmm(&writer, ta1->at.second);
    x12_put_char(&writer, "ta1.code", ta1->code);
    x12_put_required(&writer, "ta1.note", ta1->note, 3);
    x12_segment_end(&writer);
    return x12_write_end(&writer);
}

int ta1_write(struct buf *out, const struct x12_settings *settings, const struct ta1 *ta1,
    struct x12_refusals refusals)
{
    size_t start = out->size;
    int head = x12_write_isa(out, settings, refusals);
    int segment = ta1_write_segment(out, settings, ta1, refusals);
    if (head == 0 || segment == 0) {
        out->size = start;
        return 0;
    }
    return head + segment + x12_write_iea(out, settings, 0);
}
