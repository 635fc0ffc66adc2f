#include "edi/x12_envelope.h"

#include <stdlib.h>

#include "claims/base/err.h"

#define KEPT_BYTES_MAX  80 // of a header's element
#define KEPT_ELEMENTS   8  // of a header
// One bit each: 64 million sets in an interchange.
#define PROOF_BYTES_MAX ((size_t)8 << 20)
#define PROOF_BYTES_MIN ((size_t)256)

// The ids of the envelope, packed.

// Elements of a header, until the next one.
struct kept {
    char bytes[KEPT_ELEMENTS * KEPT_BYTES_MAX];
    size_t size;
};

struct x12_envelope {
    struct x12_envelope_handler handler;
    struct x12_reader *reader;
    struct x12_envelope_totals totals;
    bool rejected;                  // a fault of the file that rejects
    bool stray_told;                // a stray segment of the present gap was reported
    bool stray_open;                // it may be of a set or group whose header is missing
    int64_t lost_sets, lost_groups; // their trailers came: what they close was told
    int64_t faulty_segment;         // the last one that the tokenizer had to complain of

    bool in_interchange, in_group, in_set;
    bool interchange_sound, group_sound, set_sound;
    struct kept kept_of_interchange, kept_of_group, kept_of_set;
    struct x12_interchange interchange;
    struct x12_group group;
    struct x12_set set;
    int64_t end; // offset behind the last segment

    // Bit n: whether set number first_set + n of the open interchange may be proven.
    unsigned char *proofs;
    size_t proof_bytes, proof_room;
    int64_t first_set;       // ordinal of the interchange's first set
    int64_t group_first_set; // of the group's
};

static const struct x12_place nowhere;

void x12_envelope_place(
    struct x12_place *place, const struct x12_interchange *interchange, const struct x12_set *set)
{
    text_copy_z(place->interchange, sizeof(place->interchange), interchange->control);
    if (set != NULL) {
        text_copy_z(place->group, sizeof(place->group), set->group->control);
        text_copy_z(place->set, sizeof(place->set), set->control);
    }
}

// ---- Faults

static void tell(struct x12_envelope *envelope, struct x12_fault *fault)
{
    struct x12_place *place = &fault->place;
    // What is wrong with an ISA is told before it begins its interchange; the open one is another.
    bool is_of_isa =
        fault->code == X12_NO_ISA || fault->code == X12_ISA_LENGTH || fault->code == X12_SEPARATORS;
    if (envelope->in_interchange && !is_of_isa) {
        x12_envelope_place(place, &envelope->interchange, NULL);
        if (envelope->in_group)
            text_copy_z(place->group, sizeof(place->group), envelope->group.control);
        if (envelope->in_set)
            text_copy_z(place->set, sizeof(place->set), envelope->set.control);
    }
    envelope->totals.faults++;
    if (x12_fault_rejects(fault->code))
        envelope->rejected = true;
    if (envelope->handler.fault != NULL)
        envelope->handler.fault(envelope->handler.context, fault);
}

// A fault at an element of an envelope segment; `number` 0: at the segment.
static void tell_at(struct x12_envelope *envelope, enum x12_fault_code code,
    const struct x12_segment *segment, size_t number)
{
    struct x12_fault fault = {.code = code, .place = nowhere};
    x12_place_segment(&fault.place, segment, number, 0);
    tell(envelope, &fault);
}

static void on_reader_fault(void *context, const struct x12_fault *told)
{
    struct x12_envelope *envelope = context;
    struct x12_fault fault = *told;
    envelope->faulty_segment = fault.place.segment;
    tell(envelope, &fault);
    if (fault.code == X12_SEGMENT_LENGTH) {
        if (envelope->in_set)
            envelope->set_sound = false;
        else if (envelope->in_group)
            envelope->group_sound = false;
        else if (envelope->in_interchange)
            envelope->interchange_sound = false;
    }
}

// ---- Elements of envelope segments

static struct text keep(struct kept *kept, struct text t)
{
    size_t left = sizeof(kept->bytes) - kept->size, size = t.size;
    char *at = kept->bytes + kept->size;
    size = size < KEPT_BYTES_MAX ? size : KEPT_BYTES_MAX;
    size = size < left ? size : left;
    if (size > 0)
        memcpy(at, t.at, size);
    kept->size += size;
    return (struct text){at, size};
}

static struct text keep_element(struct kept *kept, const struct x12_segment *segment, size_t number)
{
    return keep(kept, x12_element(segment, number));
}

// Whether element `number` is there; else a fault.
static bool is_there(
    struct x12_envelope *envelope, const struct x12_segment *segment, size_t number)
{
    struct text element = x12_element(segment, number);
    if (element.size > 0 && element.size <= KEPT_BYTES_MAX)
        return true;
    tell_at(
        envelope, element.size == 0 ? X12_ELEMENT_MISSING : X12_ELEMENT_INVALID, segment, number);
    return false;
}

// A control number of digits: ISA13 and GS06 (type N0).
static bool is_number(struct x12_envelope *envelope, const struct x12_segment *segment,
    size_t number, size_t digits_max)
{
    struct text element = x12_element(segment, number);
    if (!is_there(envelope, segment, number))
        return false;
    if (text_is_digits(element) && element.size <= digits_max)
        return true;
    tell_at(envelope, X12_ELEMENT_INVALID, segment, number);
    return false;
}

// Whether element `number` is the count; that it counts those too that were lost is no fault more.
static bool is_count(struct x12_envelope *envelope, const struct x12_segment *segment,
    size_t number, int64_t count, int64_t lost)
{
    int64_t stated;
    if (text_to_i64(x12_element(segment, number), &stated) &&
        (stated == count || stated == count + lost))
        return true;
    tell_at(envelope, X12_COUNT, segment, number);
    return false;
}

// Whether element `number` repeats the header's control number. Numbers (type N0) may differ in
// leading zeros, ST02 and SE02 (type AN) may not.
static bool is_control(struct x12_envelope *envelope, const struct x12_segment *segment,
    size_t number, struct text control, bool is_numeric)
{
    struct text stated = x12_element(segment, number);
    int64_t a, b;
    if (text_equal(text_part(stated, 0, KEPT_BYTES_MAX), control) && control.size > 0)
        return true;
    if (is_numeric && text_to_i64(stated, &a) && text_to_i64(control, &b) && a == b)
        return true;
    tell_at(envelope, X12_CONTROL_NUMBER, segment, number);
    return false;
}

// ---- Proofs

static int64_t sets_of_interchange(const struct x12_envelope *envelope)
{
    return envelope->totals.sets - envelope->first_set + 1;
}

// Room for one more byte of proofs; false when there is no memory, or they are too many.
static bool grow_proofs(struct x12_envelope *envelope)
{
    if (envelope->proof_bytes < envelope->proof_room)
        return true;
    size_t room = envelope->proof_room == 0 ? PROOF_BYTES_MIN : 2 * envelope->proof_room;
    unsigned char *proofs = room > PROOF_BYTES_MAX ? NULL : realloc(envelope->proofs, room);
    if (proofs == NULL)
        return false;
    envelope->proofs = proofs;
    envelope->proof_room = room;
    return true;
}

// A set that cannot be kept track of is never proven: take_st says so of the limit, here is said
// that there is no memory.
static void note_set(struct x12_envelope *envelope, bool sound)
{
    int64_t place = envelope->set.ordinal - envelope->first_set;
    size_t byte = (size_t)(place / 8);
    while (envelope->proof_bytes <= byte && grow_proofs(envelope))
        envelope->proofs[envelope->proof_bytes++] = 0;
    if (byte < envelope->proof_bytes) {
        if (sound)
            envelope->proofs[byte] = (unsigned char)(envelope->proofs[byte] | (1 << (place % 8)));
    } else if (byte < PROOF_BYTES_MAX) {
        struct x12_fault fault = {.code = X12_LIMIT,
            .place = {.segment = envelope->set.segment, .offset = envelope->set.offset}};
        tell(envelope, &fault);
    }
}

// The group's trailer is wrong: none of its sets can be proven.
static void forget_proofs(struct x12_envelope *envelope, int64_t first_set)
{
    for (int64_t i = first_set - envelope->first_set; i < sets_of_interchange(envelope); i++) {
        size_t byte = (size_t)(i / 8);
        if (byte < envelope->proof_bytes)
            envelope->proofs[byte] = (unsigned char)(envelope->proofs[byte] & ~(1 << (i % 8)));
    }
}

static void tell_proofs(struct x12_envelope *envelope, bool sound)
{
    if (envelope->handler.set_proven != NULL) {
        for (int64_t i = 0; i < sets_of_interchange(envelope); i++) {
            size_t byte = (size_t)(i / 8);
            bool proven = sound && byte < envelope->proof_bytes &&
                          (envelope->proofs[byte] >> (i % 8) & 1) != 0;
            envelope->handler.set_proven(
                envelope->handler.context, envelope->first_set + i, proven);
        }
    }
    envelope->proof_bytes = 0;
}

// ---- Ends

static void end_set(struct x12_envelope *envelope, bool sound)
{
    sound = sound && envelope->set_sound;
    if (envelope->handler.set_end != NULL)
        envelope->handler.set_end(envelope->handler.context, &envelope->set, sound, envelope->end);
    // The handler may have refused the set at its end.
    note_set(envelope, sound && envelope->set_sound);
    envelope->in_set = false;
}

static void end_group(struct x12_envelope *envelope, bool sound)
{
    sound = sound && envelope->group_sound;
    if (!sound)
        forget_proofs(envelope, envelope->group_first_set);
    if (envelope->handler.group_end != NULL)
        envelope->handler.group_end(envelope->handler.context, &envelope->group, sound);
    envelope->in_group = false;
}

static void end_interchange(struct x12_envelope *envelope, bool sound)
{
    sound = sound && envelope->interchange_sound;
    if (envelope->handler.interchange_end != NULL)
        envelope->handler.interchange_end(envelope->handler.context, &envelope->interchange, sound);
    tell_proofs(envelope, sound);
    envelope->in_interchange = false;
}

// Closes what is still open below a level, as unsound: its trailer did not come.
static void close_set(struct x12_envelope *envelope)
{
    if (envelope->in_set)
        end_set(envelope, false);
}

static void close_group(struct x12_envelope *envelope)
{
    close_set(envelope);
    if (envelope->in_group)
        end_group(envelope, false);
}

static void close_interchange(struct x12_envelope *envelope)
{
    close_group(envelope);
    if (envelope->in_interchange)
        end_interchange(envelope, false);
}

// ---- The envelope segments

static void take_isa(struct x12_envelope *envelope, const struct x12_segment *segment)
{
    if (envelope->in_interchange)
        tell_at(envelope, X12_ENVELOPE, segment, 0); // IEA is missing
    close_interchange(envelope);
    envelope->kept_of_interchange.size = 0;
    envelope->stray_told = envelope->stray_open = false;
    envelope->lost_groups = 0;
    envelope->in_interchange = true;
    envelope->first_set = envelope->totals.sets + 1;
    struct kept *kept = &envelope->kept_of_interchange;
    struct text usage = x12_element(segment, 15), requested = x12_element(segment, 14);
    envelope->interchange = (struct x12_interchange){.ordinal = ++envelope->totals.interchanges,
        .sender_qualifier = keep_element(kept, segment, 5),
        .sender = keep(kept, text_trim(x12_element(segment, 6))),
        .receiver_qualifier = keep_element(kept, segment, 7),
        .receiver = keep(kept, text_trim(x12_element(segment, 8))),
        .date = keep_element(kept, segment, 9),
        .time = keep_element(kept, segment, 10),
        .version = keep_element(kept, segment, 12),
        .control = keep_element(kept, segment, 13),
        .acknowledgement_requested = requested.size == 1 ? *requested.at : '\0',
        .usage = usage.size == 1 ? *usage.at : '\0',
        .separators = *segment->separators,
        .segment = segment->number,
        .offset = segment->offset};
    // ISA_LENGTH and SEPARATORS were told just before.
    bool sound = envelope->faulty_segment != segment->number;
    if (!text_equal_z(envelope->interchange.version, "00501")) {
        tell_at(envelope, X12_VERSION, segment, 12);
        sound = false;
    }
    if (!is_number(envelope, segment, 13, 9))
        sound = false;
    envelope->interchange_sound = sound;
    if (envelope->handler.interchange_begin != NULL)
        envelope->handler.interchange_begin(envelope->handler.context, &envelope->interchange);
}

static void take_gs(struct x12_envelope *envelope, const struct x12_segment *segment)
{
    if (envelope->in_group) {
        tell_at(envelope, X12_ENVELOPE, segment, 0); // GE is missing
        close_group(envelope);
    }
    envelope->kept_of_group.size = 0;
    envelope->in_group = true;
    envelope->stray_told = envelope->stray_open = false;
    envelope->lost_sets = 0;
    envelope->group_first_set = envelope->totals.sets + 1;
    envelope->interchange.groups++;
    struct kept *kept = &envelope->kept_of_group;
    envelope->group = (struct x12_group){.ordinal = ++envelope->totals.groups,
        .functional_id = keep_element(kept, segment, 1),
        .sender = keep(kept, text_trim(x12_element(segment, 2))),
        .receiver = keep(kept, text_trim(x12_element(segment, 3))),
        .date = keep_element(kept, segment, 4),
        .time = keep_element(kept, segment, 5),
        .control = keep_element(kept, segment, 6),
        .version = keep_element(kept, segment, 8),
        .segment = segment->number,
        .offset = segment->offset};
    bool sound = is_there(envelope, segment, 1);
    if (!is_number(envelope, segment, 6, 9))
        sound = false;
    if (!is_there(envelope, segment, 8))
        sound = false;
    envelope->group_sound = sound;
    if (envelope->handler.group_begin != NULL)
        envelope->handler.group_begin(envelope->handler.context, &envelope->group);
}

static void take_st(struct x12_envelope *envelope, const struct x12_segment *segment)
{
    if (envelope->in_set) {
        tell_at(envelope, X12_ENVELOPE, segment, 0); // SE is missing
        close_set(envelope);
    }
    envelope->kept_of_set.size = 0;
    envelope->in_set = true;
    envelope->stray_open = false;
    envelope->group.sets++;
    struct kept *kept = &envelope->kept_of_set;
    struct text version = text_trim(x12_element(segment, 3));
    envelope->set = (struct x12_set){.ordinal = ++envelope->totals.sets,
        .id = keep_element(kept, segment, 1),
        .control = keep_element(kept, segment, 2),
        .version = version.size > 0 ? keep(kept, version) : envelope->group.version,
        .interchange = &envelope->interchange,
        .group = &envelope->group,
        .segment = segment->number,
        .offset = segment->offset};
    bool sound = is_there(envelope, segment, 1);
    if (!is_there(envelope, segment, 2))
        sound = false;
    if (sets_of_interchange(envelope) > (int64_t)PROOF_BYTES_MAX * 8) {
        tell_at(envelope, X12_LIMIT, segment, 0);
        sound = false;
    }
    envelope->set_sound = sound && envelope->faulty_segment != segment->number;
    if (envelope->handler.set_begin != NULL)
        envelope->handler.set_begin(envelope->handler.context, &envelope->set);
}

static void take_se(struct x12_envelope *envelope, const struct x12_segment *segment)
{
    if (!envelope->in_set) {
        if (envelope->stray_open)
            envelope->lost_sets++;
        else
            tell_at(envelope, X12_ENVELOPE, segment, 0);
        envelope->stray_told = envelope->stray_open = false;
        envelope->group_sound = false;
        return;
    }
    bool counted = is_count(envelope, segment, 1, segment->number - envelope->set.segment + 1, 0);
    bool same = is_control(envelope, segment, 2, envelope->set.control, false);
    end_set(envelope, counted && same);
}

static void take_ge(struct x12_envelope *envelope, const struct x12_segment *segment)
{
    if (!envelope->in_group) {
        if (envelope->stray_open)
            envelope->lost_groups++;
        else
            tell_at(envelope, X12_ENVELOPE, segment, 0);
        envelope->stray_told = envelope->stray_open = false;
        envelope->interchange_sound = false;
        return;
    }
    if (envelope->in_set) {
        tell_at(envelope, X12_ENVELOPE, segment, 0); // SE is missing
        close_set(envelope);
    }
    bool counted = is_count(envelope, segment, 1, envelope->group.sets, envelope->lost_sets);
    bool same = is_control(envelope, segment, 2, envelope->group.control, true);
    end_group(envelope, counted && same);
    envelope->stray_told = envelope->stray_open = false;
}

static void take_iea(struct x12_envelope *envelope, const struct x12_segment *segment)
{
    if (envelope->in_group) {
        tell_at(envelope, X12_ENVELOPE, segment, 0); // GE is missing
        close_group(envelope);
    }
    bool counted =
        is_count(envelope, segment, 1, envelope->interchange.groups, envelope->lost_groups);
    bool same = is_control(envelope, segment, 2, envelope->interchange.control, true);
    end_interchange(envelope, counted && same);
    envelope->stray_told = envelope->stray_open = false;
}

// ---- Segments

// A segment that stands where none may. Told once in a row, up to the trailer of what they are of.
static void take_stray(
    struct x12_envelope *envelope, const struct x12_segment *segment, bool is_envelope)
{
    enum x12_fault_code code = X12_ENVELOPE;
    if (envelope->in_group)
        envelope->group_sound = false;
    else if (envelope->in_interchange)
        envelope->interchange_sound = false;
    else if (!is_envelope)
        code = X12_TRAILING;
    if (!envelope->stray_told || (is_envelope && !envelope->stray_open))
        tell_at(envelope, code, segment, 0);
    envelope->stray_told = true;
    envelope->stray_open = envelope->stray_open || code == X12_ENVELOPE;
}

// The file, or the first of two files in one, ended within a segment.
static void take_cut(struct x12_envelope *envelope, const struct x12_segment *segment)
{
    if (!envelope->in_interchange) {
        take_stray(envelope, segment, false);
        return;
    }
    // An IEA that lacks nothing but its terminator: every count and control number is there, and
    // ISA13 has fixed length, so nothing can be missing.
    bool is_complete = segment->packed == X12_ID_IEA && !envelope->in_group &&
                       text_equal(x12_element(segment, 2), envelope->interchange.control);
    if (is_complete) {
        tell_at(envelope, X12_LAST_TERMINATOR, segment, 0);
        take_iea(envelope, segment);
        return;
    }
    tell_at(envelope, X12_TRUNCATED, segment, 0);
    close_interchange(envelope);
}

static bool is_of_envelope(uint32_t id)
{
    switch (id) {
    case X12_ID_ISA:
    case X12_ID_GS:
    case X12_ID_ST:
    case X12_ID_SE:
    case X12_ID_GE:
    case X12_ID_IEA:
        return true;
    default:
        return false;
    }
}

// Everything but the whole segments inside of sets. Kept apart from them, so that they do not pay
// for the registers and the stack that are needed here.
__attribute__((noinline)) static void take_outer(
    struct x12_envelope *envelope, const struct x12_segment *segment)
{
    uint32_t id = segment->packed;
    if (envelope->handler.outer != NULL)
        envelope->handler.outer(envelope->handler.context, segment);
    if (!segment->terminated) {
        envelope->end = segment->end;
        take_cut(envelope, segment);
    } else if (id == X12_ID_ISA) {
        take_isa(envelope, segment);
    } else if (id == X12_ID_GS && envelope->in_interchange) {
        take_gs(envelope, segment);
    } else if (id == X12_ID_ST && envelope->in_group) {
        take_st(envelope, segment);
    } else if (id == X12_ID_SE && envelope->in_group) {
        envelope->end = segment->end;
        take_se(envelope, segment);
    } else if (id == X12_ID_GE && envelope->in_interchange) {
        take_ge(envelope, segment);
    } else if (id == X12_ID_IEA && envelope->in_interchange) {
        take_iea(envelope, segment);
    } else if (id == X12_ID_TA1 && envelope->in_interchange && !envelope->in_group) {
        envelope->interchange.acknowledgements++;
        if (envelope->handler.ta1 != NULL)
            envelope->handler.ta1(envelope->handler.context, &envelope->interchange, segment);
    } else {
        take_stray(envelope, segment, is_of_envelope(id));
    }
}

static void on_segment(void *context, const struct x12_segment *segment)
{
    struct x12_envelope *envelope = context;
    envelope->totals.segments++;
    if (envelope->in_set && segment->terminated && !is_of_envelope(segment->packed)) {
        if (envelope->handler.segment != NULL)
            envelope->handler.segment(envelope->handler.context, &envelope->set, segment);
    } else {
        take_outer(envelope, segment);
    }
    envelope->end = segment->end;
}

// ---- The object

struct x12_envelope *x12_envelope_new_or_null(struct x12_envelope_handler handler)
{
    struct x12_envelope *envelope = calloc(1, sizeof(*envelope));
    if (envelope == NULL)
        return NULL;
    envelope->handler = handler;
    envelope->reader = x12_new_or_null(
        (struct x12_handler){.context = envelope, .segment = on_segment, .fault = on_reader_fault});
    if (envelope->reader == NULL) {
        free(envelope);
        return NULL;
    }
    return envelope;
}

struct x12_envelope *x12_envelope_new(struct x12_envelope_handler handler)
{
    struct x12_envelope *envelope = x12_envelope_new_or_null(handler);
    CHECK(envelope != NULL);
    return envelope;
}

void x12_envelope_free(struct x12_envelope *envelope)
{
    if (envelope == NULL)
        return;
    x12_free(envelope->reader);
    free(envelope->proofs);
    free(envelope);
}

void x12_envelope_feed(struct x12_envelope *envelope, struct text bytes)
{
    envelope->totals.bytes += (int64_t)bytes.size;
    x12_feed(envelope->reader, bytes);
}

struct x12_envelope_totals x12_envelope_end(struct x12_envelope *envelope)
{
    x12_end(envelope->reader);
    if (envelope->in_interchange) {
        struct x12_fault fault = {.code = X12_TRUNCATED,
            .place = {.segment = envelope->totals.segments, .offset = envelope->end}};
        tell(envelope, &fault);
        close_interchange(envelope);
    }
    struct x12_envelope_totals totals = envelope->totals;
    totals.whole = totals.interchanges > 0 && !envelope->rejected;
    envelope->totals = (struct x12_envelope_totals){0};
    envelope->rejected = false;
    envelope->stray_told = envelope->stray_open = false;
    envelope->faulty_segment = 0;
    envelope->end = 0;
    return totals;
}

void x12_envelope_refuse_set(struct x12_envelope *envelope)
{
    envelope->set_sound = false;
}
