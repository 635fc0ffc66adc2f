#include "claims/code_words.h"

static const struct code_words all[] = {
#define WORDS(list, code, words) {#list, code, words},
#include "claims/code_words.def"
#undef WORDS
};
#define COUNT (sizeof all / sizeof *all)

struct code_words code_words_at(size_t index)
{
    return index < COUNT ? all[index] : (struct code_words){0};
}
