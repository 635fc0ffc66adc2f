// What a receiver answers to a file of X12 (TA1, 999): the library cleanclaim-edi.
//     cc edi_answer.c $(pkg-config --cflags --libs cleanclaim-edi) -o edi_answer
//     ./edi_answer < claims.837 > answer.999
#include <cleanclaim-edi.h>
#include <stdio.h>

static void on_bytes(void *context, const void *bytes, size_t size)
{
    fwrite(bytes, 1, size, context);
}

int main(void)
{
    char window[65536];
    // The answer's control number, and when.
    const struct cleanclaim_edi_acknowledge_settings settings = {
        1, 2026, 11, 22, 12, .line_break = CLEANCLAIM_EDI_LF};
    const struct cleanclaim_edi_writer_handler handler = {stdout, on_bytes, NULL};
    struct cleanclaim_edi_acknowledge_totals totals = {0};
    struct cleanclaim_edi_acknowledge *a = cleanclaim_edi_acknowledge_new(&settings, &handler);
    for (size_t size; (size = fread(window, 1, sizeof window, stdin)) > 0;)
        cleanclaim_edi_acknowledge_feed(a, window, size);
    enum cleanclaim_edi_result result = cleanclaim_edi_acknowledge_end(a, &totals);
    cleanclaim_edi_acknowledge_free(a);
    fprintf(stderr, "%ld sets, %ld rejected\n", (long)totals.sets, (long)totals.sets_rejected);
    return result != CLEANCLAIM_EDI_OK ? 2 : totals.sets_rejected > 0;
}
