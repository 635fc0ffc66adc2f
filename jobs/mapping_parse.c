#include "jobs/mapping_table.h"

#include "claims/base/err.h"

#include <stdarg.h>
#include <stdio.h>

#define DEPTH_MAX 8     // calls within calls
#define COST_MAX  40000 // bytes of SQL, about, that an expression may become

static const struct mapping_function_info functions[MAPPING_FUNCTIONS] = {
#define PLAIN   false
#define MADE_UP true
#define FUNCTION(name, result, arguments, sql, flags, meaning) \
    [MAPPING_##name] = {#name, MAPPING_##result, arguments, sql, flags, meaning},
#include "jobs/mapping_functions.def"
#undef FUNCTION
#undef PLAIN
#undef MADE_UP
};

const struct mapping_function_info *mapping_function_info(enum mapping_function function)
{
    return &functions[function];
}

enum token { TOKEN_END, TOKEN_NAME, TOKEN_WORD, TOKEN_NUMBER, TOKEN_SIGN, TOKEN_BAD };

struct parser {
    const struct mapping_scope *scope;
    struct text rest;
    enum token token;
    struct text text; // of the token; NAME and WORD without their brackets or quotes
    bool bracketed;   // a name in brackets: never a function or keyword
    char sign;
    int64_t number;
    int depth;
    bool in_join; // columns are those of the joined file
    char *why;
};

__attribute__((format(printf, 2, 3))) static struct mapping_node *fail(
    struct parser *p, const char *format, ...)
{
    va_list args;
    if (!p->why[0]) {
        va_start(args, format);
        vsnprintf(p->why, MAPPING_WHY_ROOM, format, args);
        va_end(args);
    }
    return NULL;
}

static bool is_name_character(char c, bool first)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' ||
           (!first && c >= '0' && c <= '9');
}

static void take(struct parser *p, size_t count)
{
    p->rest = text_part(p->rest, count, p->rest.size);
}

// A word in quotes; two quotes within it stand for one.
static void next_word(struct parser *p)
{
    char *out = arena_take(p->scope->arena, p->rest.size + 1);
    size_t size = 0;
    size_t i = 1;
    for (; i < p->rest.size; i++) {
        if (p->rest.at[i] == '\'') {
            if (i + 1 >= p->rest.size || p->rest.at[i + 1] != '\'')
                break;
            i++;
        }
        out[size++] = p->rest.at[i];
    }
    p->token = i < p->rest.size ? TOKEN_WORD : TOKEN_BAD;
    p->text = (struct text){out, size};
    take(p, i + 1);
}

static void next_name(struct parser *p)
{
    size_t size = 0;
    if (p->rest.at[0] == '[') {
        while (size < p->rest.size && p->rest.at[size] != ']')
            size++;
        p->token = size < p->rest.size && size > 1 ? TOKEN_NAME : TOKEN_BAD;
        p->text = text_part(p->rest, 1, size > 0 ? size - 1 : 0);
        p->bracketed = true;
        take(p, size + 1);
        return;
    }
    while (size < p->rest.size && is_name_character(p->rest.at[size], size == 0))
        size++;
    p->token = TOKEN_NAME;
    p->text = text_part(p->rest, 0, size);
    take(p, size);
}

static void next(struct parser *p)
{
    p->rest = text_trim(p->rest);
    p->bracketed = false;
    p->text = (struct text){0};
    if (text_is_empty(p->rest)) {
        p->token = TOKEN_END;
        return;
    }
    char c = p->rest.at[0];
    if (c == '\'') {
        next_word(p);
    } else if (c == '[' || is_name_character(c, true)) {
        next_name(p);
    } else if (c == '-' || (c >= '0' && c <= '9')) {
        size_t size = 1;
        while (size < p->rest.size && p->rest.at[size] >= '0' && p->rest.at[size] <= '9')
            size++;
        p->text = text_part(p->rest, 0, size);
        p->token = text_to_i64(p->text, &p->number) ? TOKEN_NUMBER : TOKEN_BAD;
        take(p, size);
    } else {
        p->token = memchr("(),|.=:", c, 7) ? TOKEN_SIGN : TOKEN_BAD;
        p->sign = c;
        p->text = text_part(p->rest, 0, 1);
        take(p, 1);
    }
}

static bool at_sign(const struct parser *p, char sign)
{
    return p->token == TOKEN_SIGN && p->sign == sign;
}

static bool at_keyword(const struct parser *p, const char *keyword)
{
    return p->token == TOKEN_NAME && !p->bracketed && text_equal_z(p->text, keyword);
}

static bool expect(struct parser *p, char sign)
{
    if (!at_sign(p, sign))
        return fail(p, "'%c' is expected before '%.*s'", sign, TEXT_ARG(p->text)) != NULL;
    next(p);
    return true;
}

static struct mapping_node *node_new(struct parser *p, int kind)
{
    struct mapping_node *node = ARENA_NEW(p->scope->arena, struct mapping_node);
    node->kind = kind;
    return node;
}

static struct mapping_node *parse_any(struct parser *p, enum mapping_type *type);

static struct mapping_node *parse_typed(struct parser *p, enum mapping_type want)
{
    enum mapping_type type;
    struct mapping_node *node = parse_any(p, &type);
    if (node && type != want)
        return fail(p, want == MAPPING_TEXT ? "a value is expected, not a condition"
                                            : "a condition is expected: is(…), present(…), …");
    return node;
}

// One argument by its letter in the table of functions.
static struct mapping_node *parse_argument(struct parser *p, char letter, const char *name)
{
    struct mapping_node *node;
    switch (letter) {
    case 'w':
        if (p->token != TOKEN_WORD)
            return fail(p, "%s() needs a word in quotes, not '%.*s'", name, TEXT_ARG(p->text));
        node = node_new(p, NODE_WORD);
        node->text = p->text;
        next(p);
        return node;
    case 'n':
        if (p->token != TOKEN_NUMBER || p->number == 0 || p->number > 1000 || p->number < -1000)
            return fail(p, "%s() needs a number from 1 to 1000", name);
        node = node_new(p, NODE_NUMBER);
        node->number = p->number;
        next(p);
        return node;
    case 'c':
        return parse_typed(p, MAPPING_CONDITION);
    default:
        return parse_typed(p, MAPPING_TEXT);
    }
}

static bool lookup_is_known(const struct mapping *mapping, struct text name)
{
    for (const struct mapping_lookup *l = mapping->lookups; l; l = l->next)
        if (text_equal(l->name, name))
            return true;
    return false;
}

// What only the words tell.
static bool check_call(struct parser *p, const struct mapping_node *node)
{
    struct text word = node->child->text;
    if (node->function == MAPPING_lookup && !lookup_is_known(p->scope->mapping, word))
        return fail(p, "there is no lookup '%.*s'", TEXT_ARG(word)) != NULL;
    if (node->function == MAPPING_has_file && !mapping_file_find(p->scope->mapping, word))
        return fail(p, "'%.*s' is not one of the mapping's files", TEXT_ARG(word)) != NULL;
    if (node->function == MAPPING_in_window && text_is_empty(p->scope->mapping->latest_file))
        return fail(p, "in_window() needs a dates row 'latest' above") != NULL;
    if (node->function == MAPPING_crosswalk && !text_equal_z(node->child->next->text, "icd10cm") &&
        !text_equal_z(node->child->next->text, "hcpcs"))
        return fail(p, "crosswalk() gives 'icd10cm' or 'hcpcs'") != NULL;
    return true;
}

static struct mapping_node *parse_call(struct parser *p, struct text name, enum mapping_type *type)
{
    int f = 0;
    while (f < MAPPING_FUNCTIONS && !text_equal_z(name, functions[f].name))
        f++;
    if (f == MAPPING_FUNCTIONS)
        return fail(p, "there is no function '%.*s'", TEXT_ARG(name));
    if (++p->depth > DEPTH_MAX)
        return fail(p, "too many functions within functions");
    struct mapping_node *node = node_new(p, NODE_CALL);
    struct mapping_node **last = &node->child;
    node->function = (enum mapping_function)f;
    *type = functions[f].result;
    next(p); // the parenthesis
    const char *letters = functions[f].arguments;
    char letter = '\0';
    for (int count = 0;; count++) {
        if (*letters && *letters != '*')
            letter = *letters++;
        else if (*letters != '*')
            return fail(p, "%s() takes fewer values", functions[f].name);
        struct mapping_node *argument = parse_argument(p, letter, functions[f].name);
        if (!argument)
            return NULL;
        *last = argument;
        last = &argument->next;
        if (at_sign(p, ')'))
            break;
        if (!expect(p, ','))
            return NULL;
    }
    if (*letters && *letters != '*')
        return fail(p, "%s() needs more values", functions[f].name);
    next(p);
    p->depth--;
    return check_call(p, node) ? node : NULL;
}

static struct mapping_node *parse_column(struct parser *p, struct text name)
{
    struct mapping_node *node = node_new(p, NODE_COLUMN);
    node->text = name;
    if (!at_sign(p, '.'))
        return node;
    next(p);
    if (p->token != TOKEN_NAME)
        return fail(p, "a column is expected after '%.*s.'", TEXT_ARG(name));
    const struct mapping_join *join = p->scope->joins;
    while (join && !text_equal(join->name, name))
        join = join->next;
    if (!join || p->in_join)
        return fail(p, "there is no join '%.*s' above", TEXT_ARG(name));
    node->join = name;
    node->text = p->text;
    next(p);
    return node;
}

static struct mapping_node *parse_term(struct parser *p, enum mapping_type *type)
{
    *type = MAPPING_TEXT;
    struct mapping_node *node;
    struct text text = p->text;
    bool bracketed = p->bracketed;
    switch (p->token) {
    case TOKEN_WORD:
        node = node_new(p, NODE_WORD);
        node->text = text;
        next(p);
        return node;
    case TOKEN_NAME:
        next(p);
        if (at_sign(p, '(') && !bracketed)
            return parse_call(p, text, type);
        return parse_column(p, text);
    case TOKEN_END:
        return fail(p, "something is missing at the end");
    default:
        return fail(p, "'%.*s' cannot stand here", TEXT_ARG(text));
    }
}

static struct mapping_node *parse_any(struct parser *p, enum mapping_type *type)
{
    struct mapping_node *node = parse_term(p, type);
    if (!node || !at_sign(p, '|'))
        return node;
    struct mapping_node *first = node_new(p, NODE_FIRST);
    first->child = node;
    while (at_sign(p, '|')) {
        if (*type != MAPPING_TEXT)
            return fail(p, "'|' stands between values, not conditions: use any(…)");
        next(p);
        node->next = parse_term(p, type);
        node = node->next;
        if (!node)
            return NULL;
    }
    if (*type != MAPPING_TEXT)
        return fail(p, "'|' stands between values, not conditions: use any(…)");
    return first;
}

// About how long the SQL becomes: an argument counts as often as the function uses it.
static size_t cost(const struct mapping_node *node)
{
    size_t sum = 40;
    size_t nth = 1;
    for (const struct mapping_node *c = node->child; c; c = c->next, nth++) {
        size_t uses = 0;
        const char *sql = node->kind == NODE_CALL ? functions[node->function].sql : "";
        for (const char *at = sql; *at; at++)
            uses += at[0] == '%' && at[1] == (char)('0' + nth);
        sum += cost(c) * (uses > 0 ? uses : 1);
        if (sum > COST_MAX)
            return sum;
    }
    return sum;
}

static struct mapping_node *whole(struct parser *p, struct mapping_node *node)
{
    if (node && p->token != TOKEN_END)
        return fail(p, "'%.*s' is one too many", TEXT_ARG(p->text));
    if (node && cost(node) > COST_MAX)
        return fail(p, "the expression is too long");
    return node;
}

struct mapping_node *mapping_parse(
    const struct mapping_scope *scope, struct text expression, enum mapping_type type, char *why)
{
    struct parser p = {.scope = scope, .rest = expression, .why = why};
    why[0] = '\0';
    next(&p);
    return whole(&p, parse_typed(&p, type));
}

// Columns of the joined file: names with "|" between.
static struct mapping_node *parse_join_columns(struct parser *p)
{
    enum mapping_type type;
    p->in_join = true;
    struct mapping_node *node = parse_any(p, &type);
    p->in_join = false;
    const struct mapping_node *first = node && node->kind == NODE_FIRST ? node->child : node;
    for (const struct mapping_node *n = first; n; n = node->kind == NODE_FIRST ? n->next : NULL)
        if (n->kind != NODE_COLUMN)
            return fail(p, "only columns of the other file can stand before '='");
    return node;
}

bool mapping_parse_join(
    const struct mapping_scope *scope, struct text value, struct mapping_join *join, char *why)
{
    struct parser p = {.scope = scope, .why = why};
    why[0] = '\0';
    size_t colon = 0;
    while (colon < value.size && value.at[colon] != ':')
        colon++;
    join->file = text_trim(text_part(value, 0, colon));
    if (!mapping_file_find(scope->mapping, join->file))
        return fail(&p, "'%.*s' is not one of the mapping's files", TEXT_ARG(join->file)) != NULL;
    p.rest = text_part(value, colon + 1, value.size);
    next(&p);
    do {
        if (join->key_count == sizeof join->keys / sizeof join->keys[0])
            return fail(&p, "a join has at most four keys") != NULL;
        if (join->key_count > 0)
            next(&p); // and
        struct mapping_node *column = parse_join_columns(&p);
        struct mapping_node *key = column && expect(&p, '=') ? parse_typed(&p, MAPPING_TEXT) : NULL;
        if (!key)
            return false;
        join->keys[join->key_count].column = column;
        join->keys[join->key_count++].value = key;
    } while (at_keyword(&p, "and"));
    if (at_keyword(&p, "at")) {
        next(&p);
        join->day = parse_typed(&p, MAPPING_TEXT);
        if (!join->day)
            return false;
        if (!at_keyword(&p, "from"))
            return fail(&p, "'from COLUMN to COLUMN' is expected after 'at …'") != NULL;
        next(&p);
        join->from = parse_join_columns(&p);
        if (!join->from)
            return false;
        if (!at_keyword(&p, "to"))
            return fail(&p, "'to COLUMN' is expected after 'from COLUMN'") != NULL;
        next(&p);
        join->to = parse_join_columns(&p);
        if (!join->to)
            return false;
    }
    if (p.token != TOKEN_END)
        return fail(&p, "'%.*s' is one too many", TEXT_ARG(p.text)) != NULL;
    return true;
}

bool mapping_node_makes_up(const struct mapping_node *node)
{
    if (node->kind == NODE_CALL && functions[node->function].made_up)
        return true;
    for (const struct mapping_node *c = node->child; c; c = c->next)
        if (mapping_node_makes_up(c))
            return true;
    return false;
}

const struct mapping_node *mapping_node_find(
    const struct mapping_node *node, enum mapping_function function)
{
    if (node->kind == NODE_CALL && node->function == function)
        return node;
    for (const struct mapping_node *c = node->child; c; c = c->next) {
        const struct mapping_node *found = mapping_node_find(c, function);
        if (found)
            return found;
    }
    return NULL;
}
