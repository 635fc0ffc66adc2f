#include "edi/x837p_check.h"

#include <stdio.h>
#include <stdlib.h>

#include "claims/base/err.h"
#include "edi/x12_check.h"

#define OUT_BYTES (3 * X837P_CLAIM_BYTES_MAX)

struct x837p_check {
    struct x12_check *check;
    struct buf out; // the interchange
    // Of the claim at hand: where its findings go, and its LX by their segments' numbers.
    struct finding_list *findings;
    int64_t lines[CLAIM_LINES_MAX];
    size_t line_count;
};

// Until the LX are known the finding's line is its segment's number.
static void on_finding(void *context, const struct x12_finding *finding)
{
    struct x837p_check *c = context;
    const struct x12_place *at = &finding->place;
    char place[sizeof(at->loop) + sizeof(at->element) + 1];
    if (finding->severity != X12_REJECT)
        return;
    snprintf(place, sizeof(place), "%s%s%s", at->loop, at->loop[0] == '\0' ? "" : " ",
        at->element[0] == '\0' ? at->segment_id : at->element);
    struct finding *f = finding_add(c->findings, FINDING_guide_not_followed,
        strncmp(at->loop, "24", 2) == 0 ? (int)at->segment : 0, place, finding->value);
    f->severity = finding->snip <= 2 ? SEVERITY_REJECT : SEVERITY_HOLD;
    f->rule_id = arena_format(c->findings->arena, "guide.%s", finding->word);
}

static void on_segment(void *context, const struct x12_met *met)
{
    struct x837p_check *c = context;
    if (text_equal_z(met->segment->id, "LX") && c->line_count < CLAIM_LINES_MAX)
        c->lines[c->line_count++] = met->segment->number;
}

struct x837p_check *x837p_check_new(void)
{
    struct x837p_check *c = calloc(1, sizeof(*c));
    CHECK(c != NULL);
    buf_init(&c->out, OUT_BYTES);
    c->check = x12_check_new(
        (struct x12_check_handler){.context = c, .finding = on_finding, .segment = on_segment});
    return c;
}

void x837p_check_free(struct x837p_check *check)
{
    if (check == NULL)
        return;
    x12_check_free(check->check);
    buf_free(&check->out);
    free(check);
}

// The pieces in an interchange of their own. False: the writer refuses the envelope.
static bool write_alone(struct x837p_check *c, const struct x837p_envelope *envelope,
    struct text pieces, int segments, struct finding_list *refusals)
{
    static const struct text set_control = TEXT("0001"), reference = TEXT("0000000010001");
    struct x837p_envelope own = *envelope;
    own.settings.interchange_control = own.settings.group_control = 1;
    buf_clear(&c->out);
    if (x837p_write_head(&c->out, &own, refusals) == 0)
        return false;
    int head = x837p_write_set_head(&c->out, &own, set_control, reference, refusals);
    if (head == 0)
        return false;
    buf_text(&c->out, pieces);
    x837p_write_set_tail(&c->out, &own, set_control, head + segments);
    x837p_write_tail(&c->out, &own, 1);
    return true;
}

// The number of the service line in which the segment stands.
static int line_of(const struct x837p_check *c, const struct claim *claim, int64_t segment)
{
    size_t line = 0;
    while (line < c->line_count && c->lines[line] <= segment)
        line++;
    return line == 0 || line > claim->line_count ? 0 : claim->lines[line - 1].number;
}

void x837p_check_claim(struct x837p_check *check, const struct x837p_envelope *envelope,
    const struct claim *claim, struct text pieces, int segments, struct finding_list *findings)
{
    struct finding_list refusals;
    finding_list_start(&refusals, findings->arena);
    if (!write_alone(check, envelope, pieces, segments, &refusals))
        return;
    size_t before = findings->count;
    check->findings = findings;
    check->line_count = 0;
    x12_check_feed(check->check, buf_slice(&check->out));
    x12_check_end(check->check);
    for (size_t i = before; i < findings->count; i++) {
        struct finding *f = &findings->items[i];
        f->line = line_of(check, claim, f->line);
    }
}

void x837p_check_each_word(void *context, x837p_check_say_function say)
{
    char message[512], rule_id[128];
    struct x12_saying saying;
    for (size_t i = 0; x12_check_saying_at(i, message, sizeof(message), &saying); i++) {
        if (saying.severity != X12_REJECT || saying.is_again)
            continue;
        snprintf(rule_id, sizeof(rule_id), "guide.%s", saying.word);
        say(context, rule_id, saying.snip, saying.message, saying.remedy);
    }
}
