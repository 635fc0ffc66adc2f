# The staging tables that C fills by COPY, from a preprocessed source (gcc -E -P): NAME, COLUMNS as in DDL.
{ text = text " " $0 }
END {
    gsub(/" *"/, "", text) # adjacent literals are one
    type["COPY_I16"] = "smallint"
    type["COPY_I32"] = "integer"
    type["COPY_I64"] = "bigint"
    type["COPY_TEXT"] = "text"
    type["COPY_BYTES"] = "bytea"
    type["COPY_DATE"] = "date"
    type["COPY_BOOL"] = "boolean"
    rest = text
    while (match(rest, /struct copy_column [a-z0-9_]+\[\] *= *\{/)) {
        name = substr(rest, RSTART, RLENGTH)
        rest = substr(rest, RSTART + RLENGTH)
        sub(/^struct copy_column /, "", name)
        sub(/\[.*/, "", name)
        list = substr(rest, 1, index(rest, ";"))
        while (match(list, /"[a-z0-9_]+", *COPY_[A-Z0-9]+/)) {
            split(substr(list, RSTART + 1, RLENGTH - 1), part, /", */)
            columns[name] = columns[name] (columns[name] == "" ? "" : ", ") part[1] " " type[part[2]]
            list = substr(list, RSTART + RLENGTH)
        }
    }
    # A table is { its name, its columns, … }, alone or in an array of tables.
    while (match(text, /\{ *"[a-z0-9_]+", *[a-z0-9_]+/)) {
        split(substr(text, RSTART, RLENGTH), part, /"/)
        text = substr(text, RSTART + RLENGTH)
        sub(/[, ]+/, "", part[3])
        if (part[3] in columns) print part[2] "\t" columns[part[3]]
    }
}
