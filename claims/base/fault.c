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

enum { ANY = FAULT_FILE + 1, CLASSES }; // beside the classes of calls: all of them

static const char *const class_words[CLASSES] = {
    [FAULT_DB] = "db", [FAULT_FILE] = "file", [ANY] = "any"};
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
static int chosen_class;
static int64_t chosen_call;
static enum how how = HOW_NONE;
static int64_t calls[CLASSES];
static bool is_open[CLASSES]; // the chosen call of this class is being made

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
    int class_at = find(class_word, class_words, CLASSES);
    int how_at = find(how_word, how_words, sizeof(how_words) / sizeof(how_words[0]));
    CHECK(class_at >= 0 && how_at >= 0 && text_to_i64(call, &chosen_call) && chosen_call >= 0);
    chosen_class = class_at;
    how = (enum how)how_at;
    if (how == HOW_COUNT || how == HOW_LIST)
        CHECK(atexit(print_count) == 0);
}

static bool counts(enum fault_class class)
{
    return chosen_class == (int)class || chosen_class == ANY;
}

// Says where it strikes. On its way out before the process is killed: stderr gathers nothing.
static void strike(enum fault_class class, const char *name)
{
    fprintf(stderr, "cleanclaim: %s at %s call %lld: %s\n", how_words[how], class_words[class],
        (long long)calls[class], name);
    if (how == HOW_KILL_BEFORE || how == HOW_KILL_AFTER)
        raise(SIGKILL);
}

enum fault fault_before(enum fault_class class, const char *name)
{
    read_choice();
    calls[class]++;
    calls[ANY]++;
    if (how == HOW_LIST && counts(class))
        fprintf(stderr, "cleanclaim: %s call %lld: %s\n", class_words[class],
            (long long)calls[class], name);
    is_open[class] = how != HOW_NONE && counts(class) && calls[chosen_class] == chosen_call;
    if (!is_open[class])
        return FAULT_NONE;
    switch (how) {
    case HOW_KILL_BEFORE:
    case HOW_FAIL_BEFORE:
    case HOW_REFUSE:
        strike(class, name);
        return how == HOW_REFUSE ? FAULT_REFUSED : FAULT_LOST;
    default:
        return FAULT_NONE;
    }
}

bool fault_after(enum fault_class class, const char *name)
{
    read_choice();
    if (how == HOW_LIST && counts(class))
        fprintf(stderr, "cleanclaim: %s call %lld succeeded\n", class_words[class],
            (long long)calls[class]);
    if (!is_open[class] || (how != HOW_KILL_AFTER && how != HOW_FAIL_AFTER))
        return false;
    is_open[class] = false;
    strike(class, name);
    return true;
}

#endif
