#include "rules/condition.h"

#include "claims/base/err.h"

// What stands on the right, from rules/operators.def.
enum operand {
    NONE,
    VALUE,
    RANGE,
    VALUES,
    PREFIX,
    PATTERN,
    COUNT,
    COUNTS,
    LIST,
    STANDARD,
    WITHIN,
    FIELD_OPERAND,
    SUBJECT,
    TABLE,
};
#define FIELD FIELD_OPERAND

struct operator_line {
    const char *word;
    enum operand operand;
    bool always; // looks at absence itself: no suffix ?
};

static const struct operator_line operators[OPERATOR_COUNT] = {
#define FAILS                                          false
#define PASSES                                         false
#define ALWAYS                                         true
#define OPERATOR(name, word, operand, absent, meaning) [OPERATOR_##name] = {word, operand, absent},
#include "rules/operators.def"
#undef OPERATOR
#undef FAILS
#undef PASSES
#undef ALWAYS
};
#undef FIELD

// A condition on its way, with what its parsers need.
struct parse {
    struct condition_compiler *compiler;
    struct table_cursor *cursor;
    size_t field_column, operator_column, value_column;
    struct text value; // without blanks at both ends
    struct condition *out;
    const struct field *field; // the first; all have the same type
    char quote[TABLE_QUOTE_ROOM];
};

static const char *quote(struct parse *p, struct text t)
{
    return table_fault_quote(p->quote, t);
}

static void need(struct condition_compiler *compiler, struct text what)
{
    if (text_is_empty(*compiler->needs))
        *compiler->needs = what;
}

// ---- Fields

static bool field_in_scope(const struct field *field, enum field_scope scope)
{
    switch (field->scope) {
    case FIELD_RUN:
        return true;
    case FIELD_FILE:
        return scope == FIELD_FILE;
    case FIELD_CLAIM:
        return scope == FIELD_CLAIM || scope == FIELD_LINE;
    case FIELD_LINE:
        return scope == FIELD_LINE;
    }
    CHECK(!"scope of a field");
    return false;
}

static const struct field *find_field(
    struct condition_compiler *compiler, size_t column, struct text name)
{
    char q[TABLE_QUOTE_ROOM];
    const struct field *field = field_find(name);
    if (field == NULL) {
        table_check_refuse(compiler->cursor, column,
            "there is no field '%s': see the list of fields", table_fault_quote(q, name));
        return NULL;
    }
    if (!field_in_scope(field, compiler->scope)) {
        static const char *const words[] = {"run", "file", "claim", "line"};
        table_check_refuse(compiler->cursor, column,
            "'%s' is a field of a %s: a rule of scope %s cannot look at it", field->name,
            words[field->scope], words[compiler->scope]);
        return NULL;
    }
    return field;
}

static bool parse_fields(struct parse *p, bool alternatives)
{
    struct text rest = p->cursor->cells[p->field_column];
    struct text name;
    bool more = true;
    while (text_split(&rest, '|', &more, &name)) {
        const struct field *field = find_field(p->compiler, p->field_column, name);
        if (field == NULL)
            return false;
        if (p->out->field_count == (alternatives ? CONDITION_FIELDS_MAX : 1))
            return table_check_refuse(p->cursor, p->field_column,
                alternatives ? "more than four alternatives: leave some out"
                             : "alternatives (a|b) are for check_field only: write two rows");
        if (p->field != NULL &&
            (field->type != p->field->type || field->repeat != p->field->repeat))
            return table_check_refuse(p->cursor, p->field_column,
                "'%s' and '%s' are fields of different kinds: they cannot be alternatives",
                p->field->name, field->name);
        if (p->field == NULL)
            p->field = field;
        p->out->fields[p->out->field_count++] = field;
    }
    return true;
}

// ---- Operator

static bool parse_operator(struct parse *p)
{
    static const struct {
        const char *word;
        enum condition_prefix prefix;
    } prefixes[] = {{"any:", CONDITION_ANY}, {"all:", CONDITION_ALL}, {"none:", CONDITION_NONE}};
    struct text cell = p->cursor->cells[p->operator_column];
    struct text word = cell;
    for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++)
        if (text_starts(word, text_of(prefixes[i].word))) {
            p->out->prefix = prefixes[i].prefix;
            word = text_part(word, strlen(prefixes[i].word), word.size);
            break;
        }
    if (text_ends(word, TEXT("?"))) {
        p->out->absent_passes = true;
        word.size--;
    }
    for (int i = 0; i < OPERATOR_COUNT; i++)
        if (text_equal_z(word, operators[i].word)) {
            p->out->op = (enum condition_operator)i;
            if (p->out->absent_passes && operators[i].always)
                return table_check_refuse(p->cursor, p->operator_column,
                    "'%s' does not go with '?': it looks at absent values itself",
                    operators[i].word);
            return true;
        }
    if (text_is_empty(cell))
        return table_check_refuse(
            p->cursor, p->operator_column, "the operator is missing: see the list of operators");
    return table_check_refuse(p->cursor, p->operator_column,
        "there is no operator '%s': see the list of operators", quote(p, cell));
}

static bool is_counting(enum condition_operator op)
{
    return operators[op].operand == COUNT || operators[op].operand == COUNTS;
}

// Whether operator and prefix go with a field of one value, of several, or of none to look at.
static bool check_repeat(struct parse *p)
{
    const struct condition *c = p->out;
    const char *word = operators[c->op].word;
    bool whole = is_counting(c->op) || c->op == OPERATOR_ORDERED; // looks at all values
    if (p->field->repeat == FIELD_COUNTED && !is_counting(c->op))
        return table_check_refuse(p->cursor, p->operator_column,
            "'%s' can only be counted: use count_between, count_ge or count_le", p->field->name);
    if (whole && c->prefix != CONDITION_PLAIN)
        return table_check_refuse(p->cursor, p->operator_column,
            "'%s' looks at all values: write it without prefix", word);
    if (whole && p->field->repeat == FIELD_ONE)
        return table_check_refuse(p->cursor, p->operator_column,
            "'%s' has one value only: '%s' is for fields with several", p->field->name, word);
    if (!whole && p->field->repeat == FIELD_ONE && c->prefix != CONDITION_PLAIN)
        return table_check_refuse(p->cursor, p->operator_column,
            "'%s' has one value only: write the operator without any:, all: or none:",
            p->field->name);
    if (!whole && p->field->repeat == FIELD_MANY && c->prefix == CONDITION_PLAIN)
        return table_check_refuse(p->cursor, p->operator_column,
            "'%s' can have several values: write any:%s, all:%s or none:%s", p->field->name, word,
            word, word);
    return true;
}

// Whether the operator goes with the field's type.
static bool check_type(struct parse *p)
{
    enum field_type type = p->field->type;
    enum operand operand = operators[p->out->op].operand;
    bool is_text = type == FIELD_TEXT || type == FIELD_CODE;
    bool sound = true;
    switch (operand) {
    case PREFIX:
    case PATTERN:
    case LIST:
    case STANDARD:
        sound = is_text;
        break;
    case WITHIN:
        sound = type == FIELD_DATE;
        break;
    case SUBJECT:
        sound = p->compiler->scope == FIELD_LINE && p->field->scope == FIELD_LINE;
        break;
    case RANGE:
        sound = type != FIELD_FLAG;
        break;
    case VALUE:
        sound = type != FIELD_FLAG || p->out->op == OPERATOR_EQ || p->out->op == OPERATOR_NE;
        break;
    default:
        break;
    }
    return sound || table_check_refuse(p->cursor, p->operator_column,
                        operand == SUBJECT
                            ? "'%s' is for fields of a line, in rules of scope line: '%s' (%s) is "
                              "none"
                            : "'%s' does not go with '%s', which is a %s",
                        operators[p->out->op].word, p->field->name, field_type_word(type));
}

// ---- Right side

// A literal of a code whose length is fixed: fewer digits are what a spreadsheet leaves of leading
// zeros.
static bool check_width(struct parse *p, struct text literal)
{
    size_t width = p->field->width;
    if (width == 0 || literal.size == width || (width == 5 && literal.size == 9))
        return true;
    if (text_is_digits(literal) && (literal.size < width || (width == 5 && literal.size == 8)))
        return table_check_refuse(p->cursor, p->value_column,
            "'%s' has too few digits for '%s': leading zeros were lost; format the column as text",
            quote(p, literal), p->field->name);
    return table_check_warn(p->cursor, p->value_column,
        "'%s' always has %zu characters: '%s' can never be its value", p->field->name, width,
        quote(p, literal));
}

static bool parse_literal(struct parse *p, struct text literal, bool whole, struct field_value *out)
{
    if (!field_parse(p->field->type, literal, out))
        return table_check_refuse(p->cursor, p->value_column, "'%s' is no %s, as '%s' is one%s",
            quote(p, literal), field_type_word(p->field->type), p->field->name,
            p->field->type == FIELD_DATE ? ": write it as CCYY-MM-DD" : "");
    if (p->field->type == FIELD_CODE && memchr(literal.at, ' ', literal.size) != NULL)
        return table_check_refuse(p->cursor, p->value_column,
            "'%s' holds a blank, which no code does: for several values use in or not_in",
            quote(p, literal));
    return !whole || p->field->type != FIELD_CODE || check_width(p, literal);
}

bool condition_compile_right(struct condition_compiler *compiler, size_t column,
    struct text expression, enum field_type type, const struct field **field, bool *is_sum)
{
    char q[TABLE_QUOTE_ROOM];
    struct text name = text_part(expression, 1, expression.size);
    *is_sum = text_starts(name, TEXT("sum(")) && text_ends(name, TEXT(")"));
    if (*is_sum) {
        name = text_part(name, 4, name.size - 5);
        const struct field *summed = field_find(name);
        if (compiler->scope == FIELD_FILE || summed == NULL || summed->scope != FIELD_LINE ||
            summed->repeat != FIELD_ONE ||
            (summed->type != FIELD_MONEY && summed->type != FIELD_QUANTITY))
            return table_check_refuse(compiler->cursor, column,
                "'%s': sum() takes an amount or quantity of the line, in a rule of scope claim or "
                "line",
                table_fault_quote(q, expression));
        *field = summed;
    } else if (memchr(name.at, '(', name.size) != NULL) {
        return table_check_refuse(compiler->cursor, column,
            "'%s': only =field and =sum(field) can stand here", table_fault_quote(q, expression));
    } else {
        *field = find_field(compiler, column, name);
        if (*field == NULL)
            return false;
    }
    if ((*field)->repeat != FIELD_ONE)
        return table_check_refuse(compiler->cursor, column,
            "'%s' can have several values: nothing can be compared with it", (*field)->name);
    bool both_text = (type == FIELD_TEXT || type == FIELD_CODE) &&
                     ((*field)->type == FIELD_TEXT || (*field)->type == FIELD_CODE);
    if ((*field)->type != type && !both_text)
        return table_check_refuse(compiler->cursor, column, "'%s' is a %s, not a %s",
            (*field)->name, field_type_word((*field)->type), field_type_word(type));
    return true;
}

static bool parse_value(struct parse *p, bool literal)
{
    if (text_starts(p->value, TEXT("=")))
        return condition_compile_right(p->compiler, p->value_column, p->value, p->field->type,
            &p->out->right, &p->out->right_is_sum);
    if (!literal)
        return table_check_refuse(p->cursor, p->value_column,
            "'%s': write = and the name of the other field", quote(p, p->value));
    p->out->values = ARENA_NEW(p->compiler->arena, struct field_value);
    p->out->value_count = 1;
    return parse_literal(
        p, p->value, p->out->op == OPERATOR_EQ || p->out->op == OPERATOR_NE, p->out->values);
}

static bool split_range(struct text range, struct text *low, struct text *high)
{
    for (size_t i = 0; i + 1 < range.size; i++)
        if (range.at[i] == '.' && range.at[i + 1] == '.') {
            *low = text_trim(text_part(range, 0, i));
            *high = text_trim(text_part(range, i + 2, range.size));
            return true;
        }
    return false;
}

static bool parse_range(struct parse *p)
{
    struct text low, high;
    if (!split_range(p->value, &low, &high))
        return table_check_refuse(
            p->cursor, p->value_column, "'%s': write a range as a..b", quote(p, p->value));
    p->out->values = ARENA_ARRAY(p->compiler->arena, struct field_value, 2);
    p->out->value_count = 2;
    if (!parse_literal(p, low, false, &p->out->values[0]) ||
        !parse_literal(p, high, false, &p->out->values[1]))
        return false;
    return field_compare(p->field->type, p->out->values[0], p->out->values[1]) <= 0 ||
           table_check_refuse(p->cursor, p->value_column, "'%s' runs backwards: nothing lies in it",
               quote(p, p->value));
}

static bool parse_values(struct parse *p)
{
    struct text rest = p->value;
    struct text one;
    bool more = true;
    // A cell is short: every second character may be a value.
    p->out->values = ARENA_ARRAY(p->compiler->arena, struct field_value, p->value.size / 2 + 1);
    while (text_split(&rest, ' ', &more, &one))
        if (!text_is_empty(one) &&
            !parse_literal(p, one, true, &p->out->values[p->out->value_count++]))
            return false;
    return true;
}

static bool parse_pattern(struct parse *p)
{
    const char *why;
    // Blanks at the ends may be meant here.
    struct text expression = p->cursor->cells[p->value_column];
    p->out->pattern = pattern_new(expression, &why);
    return p->out->pattern != NULL ||
           table_check_refuse(p->cursor, p->value_column, "'%s' is no usable pattern: %s",
               quote(p, expression), why);
}

static bool parse_number(struct text t, int64_t *out)
{
    return text_is_digits(t) && t.size <= 6 && text_to_i64(t, out);
}

static bool parse_counts(struct parse *p)
{
    struct text low, high;
    p->out->low = 0;
    p->out->high = INT64_MAX;
    bool sound;
    if (p->out->op == OPERATOR_COUNT_GE)
        sound = parse_number(p->value, &p->out->low);
    else if (p->out->op == OPERATOR_COUNT_LE)
        sound = parse_number(p->value, &p->out->high);
    else
        sound = split_range(p->value, &low, &high) && parse_number(low, &p->out->low) &&
                parse_number(high, &p->out->high) && p->out->low <= p->out->high;
    return sound ||
           table_check_refuse(p->cursor, p->value_column, "'%s': write %s", quote(p, p->value),
               p->out->op == OPERATOR_COUNT_BETWEEN ? "two numbers as a..b" : "a number");
}

static bool parse_list(struct parse *p)
{
    struct text name = p->value;
    for (size_t i = 0; i < name.size; i++)
        if (!text_is_alphanumeric(text_part(name, i, 1)) && strchr("_-.", name.at[i]) == NULL)
            return table_check_refuse(
                p->cursor, p->value_column, "'%s' is no name of a code list", quote(p, name));
    p->out->list = name;
    if (p->compiler->list_known == NULL ||
        !p->compiler->list_known(p->compiler->list_context, name))
        need(p->compiler, arena_format(p->compiler->arena,
                              "the code list '%.*s', which is not loaded", TEXT_ARG(name)));
    return true;
}

static bool parse_standard(struct parse *p)
{
    int word;
    if (!table_check_word(p->cursor, p->value_column,
            "npi zip9 ndc11 taxonomy icd10cm icd10pcs hcpcs pos revenue", &word))
        return false;
    p->out->standard = (enum condition_standard)word;
    return true;
}

static bool parse_within(struct parse *p)
{
    int64_t distance = 0;
    struct text rest = p->value;
    struct text length, of, name;
    bool more = true;
    bool sound = text_split(&rest, ' ', &more, &length) && text_split(&rest, ' ', &more, &of) &&
                 text_split(&rest, ' ', &more, &name) && !more && text_equal_z(of, "of") &&
                 length.size >= 2 && parse_number(text_part(length, 0, length.size - 1), &distance);
    if (sound)
        p->out->unit = length.at[length.size - 1];
    // About 200 years, in each unit.
    int64_t most = p->out->unit == 'd'   ? 73000
                   : p->out->unit == 'm' ? 2400
                   : p->out->unit == 'y' ? 200
                                         : -1;
    if (!sound || distance > most)
        return table_check_refuse(p->cursor, p->value_column,
            "'%s': write a number with d, m or y, and a date, as in: 90d of claim.dos_to",
            quote(p, p->value));
    p->out->distance = (int)distance;
    p->out->right = find_field(p->compiler, p->value_column, name);
    if (p->out->right == NULL)
        return false;
    return (p->out->right->type == FIELD_DATE && p->out->right->repeat == FIELD_ONE) ||
           table_check_refuse(p->cursor, p->value_column, "'%s' is no date", p->out->right->name);
}

static bool parse_table(struct parse *p)
{
    static const struct {
        enum condition_operator op;
        const char *words; // what may stand on the right; NULL: anything
        const char *needs;
    } tables[] = {
        {OPERATOR_PTP_CLEAR, "practitioner hospital", "the NCCI procedure-to-procedure table"},
        {OPERATOR_MUE_LE, "practitioner hospital dme",
            "the NCCI table of medically unlikely edits"},
        {OPERATOR_POA_OK, NULL, "present-on-admission indicators and the table of exempt codes"},
    };
    int word;
    for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
        if (tables[i].op != p->out->op)
            continue;
        if (tables[i].words != NULL &&
            !table_check_word(p->cursor, p->value_column, tables[i].words, &word))
            return false;
        need(p->compiler, text_of(tables[i].needs));
    }
    return true;
}

static bool parse_right(struct parse *p)
{
    enum operand operand = operators[p->out->op].operand;
    if (operand == NONE)
        return text_is_empty(p->value) ||
               table_check_refuse(p->cursor, p->value_column, "'%s' takes no value: clear the cell",
                   operators[p->out->op].word);
    if (text_is_empty(p->value))
        return table_check_refuse(p->cursor, p->value_column, "'%s' needs a value: fill the cell",
            operators[p->out->op].word);
    switch (operand) {
    case VALUE:
        return parse_value(p, true);
    case FIELD_OPERAND:
        return parse_value(p, false);
    case RANGE:
        return parse_range(p);
    case VALUES:
        return parse_values(p);
    case PREFIX:
        return parse_value(p, true);
    case PATTERN:
        return parse_pattern(p);
    case COUNT:
    case COUNTS:
        return parse_counts(p);
    case LIST:
        return parse_list(p);
    case STANDARD:
        return parse_standard(p);
    case WITHIN:
        return parse_within(p);
    case SUBJECT:
        return text_equal_z(p->value, "claim") || table_check_refuse(p->cursor, p->value_column,
                                                      "'%s': write claim", quote(p, p->value));
    case TABLE:
        return parse_table(p);
    case NONE:
        break;
    }
    CHECK(!"operand of an operator");
    return false;
}

// A condition whose outcome cannot depend on the claim, because a field has no data in this
// version: such a check, or a when that never holds, makes a rule that cannot be judged.
static void check_data(struct parse *p, bool is_check)
{
    bool holds;
    if (!condition_constant(p->out, &holds) || (!is_check && holds))
        return;
    const struct field *field = p->field->data == FIELD_NONE ? p->field : p->out->right;
    need(p->compiler, arena_format(p->compiler->arena,
                          "the field '%s', for which this version has no data", field->name));
}

bool condition_compile(struct condition_compiler *compiler, size_t field_column,
    size_t operator_column, size_t value_column, bool is_check, struct condition *out)
{
    *out = (struct condition){0};
    struct parse p = {
        .compiler = compiler,
        .cursor = compiler->cursor,
        .field_column = field_column,
        .operator_column = operator_column,
        .value_column = value_column,
        .value = text_trim(compiler->cursor->cells[value_column]),
        .out = out,
    };
    if (!parse_fields(&p, is_check) || !parse_operator(&p) || !check_repeat(&p) ||
        !check_type(&p) || !parse_right(&p)) {
        condition_free(out);
        return false;
    }
    check_data(&p, is_check);
    return true;
}

void condition_free(struct condition *condition)
{
    pattern_free(condition->pattern);
    condition->pattern = NULL;
}
