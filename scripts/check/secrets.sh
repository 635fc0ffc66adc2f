#!/usr/bin/env bash
# Nothing of the machine it was written on, and nobody's address: folders of people, e-mail addresses (those
# of example.com, example.org and example.net are nobody's), hosts of package registries.
. scripts/check/common.sh

search() { # key, sentence, pattern
    files . | xargs -r grep -nIoE -- "$3" /dev/null | awk -v key="$1" -v sentence="$2" '
        match($0, /^[^:]*:[0-9]*:/) {
            split($0, part, ":")
            print part[1] "\t" part[2] "\t" key "\t" sentence ": " substr($0, RLENGTH + 1)
        }' || true
}

{
    search folder "a folder of one machine" '(^|[^A-Za-z0-9_.}~-])/(work|root|home)/[A-Za-z0-9_.-]*'
    search mail "an e-mail address" '[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+([.][A-Za-z0-9-]+)*[.][A-Za-z]{2,}' |
        { grep -viE '@(([a-z0-9-]+[.])*example[.](com|org|net)|[a-z0-9.-]+[.](example|invalid|test))$' || true; }
    search registry "a package registry" '(pypi|pythonhosted|npmjs|yarnpkg|crates|rubygems|golang|debian|ubuntu|maven|cpan|conda|docker|ghcr|quay)([.-][a-z0-9-]+)*[.](org|com|io|net)\b'
} | report secrets
