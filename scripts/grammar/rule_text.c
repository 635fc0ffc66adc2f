#include "scripts/grammar/rule_text.h"

struct reading {
    struct rule_texts texts;
    struct set *const *sets;
    size_t set_count;
    struct text for_sets; // of the lines that follow
    struct rule_text *rule;
};

bool rule_text_has(struct text words, struct text word)
{
    struct line line = {.rest = words};
    for (struct text w; (w = line_word(&line)).size > 0;) {
        if (text_equal(w, word))
            return true;
    }
    return false;
}

// Lower-case words with _ between.
static bool is_name(struct text t)
{
    for (size_t i = 0; i < t.size; i++) {
        char c = t.at[i];
        if (!(c >= 'a' && c <= 'z') && c != '_' && !(i > 0 && c >= '0' && c <= '9'))
            return false;
    }
    return t.size > 0;
}

static void check_name(struct place place, struct text name)
{
    if (!is_name(name))
        complain(place, "'%.*s' is no name: small letters with _ between", TEXT_ARG(name));
}

static void read_for(struct reading *r, struct line *line)
{
    r->for_sets = line->rest;
    r->rule = NULL;
    if (line->rest.size == 0)
        complain(line->place, "which sets are the rules for? for 837P 837I");
    for (struct text name; (name = line_word(line)).size > 0;) {
        bool known = false;
        for (size_t i = 0; i < r->set_count; i++)
            known = known || text_equal(r->sets[i]->name, name);
        if (!known)
            complain(line->place, "there is no set %.*s", TEXT_ARG(name));
    }
}

static void read_keep(struct reading *r, struct line *line)
{
    static const char *const kinds[] = {[GRAMMAR_KEPT_TEXT] = "text",
        [GRAMMAR_KEPT_FIRST_DAY] = "first-day",
        [GRAMMAR_KEPT_LAST_DAY] = "last-day",
        [GRAMMAR_KEPT_NUMBER] = "number",
        [GRAMMAR_KEPT_COUNT] = "count"};
    struct keep_text keep = {.place = line->place, .sets = r->for_sets, .name = line_word(line)};
    r->rule = NULL;
    check_name(keep.place, keep.name);
    if (!line_takes(line, "in")) {
        complain(keep.place, "a kept value is written: keep NAME in LOOP text REF");
        return;
    }
    keep.loop = line_word(line);
    struct text kind = line_word(line);
    size_t k = 0;
    while (k < sizeof(kinds) / sizeof(*kinds) && !text_equal_z(kind, kinds[k]))
        k++;
    if (k == sizeof(kinds) / sizeof(*kinds)) {
        complain(keep.place,
            "'%.*s' is no kind of value: text, first-day, last-day, number or count",
            TEXT_ARG(kind));
        return;
    }
    keep.kind = (enum grammar_kept_kind)k;
    keep.refs = *line;
    MORE(r->texts.keep, r->texts.keep_count);
    r->texts.keep[r->texts.keep_count - 1] = keep;
}

static void read_rule(struct reading *r, struct line *line)
{
    static const char *const severities[] = {"info", "warn", "reject"};
    struct rule_text rule = {
        .place = line->place, .sets = r->for_sets, .name = line_word(line), .snip = 4};
    struct text severity = line_word(line);
    size_t s = 0;
    while (s < 3 && !text_equal_z(severity, severities[s]))
        s++;
    check_name(rule.place, rule.name);
    if (s == 3)
        complain(rule.place, "'%.*s' is no severity: reject, warn or info", TEXT_ARG(severity));
    rule.severity = (uint8_t)s;
    for (size_t i = 0; i < r->texts.rule_count; i++) {
        const struct rule_text *other = &r->texts.rule[i];
        if (text_equal(other->name, rule.name))
            complain(rule.place, "a rule of this name stands in %s:%d", other->place.file,
                other->place.line);
    }
    MORE(r->texts.rule, r->texts.rule_count);
    r->rule = &r->texts.rule[r->texts.rule_count - 1];
    *r->rule = rule;
}

static void read_clause(struct line **clauses, size_t *count, const struct line *line)
{
    MORE(*clauses, *count);
    (*clauses)[*count - 1] = *line;
}

// A line below `rule`.
static void read_rule_line(struct rule_text *rule, struct line *line)
{
    struct text word = line_word(line);
    if (line->rest.size == 0) {
        complain(line->place, "what follows '%.*s' is missing", TEXT_ARG(word));
    } else if (text_equal_z(word, "in") || text_equal_z(word, "at")) {
        if (rule->scope.rest.size > 0)
            complain(line->place, "the rule says twice where it is judged");
        rule->at = text_equal_z(word, "at");
        rule->scope = *line;
    } else if (text_equal_z(word, "when")) {
        read_clause(&rule->when, &rule->when_count, line);
    } else if (text_equal_z(word, "need")) {
        read_clause(&rule->need, &rule->need_count, line);
    } else if (text_equal_z(word, "source")) {
        rule->source = line->rest;
    } else if (text_equal_z(word, "says")) {
        rule->says = line->rest;
    } else if (text_equal_z(word, "do")) {
        rule->remedy = line->rest;
    } else if (text_equal_z(word, "snip")) {
        rule->snip = (uint8_t)line_number(line, line->rest);
        if (rule->snip < 1 || rule->snip > 5)
            complain(line->place, "SNIP types are 1 to 5");
    } else {
        complain(line->place,
            "'%.*s' is not known here: in, at, when, need, snip, source, says and do are",
            TEXT_ARG(word));
    }
}

static void read_file(struct reading *r, const char *file)
{
    struct lines lines = lines_open(file);
    struct line line;
    r->for_sets = (struct text){0};
    r->rule = NULL;
    while (lines_next(&lines, &line)) {
        if (line.indented) {
            if (r->rule != NULL)
                read_rule_line(r->rule, &line);
            continue;
        }
        struct text word = line_word(&line);
        bool is_for = text_equal_z(word, "for");
        if (!is_for && r->for_sets.size == 0)
            complain(line.place, "the file begins with the sets that it is for: for 837P 837I");
        if (is_for)
            read_for(r, &line);
        else if (text_equal_z(word, "keep"))
            read_keep(r, &line);
        else if (text_equal_z(word, "rule"))
            read_rule(r, &line);
        else
            complain(
                line.place, "'%.*s' is not known here: for, keep and rule are", TEXT_ARG(word));
    }
}

struct rule_texts rule_texts_read(const char *folder, struct set *const *sets, size_t set_count)
{
    struct reading r = {.sets = sets, .set_count = set_count};
    const char **files = dictionary_files(folder);
    for (size_t i = 0; files[i] != NULL; i++)
        read_file(&r, files[i]);
    for (size_t i = 0; i < r.texts.rule_count; i++) {
        const struct rule_text *rule = &r.texts.rule[i];
        const struct {
            const char *word;
            bool missing;
        } needed[] = {{"in, or at: where it is judged", rule->scope.rest.size == 0},
            {"need: what it demands", rule->need_count == 0},
            {"source: where the guide says it", rule->source.size == 0},
            {"says: what is wrong", rule->says.size == 0},
            {"do: what to do", rule->remedy.size == 0}};
        for (size_t k = 0; k < sizeof(needed) / sizeof(*needed); k++) {
            if (needed[k].missing)
                complain(rule->place, "the rule lacks %s", needed[k].word);
        }
    }
    return r.texts;
}
