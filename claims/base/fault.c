#include "claims/base/fault.h"

#ifdef CLEANCLAIM_FAULTS

#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "claims/base/err.h"
#include "claims/base/text.h"

enum how {
    HOW_NONE,
    HOW_FAIL_BEFORE,
    HOW_FAIL_AFTER,
    HOW_KILL_BEFORE,
    HOW_KILL_AFTER,
    HOW_REFUSE,
    HOW_COUNT,
    HOW_LIST
};

static const char *const class_words[] = {[FAULT_DB] = "db", [FAULT_FILE] = "file"};
static const char *const how_words[] = {
    [HOW_FAIL_BEFORE] = "fail-before",
    [HOW_FAIL_AFTER] = "fail-after",
    [HOW_KILL_BEFORE] = "kill-before",
    [HOW_KILL_AFTER] = "kill-after",
    [HOW_REFUSE] = "refuse",
    [HOW_COUNT] = "count",
    [HOW_LIST] = "list",
};

static bool is_read;
static enum fault_class chosen_class;
static int64_t chosen_call;
static enum how how = HOW_NONE;
static int64_t calls[sizeof(class_words) / sizeof(class_words[0])];

static void print_count(void)
{
    fprintf(stderr, "cleanclaim: %s calls: %lld\n", class_words[chosen_class],
        (long long)calls[chosen_class]);
}

// The place of a word in a list; -1 when it is not there.
static int find(struct text word, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (words[i] != NULL && text_equal_z(word, words[i]))
            return (int)i;
    }
    return -1;
}

static void read_choice(void)
{
    if (is_read)
        return;
    is_read = true;
    const char *choice = getenv("CLEANCLAIM_FAULT");
    if (choice == NULL)
        return;
    struct text rest = text_of(choice), class_word, call, how_word;
    bool more = true;
    CHECK(text_split(&rest, ':', &more, &class_word) && text_split(&rest, ':', &more, &call) &&
          text_split(&rest, ':', &more, &how_word) && !more);
    int class_at = find(class_word, class_words, sizeof(class_words) / sizeof(class_words[0]));
    int how_at = find(how_word, how_words, sizeof(how_words) / sizeof(how_words[0]));
    CHECK(class_at >= 0 && how_at >= 0 && text_to_i64(call, &chosen_call) && chosen_call >= 0);
    chosen_class = (enum fault_class)class_at;
    how = (enum how)how_at;
    if (how == HOW_COUNT || how == HOW_LIST)
        CHECK(atexit(print_count) == 0);
}

// Whether the call that is being made is the chosen one.
static bool is_chosen(enum fault_class class)
{
    return how != HOW_NONE && class == chosen_class && calls[class] == chosen_call;
}

enum fault fault_before(enum fault_class class, const char *name)
{
    read_choice();
    calls[class]++;
    if (how == HOW_LIST && class == chosen_class)
        fprintf(stderr, "cleanclaim: %s call %lld: %s\n", class_words[class],
            (long long)calls[class], name);
    if (!is_chosen(class))
        return FAULT_NONE;
    if (how == HOW_KILL_BEFORE)
        raise(SIGKILL);
    if (how == HOW_REFUSE)
        return FAULT_REFUSED;
    return how == HOW_FAIL_BEFORE ? FAULT_LOST : FAULT_NONE;
}

bool fault_after(enum fault_class class)
{
    read_choice();
    if (is_chosen(class) && how == HOW_KILL_AFTER)
        raise(SIGKILL);
    return is_chosen(class) && how == HOW_FAIL_AFTER;
}

#endif
