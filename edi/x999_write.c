#include "edi/x999_write.h"

static void put_set(struct x12_writer *writer, const struct x999_set *set)
{
    x12_segment_begin(writer, "AK2");
    x12_put_required(writer, "set.id", set->id, 3);
    x12_put_required(writer, "set.control", set->control, 9);
    x12_put(writer, "set.version", set->version, 35);
    x12_segment_end(writer);
    if (set->error_segment.size > 0) {
        x12_segment_begin(writer, "IK3");
        x12_put(writer, "set.error_segment", set->error_segment, 3);
        x12_put_number(writer, set->error_position);
        x12_put(writer, "set.error_loop", set->error_loop, 4);
        x12_put_required(writer, "set.error_code", set->error_code, 3);
        x12_segment_end(writer);
    }
    if (set->error_segment.size > 0 && set->error_element > 0) {
        x12_segment_begin(writer, "IK4");
        x12_composite_begin(writer);
        x12_put_number(writer, set->error_element);
        if (set->error_component > 0)
            x12_put_number(writer, set->error_component);
        x12_composite_end(writer);
        x12_put(writer, "set.error_element_number", set->error_element_number, 4);
        x12_put_required(writer, "set.error_element_code", set->error_element_code, 3);
        x12_segment_end(writer);
    }
    x12_segment_begin(writer, "IK5");
    x12_put_char(writer, "set.code", set->code);
    x12_put(writer, "set.status", set->status, 3);
    x12_segment_end(writer);
}

int x999_write(struct buf *out, const struct x12_settings *settings, const struct x999_group *group,
    struct x12_refusals refusals)
{
    struct x12_writer writer;
    x12_write_begin(&writer, out, settings, refusals);
    x12_segment_begin(&writer, "ST");
    x12_put_z(&writer, "999");
    x12_put_required(&writer, "set_control", group->set_control, 9);
    x12_put_z(&writer, X999_VERSION);
    x12_segment_end(&writer);
    x12_segment_begin(&writer, "AK1");
    x12_put_required(&writer, "group.functional_id", group->functional_id, 2);
    x12_put_number(&writer, group->control);
    x12_put_required(&writer, "group.version", group->version, 12);
    x12_segment_end(&writer);
    for (size_t i = 0; i < group->set_count; i++)
        put_set(&writer, &group->sets[i]);
    x12_segment_begin(&writer, "AK9");
    x12_put_char(&writer, "group.code", group->code);
    x12_put_number(&writer, group->included);
    x12_put_number(&writer, group->received);
    x12_put_number(&writer, group->accepted);
    x12_put(&writer, "group.status", group->status, 3);
    x12_segment_end(&writer);
    x12_segment_begin(&writer, "SE");
    x12_put_number(&writer, writer.segments + 1);
    x12_put_required(&writer, "set_control", group->set_control, 9);
    x12_segment_end(&writer);
    return x12_write_end(&writer);
}
