#include "scripts/grammar/dictionary.h"

#include <dirent.h>
#include <stdlib.h>

// Pointers, because what they point to is pointed to from elsewhere too.
static struct element **elements;
static struct shape **segments;
static struct list **lists;
static size_t element_count, segment_count, list_count;

struct element *dictionary_element(struct text id)
{
    for (size_t i = 0; i < element_count; i++) {
        if (text_equal(elements[i]->id, id))
            return elements[i];
    }
    return NULL;
}

struct shape *dictionary_segment(struct text id)
{
    for (size_t i = 0; i < segment_count; i++) {
        if (text_equal(segments[i]->id, id))
            return segments[i];
    }
    return NULL;
}

struct list *dictionary_list(struct text name)
{
    for (size_t i = 0; i < list_count; i++) {
        if (text_equal(lists[i]->name, name))
            return lists[i];
    }
    return NULL;
}

struct list *const *dictionary_lists(size_t *count)
{
    *count = list_count;
    return lists;
}

// ---- Lists of codes

static int by_code(const void *a, const void *b)
{
    return text_compare(((const struct code *)a)->code, ((const struct code *)b)->code);
}

void dictionary_sort(struct code *codes, size_t count)
{
    if (count > 0)
        qsort(codes, count, sizeof(*codes), by_code);
}

bool dictionary_meaning(const struct list *list, struct text code, struct text *meaning)
{
    const struct code sought = {.code = code};
    const struct code *found = list->count == 0 ? NULL
                                                : bsearch(&sought, list->codes, list->count,
                                                      sizeof(*list->codes), by_code);
    if (found != NULL && meaning != NULL)
        *meaning = found->meaning;
    return found != NULL;
}

// The name of the file without folder and ".txt".
static struct text name_of(const char *file)
{
    const char *slash = strrchr(file, '/');
    struct text name = text_of(slash == NULL ? file : slash + 1);
    return text_part(name, 0, name.size - strlen(".txt"));
}

// "85 billing provider"
static void read_code(struct line *line, struct list *list)
{
    struct text code = line_code(line);
    MORE(list->codes, list->count);
    list->codes[list->count - 1] = (struct code){code, line->rest};
}

static void sort_list(struct list *list, struct place place)
{
    dictionary_sort(list->codes, list->count);
    for (size_t i = 1; i < list->count; i++) {
        if (text_equal(list->codes[i].code, list->codes[i - 1].code))
            complain(place, "the code %.*s stands twice", TEXT_ARG(list->codes[i].code));
    }
    if (list->count == 0)
        complain(place, "the list has no codes");
}

// codes/NAME.txt: as-of and by-prefix stand indented before the codes.
static void read_list(const char *file)
{
    struct list *list = ARENA_NEW(memory, struct list);
    list->name = name_of(file);
    struct lines lines = lines_open(file);
    struct line line;
    while (lines_next(&lines, &line)) {
        if (!line.indented)
            read_code(&line, list);
        else if (line_takes(&line, "as-of"))
            list->as_of = line_word(&line);
        else if (line_takes(&line, "by-prefix"))
            list->by_prefix = true;
        else
            complain(line.place, "indented, a list says as-of YYYY-MM or by-prefix; its codes are "
                                 "not indented");
    }
    struct place whole = {file, 1};
    sort_list(list, whole);
    if (list->as_of.size == 0)
        complain(whole, "of when is the list? Write as-of YYYY-MM, indented: findings name it");
    MORE(lists, list_count);
    lists[list_count - 1] = list;
}

// codes.txt: "element 98", and its codes indented below.
static void read_codes(const char *file)
{
    struct lines lines = lines_open(file);
    struct line line;
    struct element *element = NULL;
    struct place begun = {file, 0};
    while (lines_next(&lines, &line)) {
        if (line.indented && begun.line > 0) {
            if (element != NULL) // else it was complained about
                read_code(&line, element->codes);
            continue;
        }
        if (element != NULL)
            sort_list(element->codes, begun);
        element = NULL;
        begun = line.place;
        if (line.indented || !line_takes(&line, "element")) {
            complain(line.place, "codes stand indented below: element NUMBER");
            continue;
        }
        struct text id = line_word(&line);
        element = dictionary_element(id);
        if (element == NULL)
            complain(line.place, "there is no element %.*s in dictionary.txt", TEXT_ARG(id));
        else if (element->codes != NULL || element->shape != NULL) {
            complain(
                line.place, "the codes of %.*s stand above, or it is a composite", TEXT_ARG(id));
            element = NULL;
        } else
            element->codes = ARENA_NEW(memory, struct list);
    }
    if (element != NULL)
        sort_list(element->codes, begun);
}

// ---- Elements, composites and segments

static const struct {
    const char *word;
    enum grammar_type type;
    uint8_t implied;
} types[] = {
    {"AN", GRAMMAR_AN, 0},
    {"ID", GRAMMAR_ID, 0},
    {"N0", GRAMMAR_N, 0},
    {"N2", GRAMMAR_N, 2},
    {"R", GRAMMAR_R, 0},
    {"DT", GRAMMAR_DT, 0},
    {"TM", GRAMMAR_TM, 0},
};

static struct list *list_named(const struct line *line, struct text name)
{
    struct list *list = dictionary_list(name);
    if (list == NULL)
        complain(line->place, "there is no list codes/%.*s.txt", TEXT_ARG(name));
    return list;
}

// "element 98 ID 2/3 [max=N] [list=NAME] [patient] NAME", behind its first word.
static void read_element(struct line *line)
{
    struct element *e = ARENA_NEW(memory, struct element);
    e->id = line_word(line);
    if (dictionary_element(e->id) != NULL)
        complain(line->place, "element %.*s stands twice", TEXT_ARG(e->id));
    struct text word = line_word(line);
    size_t type = 0, type_count = sizeof(types) / sizeof(*types);
    while (type < type_count && !text_equal_z(word, types[type].word))
        type++;
    if (type == type_count)
        complain(line->place, "'%.*s' is no type: AN ID N0 N2 R DT TM", TEXT_ARG(word));
    else {
        e->type = types[type].type;
        e->implied = types[type].implied;
    }
    struct text min = {0}, max = {0}, value;
    bool more = true;
    word = line_word(line);
    text_split(&word, '/', &more, &min);
    text_split(&word, '/', &more, &max);
    e->min = line_number(line, min);
    e->max = line_number(line, max);
    if (e->min == 0 || e->min > e->max)
        complain(line->place, "lengths are written LEAST/MOST: 2/80");
    for (;;) {
        if (line_takes_value(line, "list=", &value))
            e->list = list_named(line, value);
        else if (line_takes_value(line, "max=", &value))
            e->guide_max = line_number(line, value);
        else if (line_takes(line, "patient"))
            e->patient = true;
        else
            break;
    }
    e->name = line->rest;
    if (e->name.size == 0)
        complain(line->place, "the element has no name");
    MORE(elements, element_count);
    elements[element_count - 1] = e;
}

// "notes P0809 C1110"
static void read_notes(struct line *line, struct shape *shape)
{
    for (struct text word; (word = line_word(line)).size > 0;) {
        struct grammar_note note;
        memset(&note, 0, sizeof(note)); // rows are compared byte by byte
        note.kind = word.at[0];
        note.count = (uint8_t)(word.size / 2);
        struct text digits = text_part(word, 1, word.size);
        if (strchr("PRECL", note.kind) == NULL || !text_is_digits(digits) || word.size % 2 == 0 ||
            note.count < 2 || note.count > sizeof(note.elements)) {
            complain(line->place,
                "'%.*s' is no note: P, R, E, C or L and two to eight numbers of two digits: P0809",
                TEXT_ARG(word));
            continue;
        }
        for (size_t i = 0; i < note.count; i++) {
            note.elements[i] =
                (uint8_t)((digits.at[2 * i] - '0') * 10 + digits.at[2 * i + 1] - '0');
            note.mask |= (uint32_t)1 << (note.elements[i] & 31);
            if (note.elements[i] == 0 || note.elements[i] > shape->part_count)
                complain(
                    line->place, "%.*s has no element %d", TEXT_ARG(shape->id), note.elements[i]);
        }
        MORE(shape->notes, shape->note_count);
        shape->notes[shape->note_count - 1] = note;
    }
}

// "11 98 C022x10": elements from number 11 on, the second up to ten times.
static void read_parts(struct line *line, struct text first, struct shape *shape)
{
    if (line_number(line, first) != shape->part_count + 1)
        complain(line->place, "the line begins with the number of its first element: %02zu",
            shape->part_count + 1);
    for (struct text word; (word = line_word(line)).size > 0;) {
        struct text id = word, repeat = {0};
        bool more = true;
        text_split(&word, 'x', &more, &id);
        text_split(&word, 'x', &more, &repeat);
        MORE(shape->parts, shape->part_count);
        struct part *part = &shape->parts[shape->part_count - 1];
        part->element = dictionary_element(id);
        part->repeat = repeat.size > 0 ? line_number(line, repeat) : 1;
        if (part->element == NULL)
            complain(line->place, "there is no element %.*s: write it above", TEXT_ARG(id));
    }
}

static struct shape *read_shape(struct line *line)
{
    struct shape *shape = ARENA_NEW(memory, struct shape);
    shape->id = line_word(line);
    shape->name = line->rest;
    if (shape->name.size == 0)
        complain(line->place, "%.*s has no name", TEXT_ARG(shape->id));
    return shape;
}

static void read_dictionary(const char *file)
{
    struct lines lines = lines_open(file);
    struct line line;
    struct shape *shape = NULL;
    while (lines_next(&lines, &line)) {
        struct text word = line_word(&line);
        if (line.indented && shape != NULL && text_equal_z(word, "notes"))
            read_notes(&line, shape);
        else if (line.indented && shape != NULL && text_is_digits(word))
            read_parts(&line, word, shape);
        else if (!line.indented && text_equal_z(word, "element"))
            read_element(&line);
        else if (!line.indented && text_equal_z(word, "composite")) {
            shape = read_shape(&line);
            struct element *e = ARENA_NEW(memory, struct element);
            *e = (struct element){
                .id = shape->id, .name = shape->name, .type = GRAMMAR_COMPOSITE, .shape = shape};
            if (dictionary_element(e->id) != NULL)
                complain(line.place, "composite %.*s stands twice", TEXT_ARG(e->id));
            MORE(elements, element_count);
            elements[element_count - 1] = e;
        } else if (!line.indented && text_equal_z(word, "segment")) {
            shape = read_shape(&line);
            if (dictionary_segment(shape->id) != NULL)
                complain(line.place, "segment %.*s stands twice", TEXT_ARG(shape->id));
            MORE(segments, segment_count);
            segments[segment_count - 1] = shape;
        } else
            complain(line.place,
                "'%.*s' is not known here: element, composite and segment are, and below the last "
                "two the numbers of elements and notes, indented",
                TEXT_ARG(word));
    }
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

const char **dictionary_files(const char *folder)
{
    const char **files = NULL;
    size_t count = 0;
    DIR *dir = opendir(folder);
    if (dir == NULL)
        complain((struct place){folder, 0}, "cannot be read");
    for (struct dirent *entry; dir != NULL && (entry = readdir(dir)) != NULL;) {
        if (entry->d_name[0] == '.' || !text_ends(text_of(entry->d_name), TEXT(".txt")))
            continue;
        MORE(files, count);
        files[count - 1] = arena_format(memory, "%s/%s", folder, entry->d_name).at;
    }
    if (dir != NULL)
        closedir(dir);
    if (count > 0)
        qsort(files, count, sizeof(*files), by_name);
    MORE(files, count);
    return files;
}

void dictionary_read(const char *folder)
{
    const char **files = dictionary_files(arena_format(memory, "%s/codes", folder).at);
    for (size_t i = 0; files[i] != NULL; i++)
        read_list(files[i]);
    read_dictionary(arena_format(memory, "%s/dictionary.txt", folder).at);
    read_codes(arena_format(memory, "%s/codes.txt", folder).at);
}
