// grammar: the compiler of edi/grammar/. Prints the tables as C; what is wrong is said as
// FILE:LINE: sentence, and nothing is printed then. Run by make.
//     grammar edi/grammar > build/embed/grammar_tables.c
#include "scripts/grammar/tables.h"

#include <stdio.h>

#include "scripts/grammar/rules.h"

static struct set **sets;
static size_t set_count;

// Every file of the folder that is none of the others is a set.
static void read_guides(const char *folder)
{
    static const char *const others[] = {"/dictionary.txt", "/codes.txt", "/envelope.txt"};
    const char **files = dictionary_files(folder);
    for (size_t i = 0; files[i] != NULL; i++) {
        bool is_set = true;
        for (size_t k = 0; k < sizeof(others) / sizeof(*others); k++)
            is_set = is_set && !text_ends(text_of(files[i]), text_of(others[k]));
        struct set *set = is_set ? guide_read(files[i]) : NULL;
        if (set == NULL || complaints > 0)
            continue;
        tables_add_set(set);
        MORE(sets, set_count);
        sets[set_count - 1] = set;
    }
}

int main(int count, char **arguments)
{
    if (count != 2) {
        fputs("usage: grammar FOLDER\n", stderr);
        return 3;
    }
    memory = arena_new((size_t)256 << 20);
    dictionary_read(arguments[1]);
    // Guides are read only with a dictionary that is right: its faults would come again in each.
    struct loop *envelope = NULL;
    if (complaints == 0) {
        tables_add_lists();
        read_guides(arguments[1]);
        envelope = guide_read_envelope(arena_format(memory, "%s/envelope.txt", arguments[1]).at);
    }
    if (complaints == 0)
        tables_add_envelope(envelope);
    // Rules name what stands in the guides, and are read when those are right.
    if (complaints == 0)
        rules_read(arena_format(memory, "%s/rules", arguments[1]).at, sets, set_count);
    if (complaints == 0)
        tables_print();
    if (complaints > COMPLAINTS_SAID)
        fprintf(stderr, "and %d more\n", complaints - COMPLAINTS_SAID);
    arena_free(memory);
    return complaints == 0 ? 0 : 1;
}
