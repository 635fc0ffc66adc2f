#include "claims/identity.h"

#include "claims/base/err.h"

#define SEPARATOR '\x1f' // unit separator: a control character, so in no value that intake let in
#define VERSION   '1'

static void pack_text(struct buf *out, struct text t)
{
    CHECK(t.size == 0 || !memchr(t.at, SEPARATOR, t.size));
    buf_text(out, t);
    buf_char(out, SEPARATOR);
}

static void pack_person(struct buf *out, const struct person *p)
{
    pack_text(out, p->last_name);
    pack_text(out, p->first_name);
    pack_text(out, p->middle_name);
    pack_text(out, p->suffix);
    char date[DATE_ROOM] = "";
    if (p->birth_date != DATE_NONE)
        date_format_d8(p->birth_date, date);
    pack_text(out, text_of(date));
    pack_text(out, (struct text){&p->sex, p->sex != 0});
    pack_text(out, p->address.line1);
    pack_text(out, p->address.line2);
    pack_text(out, p->address.city);
    pack_text(out, p->address.state);
    pack_text(out, p->address.zip);
}

struct unpacking {
    struct text rest;
    bool more;
    bool ok;
};

static struct text unpack_text(struct unpacking *u)
{
    struct text piece = {0};
    u->ok = u->ok && text_split(&u->rest, SEPARATOR, &u->more, &piece);
    return piece;
}

static void unpack_person(struct unpacking *u, struct person *p)
{
    p->last_name = unpack_text(u);
    p->first_name = unpack_text(u);
    p->middle_name = unpack_text(u);
    p->suffix = unpack_text(u);
    struct text date = unpack_text(u);
    p->birth_date = DATE_NONE;
    if (date.size > 0 && !date_parse_d8(date, &p->birth_date))
        u->ok = false;
    struct text sex = unpack_text(u);
    p->sex = sex.size > 0 ? sex.at[0] : '\0';
    p->address.line1 = unpack_text(u);
    p->address.line2 = unpack_text(u);
    p->address.city = unpack_text(u);
    p->address.state = unpack_text(u);
    p->address.zip = unpack_text(u);
}

static struct unpacking unpack_start(struct text packed)
{
    struct unpacking u = {.rest = packed, .more = true, .ok = packed.size > 0};
    if (u.ok) {
        u.ok = packed.at[0] == VERSION;
        u.rest = text_part(packed, 1, packed.size - 1);
    }
    return u;
}

// Each value ends with the separator, so a whole record leaves one empty piece.
static bool unpack_end(const struct unpacking *u)
{
    return u->ok && u->rest.size == 0;
}

void identity_pack_patient(struct buf *out, struct text record_number, const struct person *person)
{
    buf_char(out, VERSION);
    pack_text(out, record_number);
    pack_person(out, person);
}

bool identity_unpack_patient(struct text packed, struct text *record_number, struct person *person)
{
    struct unpacking u = unpack_start(packed);
    *record_number = unpack_text(&u);
    unpack_person(&u, person);
    return unpack_end(&u);
}

void identity_pack_coverage(struct buf *out, const struct subscriber *subscriber)
{
    buf_char(out, VERSION);
    pack_text(out, subscriber->member_id);
    pack_text(out, subscriber->is_person ? TEXT("1") : TEXT("2"));
    pack_person(out, &subscriber->person);
}

bool identity_unpack_coverage(struct text packed, struct subscriber *subscriber)
{
    struct unpacking u = unpack_start(packed);
    subscriber->member_id = unpack_text(&u);
    subscriber->is_person = text_equal_z(unpack_text(&u), "1");
    unpack_person(&u, &subscriber->person);
    return unpack_end(&u);
}

void identity_key(struct text organisation_key, const char *kind, struct text source,
    struct text value, unsigned char out[DIGEST_SIZE])
{
    char message[1024]; // kind, source and value, each with its end marked
    size_t size = 0;
    const struct text parts[] = {text_of(kind), source, value};
    for (size_t i = 0; i < 3; i++) {
        CHECK(size + parts[i].size + 1 < sizeof message);
        for (size_t k = 0; k < parts[i].size; k++) {
            char c = parts[i].at[k];
            message[size++] = (char)(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
        }
        message[size++] = SEPARATOR;
    }
    digest_keyed(organisation_key, (struct text){message, size}, out);
}
