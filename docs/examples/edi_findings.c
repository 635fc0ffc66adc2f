// What is wrong with a file of X12, and what its claims are charged: the library cleanclaim-edi.
//     cc edi_findings.c $(pkg-config --cflags --libs cleanclaim-edi) -o edi_findings
//     ./edi_findings claims.837
#include <cleanclaim-edi.h>
#include <stdio.h>
#include <string.h>

static void on_segment(void *context, const struct cleanclaim_edi_segment *segment)
{
    long *claims = context;
    if (strcmp(segment->loop, "2300") != 0 || !segment->opens)
        return;
    struct cleanclaim_edi_text number = cleanclaim_edi_element(segment, 1, 0),
                               charge = cleanclaim_edi_element(segment, 2, 0);
    printf("claim %.*s: %s %.*s, %s\n", (int)number.size, number.at,
        cleanclaim_edi_name(segment, 2, 0), (int)charge.size, charge.at,
        cleanclaim_edi_meaning(segment, 5, 1));
    ++*claims;
}

static void on_finding(void *context, const struct cleanclaim_edi_finding *f)
{
    (void)context;
    printf("segment %lld %s: %s (%s)\n", (long long)f->place.segment, f->place.element, f->message,
        f->code);
}

int main(int argc, char **argv)
{
    long claims = 0;
    char window[65536];
    size_t size;
    FILE *file = argc == 2 ? fopen(argv[1], "rb") : stdin;
    struct cleanclaim_edi_totals totals;
    struct cleanclaim_edi *edi = cleanclaim_edi_new(&(struct cleanclaim_edi_handler){
        .context = &claims, .segment = on_segment, .finding = on_finding});
    if (file == NULL || edi == NULL)
        return 2;
    while ((size = fread(window, 1, sizeof window, file)) > 0)
        cleanclaim_edi_feed(edi, window, size);
    cleanclaim_edi_end(edi, &totals);
    cleanclaim_edi_free(edi);
    printf("%ld claims, %lld findings reject\n", claims, (long long)totals.rejects);
    return totals.rejects > 0;
}
