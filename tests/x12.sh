# shellcheck shell=bash
# x12: files written by hand; to be sourced. The body of a transaction set is written one segment a line, without
# terminators, from behind its ST to before its SE; a blank line ends a set, "# " begins a remark. What it is shows in
# its first segment: BPR a remittance (835), AK1 a 999, BHT a 277CA, TA1 segments that stand alone.

# Prints the file: envelope, counts, control numbers. The last two are options of the ISA.
x12_file() { # body, control number[, usage[, sender]]
    awk -v control="$2" -v usage="${3:-T}" -v sender="${4:-CHOUSE}" '
        { sub(/(^|  +)# .*$/, "") }
        function close_set() {
            if (!count)
                return
            printf "SE*%d*%04d~\n", count + 2, sets
            count = 0
        }
        function head(id, version) {
            printf "ISA*00*          *00*          *ZZ*%-15s*ZZ*%-15s*261112*0600*^*00501*%09d*0*%s*:~\n", sender,
                "ELMSTREET", control, usage
            if (id != "")
                printf "GS*%s*%s*ELMSTREET*20261112*0600*%d*X*%s~\n", id, sender, control, version
        }
        BEGIN {
            split("BPR AK1 BHT", firsts); split("835 999 277", ids); split("HP FA HN", groups)
            split("005010X221A1 005010X231A1 005010X214", versions)
        }
        NF == 0 { close_set(); next }
        !kind {
            split($0, element, "*")
            for (i = 1; i <= 3; i++)
                if (firsts[i] == element[1])
                    kind = i
            kind = kind ? kind : 4
            head(groups[kind], versions[kind])
        }
        kind < 4 && !count { printf "ST*%s*%04d%s~\n", ids[kind], ++sets, (kind > 1 ? "*" versions[kind] : "") }
        { count++; print $0 "~" }
        END {
            if (kind < 4) {
                close_set()
                printf "GE*%d*%d~\n", sets, control
            }
            printf "IEA*%d*%09d~\n", kind < 4, control
        }' "$1"
}
