// What is wrong with a file of X12, and what its claims are charged: the library cleanclaim-edi.
//     cc edi_findings.c $(pkg-config --cflags --libs cleanclaim-edi) -o edi_findings
//     ./edi_findings < claims.837
#include <cleanclaim-edi.h>
#include <stdio.h>
#include <string.h>

static void on_segment(void *context, const struct cleanclaim_edi_segment *s)
{
    if (strcmp(s->loop, "2300") != 0 || !s->opens)
        return;
    struct cleanclaim_edi_text number = cleanclaim_edi_element(s, 1, 0);
    struct cleanclaim_edi_text charge = cleanclaim_edi_element(s, 2, 0);
    printf("claim %.*s: %s %.*s, %s\n", (int)number.size, number.at, cleanclaim_edi_name(s, 2, 0),
        (int)charge.size, charge.at, cleanclaim_edi_meaning(s, 5, 1));
    ++*(long *)context;
}

static void on_finding(void *context, const struct cleanclaim_edi_finding *f)
{
    (void)context;
    long at = (long)f->place.segment;
    printf("segment %ld %s: %s (%s)\n", at, f->place.element, f->message, f->code);
}

int main(void)
{
    long claims = 0;
    char window[65536];
    struct cleanclaim_edi_totals totals = {0};
    struct cleanclaim_edi *edi = cleanclaim_edi_new(&(struct cleanclaim_edi_handler){
        .context = &claims, .segment = on_segment, .finding = on_finding});
    for (size_t size; (size = fread(window, 1, sizeof window, stdin)) > 0;)
        cleanclaim_edi_feed(edi, window, size);
    enum cleanclaim_edi_result result = cleanclaim_edi_end(edi, &totals);
    cleanclaim_edi_free(edi);
    printf("%ld claims, %ld findings reject\n", claims, (long)totals.rejects);
    return result != CLEANCLAIM_EDI_OK ? 2 : totals.rejects > 0;
}
