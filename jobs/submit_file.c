#include "jobs/submit_file.h"

#include "claims/base/money.h"

#include "edi/x12_check.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define PIECE_ROOM      (2 * X837P_CLAIM_BYTES_MAX)
#define INTERCHANGE_NO  1 // there is one in a transaction
#define SET_CONTROL_MAX 24

// clang-format off
static const struct copy_column piece_columns[] = {
    {"interchange_no", COPY_I32}, {"piece_no", COPY_I32}, {"kind", COPY_TEXT},
    {"content", COPY_BYTES}};
static const struct copy_table stage_piece = {
    "stage_piece", piece_columns, sizeof piece_columns / sizeof *piece_columns};

static const struct copy_column set_columns[] = {
    {"interchange_no", COPY_I32}, {"set_control", COPY_TEXT}, {"batch_reference", COPY_TEXT},
    {"claims", COPY_I32}, {"cents", COPY_I64}};
static const struct copy_table stage_set = {
    "stage_set", set_columns, sizeof set_columns / sizeof *set_columns};

static const struct copy_column attempt_columns[] = {
    {"interchange_no", COPY_I32}, {"claim_id", COPY_I64}, {"submission", COPY_I16},
    {"is_new", COPY_BOOL},
    {"is_first", COPY_BOOL}, {"control_number", COPY_TEXT}, {"content_digest", COPY_BYTES},
    {"group_control", COPY_I64}, {"set_control", COPY_TEXT}, {"position", COPY_I32},
    {"piece_no", COPY_I32},
    {"provider_piece", COPY_I32}, {"byte_offset", COPY_I64}, {"bytes", COPY_I32}};
static const struct copy_table stage_attempt = {
    "stage_attempt", attempt_columns, sizeof attempt_columns / sizeof *attempt_columns};
// clang-format on

const struct copy_table *const submit_file_tables[] = {
    &stage_piece, &stage_set, &stage_attempt, NULL};

struct submit_file {
    const struct x837p_envelope *envelope;
    int64_t claims_per_set;
    struct copy *pieces, *sets, *attempts;
    struct digest *digest;
    unsigned char sha256[DIGEST_SIZE];
    struct x12_check *check; // what is written, as its receiver reads it
    char refusal[400];       // why he would refuse a set, or the whole; "" = he would not
    struct buf piece;        // the one being written
    struct buf provider;     // the last provider piece, written as if it were HL 1: to compare
    struct buf compare;
    int64_t bytes, claims, cents, set_count;
    int piece_no; // pieces so far
    // The open set.
    bool in_set;
    char set_control[SET_CONTROL_MAX];
    char batch_reference[48];
    int64_t segments, next_hl, provider_hl, set_claims, set_cents;
    int provider_piece;
};

// Takes the piece that stands in `file->piece`.
static void take_piece(struct submit_file *file, const char *kind)
{
    struct text content = buf_slice(&file->piece);
    copy_i32(file->pieces, INTERCHANGE_NO);
    copy_i32(file->pieces, ++file->piece_no);
    copy_text(file->pieces, text_of(kind));
    copy_bytes(file->pieces, content);
    copy_row(file->pieces);
    digest_add(file->digest, content.at, content.size);
    x12_check_feed(file->check, content);
    file->bytes += (int64_t)content.size;
    buf_clear(&file->piece);
}

// What is about one claim alone (SNIP type 3 and above) somebody may have released.
static void on_finding(void *context, const struct x12_finding *finding)
{
    struct submit_file *file = context;
    const struct x12_place *at = &finding->place;
    if (finding->severity == X12_REJECT && finding->snip <= 2 && file->refusal[0] == '\0')
        snprintf(file->refusal, sizeof file->refusal, "segment %" PRId64 ", %s%s%s: %s (%s)",
            at->segment, at->loop, at->loop[0] == '\0' ? "" : " ",
            at->element[0] == '\0' ? at->segment_id : at->element, finding->message, finding->word);
}

bool submit_file_new(struct submit_file **out, const struct x837p_envelope *envelope,
    int64_t claims_per_set, struct arena *arena, struct finding_list *findings)
{
    (void)arena;
    struct submit_file *file = calloc(1, sizeof *file);
    CHECK(file);
    file->envelope = envelope;
    file->claims_per_set = claims_per_set;
    file->pieces = copy_new(&stage_piece);
    file->sets = copy_new(&stage_set);
    file->attempts = copy_new(&stage_attempt);
    file->digest = digest_new();
    file->check = x12_check_new((struct x12_check_handler){.context = file, .finding = on_finding});
    buf_init(&file->piece, PIECE_ROOM);
    buf_init(&file->provider, PIECE_ROOM);
    buf_init(&file->compare, PIECE_ROOM);
    *out = file;
    if (x837p_write_head(&file->piece, envelope, findings) == 0)
        return false;
    take_piece(file, "head");
    return true;
}

void submit_file_free(struct submit_file *file)
{
    if (!file)
        return;
    copy_free(file->pieces);
    copy_free(file->sets);
    copy_free(file->attempts);
    digest_free(file->digest);
    x12_check_free(file->check);
    buf_free(&file->piece);
    buf_free(&file->provider);
    buf_free(&file->compare);
    free(file);
}

static void end_set(struct submit_file *file)
{
    if (!file->in_set)
        return;
    x837p_write_set_tail(&file->piece, file->envelope, text_of(file->set_control), file->segments);
    take_piece(file, "set_tail");
    copy_i32(file->sets, INTERCHANGE_NO);
    copy_text(file->sets, text_of(file->set_control));
    copy_text(file->sets, text_of(file->batch_reference));
    copy_i32(file->sets, file->set_claims);
    copy_i64(file->sets, file->set_cents);
    copy_row(file->sets);
    file->in_set = false;
}

static bool begin_set(struct submit_file *file, struct finding_list *findings)
{
    snprintf(file->set_control, sizeof file->set_control, "%04" PRId64, file->set_count + 1);
    // Unique for this sender and receiver: the interchange's number and the set's.
    snprintf(file->batch_reference, sizeof file->batch_reference, "%09" PRId64 "%s",
        file->envelope->settings.interchange_control, file->set_control);
    int segments = x837p_write_set_head(&file->piece, file->envelope, text_of(file->set_control),
        text_of(file->batch_reference), findings);
    if (segments == 0)
        return false;
    take_piece(file, "set_head");
    file->set_count++;
    file->in_set = true;
    file->segments = segments;
    file->next_hl = 1;
    file->set_claims = file->set_cents = 0;
    buf_clear(&file->provider);
    return true;
}

// Writes the claim's provider when it is not the one before.
static bool add_provider(
    struct submit_file *file, const struct claim *claim, struct finding_list *findings)
{
    buf_clear(&file->compare);
    if (x837p_write_provider(&file->compare, file->envelope, claim, 1, findings) == 0)
        return false;
    if (text_equal(buf_slice(&file->compare), buf_slice(&file->provider)))
        return true;
    buf_clear(&file->provider);
    buf_text(&file->provider, buf_slice(&file->compare));
    file->provider_hl = file->next_hl++;
    file->segments +=
        x837p_write_provider(&file->piece, file->envelope, claim, file->provider_hl, findings);
    take_piece(file, "provider");
    file->provider_piece = file->piece_no;
    return true;
}

// Whether the claim can be written at all, before anything of the file is touched.
static bool can_write(
    struct submit_file *file, const struct claim *claim, struct finding_list *findings)
{
    size_t before = file->piece.size;
    bool ok = x837p_write_provider(&file->piece, file->envelope, claim, 1, findings) > 0 &&
              x837p_write_claim(&file->piece, file->envelope, claim, 2, 1, findings) > 0;
    file->piece.size = before;
    return ok;
}

bool submit_file_add(struct submit_file *file, const struct claim *claim,
    const struct submit_content *content, struct finding_list *findings)
{
    if (!can_write(file, claim, findings))
        return false;
    if (file->in_set && file->set_claims >= file->claims_per_set)
        end_set(file);
    if (!file->in_set && !begin_set(file, findings))
        return false;
    CHECK(add_provider(file, claim, findings));
    int64_t offset = file->bytes;
    file->segments += x837p_write_claim(
        &file->piece, file->envelope, claim, file->next_hl, file->provider_hl, findings);
    file->next_hl += x837p_levels(claim);
    int64_t bytes = (int64_t)file->piece.size;
    take_piece(file, "claim");
    file->set_claims++;
    file->claims++;
    file->set_cents = money_sum(file->set_cents, claim->total);
    file->cents = money_sum(file->cents, claim->total);

    struct copy *c = file->attempts;
    copy_i32(c, INTERCHANGE_NO);
    copy_i64(c, claim->claim_id);
    copy_i16(c, content->submission);
    copy_bool(c, content->is_new);
    copy_bool(c, content->is_first);
    copy_text(c, claim->control_number);
    copy_bytes(c, (struct text){(const char *)content->digest, DIGEST_SIZE});
    copy_i64(c, file->envelope->settings.group_control);
    copy_text(c, text_of(file->set_control));
    copy_i32(c, file->set_claims);
    copy_i32(c, file->piece_no);
    copy_i32(c, file->provider_piece);
    copy_i64(c, offset);
    copy_i32(c, bytes);
    copy_row(c);
    return true;
}

bool submit_file_send(struct submit_file *file, struct db *db, bool all, struct err *err)
{
    struct copy *const copies[] = {file->pieces, file->sets, file->attempts};
    for (size_t i = 0; i < 3; i++)
        if ((all || copy_is_full(copies[i])) && !copy_send(copies[i], db, err))
            return false;
    return true;
}

bool submit_file_end(struct submit_file *file, struct err *err)
{
    end_set(file);
    x837p_write_tail(&file->piece, file->envelope, file->set_count);
    take_piece(file, "tail");
    digest_end(file->digest, file->sha256);
    x12_check_end(file->check);
    return file->refusal[0] == '\0' ||
           err_set(err, ERR_SYSTEM,
               "a file for receiver %.*s would not follow the implementation guide, and is not "
               "sent: "
               "%s. Each claim alone does, so it is a mistake of this program: report it with "
               "these words; the claims stay ready",
               TEXT_ARG(file->envelope->settings.receiver), file->refusal);
}

int64_t submit_file_claims(const struct submit_file *file)
{
    return file->claims;
}

int64_t submit_file_cents(const struct submit_file *file)
{
    return file->cents;
}

int64_t submit_file_sets(const struct submit_file *file)
{
    return file->set_count;
}

int64_t submit_file_bytes(const struct submit_file *file)
{
    return file->bytes;
}

const unsigned char *submit_file_sha256(const struct submit_file *file)
{
    return file->sha256;
}
