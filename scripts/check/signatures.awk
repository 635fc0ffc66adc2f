# What each call in C passes to its statement: STATEMENT, FILE, LINE, TYPES (by commas; "unknown" where the source
# does not tell). Reads what bare prints. Known are
#     …, &sql_x, DB_ARGS(DB_I64(n), name), …     also &sql_x, args, 2 with const struct db_arg args[] = {…};
# and names that were given a value before: const struct db_arg name = DB_DATE(…); and, when headers come first, macros
# that stand for several arguments: #define X(w) DB_TEXT((w).a), DB_TEXT((w).b)
BEGIN {
    FS = "\t"
    type["I64"] = "bigint"
    type["TEXT"] = type["Z"] = "text"
    type["BYTES"] = "bytea"
    type["DATE"] = "date"
    type["BOOL"] = "boolean"
    type["MOMENT"] = "timestamptz"
}
$1 != file { calls(); file = $1; text = "" }
file ~ /\.h$/ {
    macro = in_macro ? macro " " $3 : $3 ~ /^#define [A-Z_]+\([a-z]+\)/ ? $3 : ""
    in_macro = macro != "" && sub(/\\$/, "", macro)
    if (macro != "" && !in_macro && macro ~ /\) +DB_/) {
        name = macro
        sub(/^#define /, "", name)
        sub(/\(.*/, "", name)
        sub(/^[^)]*\) */, "", macro)
        stands_for[name] = macro
    }
    next
}
# A line break stays as a mark, so that lines can be counted.
{ sub(/\/\/.*/, "", $3); gsub(/ +/, " ", $3); text = text $3 "\r" }
END { calls() }

function calls(    rest, call, before, line, list, name, count, breaks) {
    for (name in stands_for) gsub(name "\\([^()]*\\)", stands_for[name], text)
    rest = text
    while (match(rest, /&sql_[a-z0-9_]+,[ \r]*(DB_ARGS\(|DB_NO_ARGS|[a-z_]+,[ \r]*[0-9]+,)/)) {
        call = substr(rest, RSTART + 1, RLENGTH - 1)
        rest = substr(rest, RSTART + RLENGTH)
        before = substr(text, 1, length(text) - length(rest))
        line = split(before, breaks, "\r")
        name = call
        sub(/,.*/, "", name)
        sub(/^[^,]*,[ \r]*/, "", call)
        if (call == "DB_NO_ARGS") list = ""
        else if (call == "DB_ARGS(") list = types(inside(rest), before, 99)
        else {
            count = call
            gsub(/[^0-9]/, "", count)
            sub(/,.*/, "", call)
            list = last_of(before, "struct db_arg " call "\\[\\] = \\{")
            if (list == "") continue
            list = types(inside(list), before, count)
        }
        print name "\t" file "\t" line "\t" list
    }
}

# What stands before the parenthesis or brace that closes the one just opened.
function inside(rest,    i, c, depth) {
    depth = 1
    for (i = 1; i <= length(rest); i++) {
        c = substr(rest, i, 1)
        if (c ~ /[({]/) depth++
        if (c ~ /[)}]/ && --depth == 0) break
    }
    return substr(rest, 1, i - 1)
}

# What follows the last place that matches.
function last_of(rest, pattern,    found) {
    while (match(rest, pattern)) found = rest = substr(rest, RSTART + RLENGTH)
    return found
}

# The types of the first `count` values of a list.
function types(list, before, count,    i, c, depth, value, out) {
    list = list ","
    for (i = 1; i <= length(list) && count > 0; i++) {
        c = substr(list, i, 1)
        if (c ~ /[({]/) depth++
        if (c ~ /[)}]/) depth--
        if (c == "," && depth == 0) {
            gsub(/[ \r]/, "", value)
            if (value != "") {
                out = out (out == "" ? "" : ",") type_of(value, before)
                count--
            }
            value = ""
        } else value = value c
    }
    return out
}

function type_of(value, before) {
    if (value ~ /^[a-z_]+$/) value = substr(last_of(before, "[ ,*]" value " = DB_"), 1, 9)
    else if (!sub(/^DB_/, "", value)) return "unknown"
    sub(/\(.*/, "", value)
    return value in type ? type[value] : "unknown"
}
