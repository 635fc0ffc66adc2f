#!/usr/bin/env bash
# What every text file holds to: no line over 100 columns and no file over 800 lines in C, no blanks at the
# end of a line, no tabs where .editorconfig says blanks, a line break at the end, nothing left to do.
. scripts/check/common.sh

# Data has its own line ends: an 837, a CSV, what a test expects to be printed.
written() {
    files '\.(c|h|def|sql|sh|awk|md)$|(^|/)Makefile$|^[A-Za-z]+$|^\.ci/'
    files '^(docs|cli|edi|jobs|scripts)/.*\.(txt|html|css|conf|service|timer|1)$'
}

# shellcheck disable=SC2016 # it is awk that expands them
written | xargs -r awk '
    function wrong(line, key, sentence) { print FILENAME "\t" line "\t" key "\t" sentence }
    FNR == 1 { is_c = FILENAME ~ /\.[ch]$/ }
    { lines[FILENAME] = FNR }
    /[ \t\r]$/ { wrong(FNR, "blanks", "blanks at the end of the line") }
    /\t/ && FILENAME !~ /Makefile$/ { wrong(FNR, "tabs", "a tab: blanks are used for indentation") }
    /(^|[^A-Za-z_])(TO[D]O|FIX[M]E|XX[X])([^A-Za-z_]|$)/ {
        wrong(FNR, "todo", "something is left to do: do it, or say it in an issue")
    }
    is_c && length($0) > 100 {
        columns = $0
        gsub(/[\200-\277]/, "", columns) # all but the first byte of a character
        if (length(columns) > 100)
            wrong(FNR, "columns", "the line has " length(columns) " columns, more than 100")
    }
    is_c && FNR == 801 { wrong(FNR, "lines", "the file has more than 800 lines: it has two subjects") }
    END {
        # wc counts line breaks, awk counts lines.
        for (name in lines) list = list " " name
        count = "wc -l" list
        while ((count | getline text) > 0) {
            split(text, word, " ")
            FILENAME = word[2]
            if (FILENAME in lines && lines[FILENAME] != word[1])
                wrong(lines[FILENAME], "end", "the last line has no line break")
        }
    }' | report text
