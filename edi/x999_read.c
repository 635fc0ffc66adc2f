#include "edi/x999_read.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include "claims/base/err.h"

#define CONTROL_ROOM 64 // AK202 has at most 9 characters; a longer one is cut and matches nothing
#define PLACE_ROOM   64

struct x999_reader {
    void *context;
    void (*on_verdict)(void *context, const struct verdict *verdict);
    struct reading_report *report;
    bool has_ak1;
    int64_t group_control; // AK102
    bool in_set;           // between AK2 and its IK5
    char set_control[CONTROL_ROOM];
    int64_t set_offset, set_segment;
    struct x12_place place; // of AK1
    bool has_ak9;
    // The first error of the set.
    enum {
        ERROR_NONE,
        ERROR_SEGMENT,
        ERROR_TOLD
    } error; // nothing yet; IK3 read, its IK4 may follow; done
    char error_segment[4], error_loop[8], error_place[PLACE_ROOM];
    int64_t error_position;
    int64_t listed, listed_accepted; // sets with an IK5
};

struct x999_reader *x999_read_new(
    void *context, void (*on_verdict)(void *context, const struct verdict *verdict))
{
    struct x999_reader *reader = calloc(1, sizeof(*reader));
    CHECK(reader != NULL);
    reader->context = context;
    reader->on_verdict = on_verdict;
    return reader;
}

void x999_read_free(struct x999_reader *reader)
{
    free(reader);
}

static enum verdict_outcome outcome_of(struct text code)
{
    if (reading_is_one_of(code, " A E "))
        return VERDICT_ACCEPTED;
    if (reading_is_one_of(code, " R M W X "))
        return VERDICT_REJECTED;
    return VERDICT_NOTHING;
}

static struct verdict new_verdict(
    const struct x999_reader *reader, const struct x12_segment *segment)
{
    return (struct verdict){.level = EVIDENCE_999,
        .outcome = VERDICT_NOTHING,
        .group_control = reader->group_control,
        .stated_date = DATE_NONE,
        .amount = -1,
        .received_date = DATE_NONE,
        .offset = segment->offset,
        .segment = segment->number > INT_MAX ? INT_MAX : (int)segment->number};
}

static void read_ak1(struct x999_reader *reader, const struct x12_segment *segment)
{
    reader->has_ak1 = true;
    reader->place = reading_place(reader->report, segment, 0, "");
    reading_number(reader->report, segment, 2, "", READING_REQUIRED, &reader->group_control);
}

static void read_ak2(struct x999_reader *reader, const struct x12_segment *segment)
{
    reader->in_set = true;
    reader->error_place[0] = '\0';
    reader->error = ERROR_NONE;
    struct text control = reading_text(reader->report, segment, 2, "2000", READING_REQUIRED);
    text_copy_z(reader->set_control, sizeof(reader->set_control), control);
}

// Copies a name from the file, only its letters and digits.
static void copy_word(char *out, size_t room, struct text t)
{
    size_t size = 0;
    for (size_t i = 0; i < t.size && size + 1 < room; i++) {
        if (text_is_alphanumeric(text_part(t, i, 1)))
            out[size++] = t.at[i];
    }
    out[size] = '\0';
}

// "CLM05-3 in 2300, segment 12": `element` is empty for an error of the segment as a whole.
static void make_error_place(struct x999_reader *reader, const char *element)
{
    const char *in = reader->error_loop[0] == '\0' ? "" : " in ";
    snprintf(reader->error_place, sizeof(reader->error_place), "%s%s%s%s, segment %lld",
        reader->error_segment, element, in, reader->error_loop, (long long)reader->error_position);
}

static void read_ik3(struct x999_reader *reader, const struct x12_segment *segment)
{
    if (reader->error != ERROR_NONE) {
        reader->error = ERROR_TOLD; // the first one stands
        return;
    }
    reader->error = ERROR_SEGMENT;
    copy_word(reader->error_segment, sizeof(reader->error_segment), x12_element(segment, 1));
    copy_word(reader->error_loop, sizeof(reader->error_loop), x12_element(segment, 3));
    reader->error_position = 0;
    reading_number(reader->report, segment, 2, "2100", READING_ADVISORY, &reader->error_position);
    make_error_place(reader, "");
}

static void read_ik4(struct x999_reader *reader, const struct x12_segment *segment)
{
    int64_t element = 0, component = 0;
    if (reader->error != ERROR_SEGMENT)
        return;
    char word[16];
    if (!text_to_i64(x12_component(segment, 1, 1), &element) || element < 1 || element > 99)
        return;
    if (text_to_i64(x12_component(segment, 1, 2), &component) && component >= 1 && component <= 99)
        snprintf(word, sizeof(word), "%02d-%d", (int)element, (int)component);
    else
        snprintf(word, sizeof(word), "%02d", (int)element);
    reader->error = ERROR_TOLD;
    make_error_place(reader, word);
}

static void read_ik5(struct x999_reader *reader, const struct x12_segment *segment)
{
    if (!reader->in_set) {
        reading_misplaced(reader->report, segment, "2000");
        return;
    }
    struct verdict verdict = new_verdict(reader, segment);
    verdict.set_control = text_of(reader->set_control);
    verdict.code = reading_text(reader->report, segment, 1, "2000", READING_REQUIRED);
    verdict.status = x12_element(segment, 2);
    verdict.outcome = outcome_of(verdict.code);
    verdict.error_place = text_of(reader->error_place);
    reader->in_set = false;
    reader->listed++;
    reader->listed_accepted += verdict.outcome == VERDICT_ACCEPTED;
    reader->on_verdict(reader->context, &verdict);
}

static void read_ak9(struct x999_reader *reader, const struct x12_segment *segment)
{
    reader->has_ak9 = true;
    struct verdict verdict = new_verdict(reader, segment);
    verdict.code = reading_text(reader->report, segment, 1, "", READING_REQUIRED);
    verdict.status = x12_element(segment, 5);
    verdict.outcome = outcome_of(verdict.code);
    int64_t received = 0, accepted = 0;
    bool counted = reading_number(reader->report, segment, 3, "", READING_ADVISORY, &received) &&
                   reading_number(reader->report, segment, 4, "", READING_ADVISORY, &accepted);
    int64_t others = received - reader->listed;
    if (text_equal_z(verdict.code, "P") && counted && others > 0 &&
        accepted == reader->listed_accepted + others)
        verdict.outcome = VERDICT_ACCEPTED;
    reader->on_verdict(reader->context, &verdict);
}

void x999_read_begin(struct x999_reader *reader, struct reading_report *report)
{
    reader->report = report;
    reader->has_ak1 = false;
    reader->group_control = 0;
    reader->in_set = false;
    reader->has_ak9 = false;
    reader->error_place[0] = '\0';
    reader->error = ERROR_NONE;
    reader->listed = 0;
    reader->listed_accepted = 0;
}

void x999_read_segment(struct x999_reader *reader, const struct x12_segment *segment)
{
    struct text id = segment->id;
    bool is_old = reading_is_one_of(id, " AK3 AK4 AK5 ");
    char last = id.size == 3 ? id.at[2] : '\0';
    bool is_error = is_old || reading_is_one_of(id, " IK3 IK4 IK5 ");
    if (is_old)
        reading_tell(reader->report, FINDING_x12_segment_variant, SEVERITY_WARN, segment, 0, 0,
            "2000", (struct text){0});
    if (x12_is(segment, "AK1") && !reader->has_ak1)
        read_ak1(reader, segment);
    else if (!reader->has_ak1)
        reading_misplaced(reader->report, segment, "");
    else if (x12_is(segment, "AK2"))
        read_ak2(reader, segment);
    else if (is_error && last == '5')
        read_ik5(reader, segment);
    else if (is_error && last == '3' && reader->in_set)
        read_ik3(reader, segment);
    else if (is_error && last == '4' && reader->in_set)
        read_ik4(reader, segment);
    else if (x12_is(segment, "AK9"))
        read_ak9(reader, segment);
    else if (!x12_is(segment, "CTX"))
        reading_unknown(reader->report, segment, "");
}

void x999_read_end(struct x999_reader *reader)
{
    if (reader->has_ak1 && !reader->has_ak9) {
        text_copy_z(reader->place.segment_id, sizeof(reader->place.segment_id), TEXT("AK9"));
        text_copy_z(reader->place.element, sizeof(reader->place.element), TEXT("AK901"));
        reading_tell_at(reader->report, FINDING_x12_element_missing, SEVERITY_WARN, &reader->place,
            0, (struct text){0});
    }
}
