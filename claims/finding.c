#include "claims/finding.h"

#include "claims/base/err.h"

#define FIRST_ROOM 8

static const struct {
    const char *word;
    enum severity severity;
    int snip;
    const char *message;
    const char *remedy;
} codes[FINDING_COUNT] = {
#define FINDING(code, severity, snip, message, remedy) \
    [FINDING_##code] = {#code, SEVERITY_##severity, snip, message, remedy},
#include "claims/finding_codes.def"
#undef FINDING
};

void finding_list_start(struct finding_list *list, struct arena *arena)
{
    *list = (struct finding_list){.arena = arena};
}

struct finding *finding_add(struct finding_list *list, enum finding_code code, int line,
    const char *place, struct text value)
{
    CHECK(code < FINDING_COUNT);
    if (list->count == list->room) {
        size_t room = list->room == 0 ? FIRST_ROOM : list->room * 2;
        struct finding *items = ARENA_ARRAY(list->arena, struct finding, room);
        if (list->count > 0)
            memcpy(items, list->items, list->count * sizeof(*items));
        list->items = items;
        list->room = room;
    }
    struct finding *finding = &list->items[list->count++];
    *finding = (struct finding){
        .code = code,
        .severity = codes[code].severity,
        .line = line,
        .place = arena_copy(list->arena, text_of(place)),
        .value = arena_copy(list->arena, value),
    };
    return finding;
}

enum severity finding_worst(const struct finding_list *list)
{
    enum severity worst = SEVERITY_INFO;
    for (size_t i = 0; i < list->count; i++) {
        if (list->items[i].severity > worst)
            worst = list->items[i].severity;
    }
    return worst;
}

const char *finding_word(enum finding_code code)
{
    CHECK(code < FINDING_COUNT);
    return codes[code].word;
}

const char *finding_message(enum finding_code code)
{
    CHECK(code < FINDING_COUNT);
    return codes[code].message;
}

const char *finding_remedy(enum finding_code code)
{
    CHECK(code < FINDING_COUNT);
    return codes[code].remedy;
}

enum severity finding_severity(enum finding_code code)
{
    CHECK(code < FINDING_COUNT);
    return codes[code].severity;
}

int finding_snip(enum finding_code code)
{
    CHECK(code < FINDING_COUNT);
    return codes[code].snip;
}

enum finding_code finding_by_word(struct text word)
{
    for (size_t i = 0; i < FINDING_COUNT; i++) {
        if (text_equal_z(word, codes[i].word))
            return (enum finding_code)i;
    }
    return FINDING_COUNT;
}

const char *severity_word(enum severity severity)
{
    switch (severity) {
    case SEVERITY_INFO:
        return "info";
    case SEVERITY_WARN:
        return "warn";
    case SEVERITY_HOLD:
        return "hold";
    case SEVERITY_REJECT:
        return "reject";
    }
    err_bug(__FILE__, __LINE__, "unknown severity");
}
