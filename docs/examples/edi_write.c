// Asks a payer whether people are insured (270): of each three lines that are read, member, last
// and first name, a transaction set is written; one that is not valid is told, and the others
// leave.
//     cc edi_write.c $(pkg-config --cflags --libs cleanclaim-edi) -o edi_write
//     printf 'MEMBER1\nDOE\nJANE\n' | ./edi_write > inquiry.270
#include <cleanclaim-edi.h>
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

static bool read_line(char line[200])
{
    bool is_there = fgets(line, 200, stdin) != NULL;
    line[is_there ? strcspn(line, "\n") : 0] = '\0';
    return is_there;
}

int main(void)
{
    char member[200], last[200], first[200];
    int refused = 0;
    // Interchange and group: from whom, to whom, their control numbers, when.
    const struct cleanclaim_edi_envelope envelope = {"ZZ", "CLINIC", "ZZ", "PAYER", "CLINIC",
        "PAYER", 1, 1, 2026, 11, 22, 12, .line_break = CLEANCLAIM_EDI_LF};
    const struct cleanclaim_edi_writer_handler handler = {stdout, on_bytes, on_finding};
    struct cleanclaim_edi_writer *w = cleanclaim_edi_writer_new(&handler);
    cleanclaim_edi_write_interchange(w, &envelope);
    cleanclaim_edi_write_group(w, "HS", "005010X279A1");
    while (read_line(member) && read_line(last) && read_line(first)) {
        const char *const segments[][10] = {{"BHT", "0022", "13", "INQUIRY", "20261122", "1200"},
            {"HL", "1", "", "20", "1"},
            {"NM1", "PR", "2", "MADE UP PAYER", "", "", "", "", "PI", "PAYER1"},
            {"HL", "2", "1", "21", "1"},
            {"NM1", "1P", "2", "MADE UP CLINIC", "", "", "", "", "XX", "1234567893"},
            {"HL", "3", "2", "22", "0"}, {"NM1", "IL", "1", last, first, "", "", "", "MI", member},
            {"DTP", "291", "D8", "20261122"}, {"EQ", "30"}};
        cleanclaim_edi_write_set(w, "270", "005010X279A1");
        for (size_t i = 0; i < sizeof segments / sizeof *segments; i++) {
            cleanclaim_edi_write_segment(w, segments[i][0]);
            for (int k = 1; k < 10 && segments[i][k] != NULL; k++)
                cleanclaim_edi_write_element(w, segments[i][k], strlen(segments[i][k]));
            cleanclaim_edi_write_segment_end(w);
        }
        refused += cleanclaim_edi_write_set_end(w) != CLEANCLAIM_EDI_OK;
    }
    cleanclaim_edi_write_group_end(w);
    enum cleanclaim_edi_result result = cleanclaim_edi_write_interchange_end(w);
    cleanclaim_edi_writer_free(w);
    return result != CLEANCLAIM_EDI_OK ? 2 : refused > 0;
}
