#include "claims/encounter.h"

struct text encounter_detail(const struct encounter *encounter, const char *name)
{
    for (size_t i = 0; i < encounter->detail_count; i++)
        if (text_equal_z(encounter->details[i].name, name))
            return encounter->details[i].value;
    return (struct text){0};
}
