// Asks a payer whether people are insured (270): of each line "MEMBER LASTNAME FIRSTNAME" that is
// read a transaction set is written; one that is not valid is told, and the others leave.
//     cc edi_write.c $(pkg-config --cflags --libs cleanclaim-edi) -o edi_write
//     echo 'MEMBER1 DOE JANE' | ./edi_write > inquiry.270
#include <cleanclaim-edi.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void on_bytes(void *context, const void *bytes, size_t size)
{
    fwrite(bytes, 1, size, context);
}

static void on_finding(void *context, const struct cleanclaim_edi_finding *f)
{
    (void)context;
    fprintf(stderr, "set %s, %s %s: %s: %s (%s)\n", f->place.set, f->place.segment_id,
        f->place.element, f->message, f->remedy, f->code);
}

// A segment of simple elements; NULL ends them.
static void put(struct cleanclaim_edi_writer *w, const char *id, ...)
{
    va_list values;
    cleanclaim_edi_write_segment(w, id);
    va_start(values, id);
    for (const char *value; (value = va_arg(values, const char *)) != NULL;)
        cleanclaim_edi_write_element(w, value, strlen(value));
    va_end(values);
    cleanclaim_edi_write_segment_end(w);
}

// The first word of the line, then the next.
static char *word(char *line)
{
    static char *rest;
    rest = line != NULL ? line : rest;
    rest += strspn(rest, " \n");
    char *begin = rest;
    rest += strcspn(rest, " \n");
    if (rest == begin)
        return NULL;
    if (*rest != '\0')
        *rest++ = '\0';
    return begin;
}

int main(void)
{
    char line[200];
    long refused = 0;
    struct cleanclaim_edi_writer *w =
        cleanclaim_edi_writer_new(&(struct cleanclaim_edi_writer_handler){
            .context = stdout, .bytes = on_bytes, .finding = on_finding});
    cleanclaim_edi_write_interchange(w, &(struct cleanclaim_edi_envelope){.sender_qualifier = "ZZ",
                                            .sender = "CLINIC",
                                            .receiver_qualifier = "ZZ",
                                            .receiver = "PAYER",
                                            .group_sender = "CLINIC",
                                            .group_receiver = "PAYER",
                                            .interchange_control = 1,
                                            .group_control = 1,
                                            .year = 2026,
                                            .month = 11,
                                            .day = 22,
                                            .hour = 12,
                                            .line_break = CLEANCLAIM_EDI_LF});
    cleanclaim_edi_write_group(w, "HS", "005010X279A1");
    while (fgets(line, sizeof line, stdin) != NULL) {
        char *member = word(line), *last = word(NULL), *first = word(NULL);
        if (first == NULL)
            continue;
        cleanclaim_edi_write_set(w, "270", "005010X279A1");
        put(w, "BHT", "0022", "13", "INQUIRY", "20261122", "1200", NULL);
        put(w, "HL", "1", "", "20", "1", NULL);
        put(w, "NM1", "PR", "2", "MADE UP PAYER", "", "", "", "", "PI", "PAYER1", NULL);
        put(w, "HL", "2", "1", "21", "1", NULL);
        put(w, "NM1", "1P", "2", "MADE UP CLINIC", "", "", "", "", "XX", "1234567893", NULL);
        put(w, "HL", "3", "2", "22", "0", NULL);
        put(w, "NM1", "IL", "1", last, first, "", "", "", "MI", member, NULL);
        put(w, "DTP", "291", "D8", "20261122", NULL);
        put(w, "EQ", "30", NULL);
        refused += cleanclaim_edi_write_set_end(w) != CLEANCLAIM_EDI_OK;
    }
    cleanclaim_edi_write_group_end(w);
    enum cleanclaim_edi_result result = cleanclaim_edi_write_interchange_end(w);
    cleanclaim_edi_writer_free(w);
    return result != CLEANCLAIM_EDI_OK ? 2 : refused > 0;
}
