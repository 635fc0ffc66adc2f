#include "rules/table_fault.h"

#include <stdarg.h>
#include <stdio.h>

#define SENTENCE_ROOM 400

void table_fault_start(struct table_faults *faults, struct arena *arena)
{
    *faults = (struct table_faults){.arena = arena};
    faults->items = ARENA_ARRAY(arena, struct table_fault, TABLE_FAULTS_MAX + 1);
}

bool table_fault_add(struct table_faults *faults, enum table_level level, const char *table,
    size_t row, const char *column, const char *format, ...)
{
    if (level == TABLE_ERROR)
        faults->errors++;
    if (faults->count > TABLE_FAULTS_MAX)
        return level != TABLE_ERROR;
    struct table_fault *fault = &faults->items[faults->count++];
    *fault = (struct table_fault){.level = level, .table = table, .row = row};
    if (faults->count > TABLE_FAULTS_MAX) {
        fault->level = TABLE_ERROR;
        fault->row = 0;
        fault->sentence = TEXT("there are more faults than are listed: correct these first");
        return level != TABLE_ERROR;
    }
    char sentence[SENTENCE_ROOM];
    va_list list;
    va_start(list, format);
    vsnprintf(sentence, sizeof(sentence), format, list);
    va_end(list);
    fault->sentence = arena_copy(faults->arena, text_of(sentence));
    if (column != NULL)
        fault->column = arena_copy(faults->arena, text_of(column));
    return level != TABLE_ERROR;
}

const char *table_fault_quote(char out[TABLE_QUOTE_ROOM], struct text cell)
{
    size_t size = cell.size;
    bool cut = size > TABLE_QUOTE_ROOM - 1;
    if (cut) {
        size = TABLE_QUOTE_ROOM - 4;
        // Back to the start of a character.
        while (size > 0 && ((unsigned char)cell.at[size] & 0xC0) == 0x80)
            size--;
    }
    for (size_t i = 0; i < size; i++) {
        unsigned char c = (unsigned char)cell.at[i];
        out[i] = c < 0x20 || c == 0x7F ? '?' : (char)c;
    }
    if (cut) {
        memcpy(out + size, "...", 3);
        size += 3;
    }
    out[size] = '\0';
    return out;
}
