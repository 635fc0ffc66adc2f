# Cleanclaim. `make help` lists the targets; V=1 shows every command.

BUILD   ?= build
VERSION := $(shell cat VERSION)
CC      := gcc
PREFIX  ?= /usr/local

Q := $(if $(V),,@)
say = $(if $(V),,@echo '  $(1)')

PACKAGES := libpq libzip libcrypto jansson inih
# libcsv has no pkg-config file.
LIBS := $(shell pkg-config --libs $(PACKAGES)) -lcsv

# Every warning that has a meaning here is an error. Left out: -Wsign-conversion (sizes and offsets mix on
# purpose, checked where they come in).
WARNINGS := -Wall -Wextra -Werror -Wshadow -Wconversion -Wno-sign-conversion -Wstrict-prototypes \
	-Wmissing-prototypes -Wold-style-definition -Wvla -Wformat=2 -Wundef -Wpointer-arith \
	-Wcast-align -Wwrite-strings -Wimplicit-fallthrough -Wdouble-promotion -Wfloat-conversion
OPTIMISE := -O2 -g
HARDEN   := -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fPIE
CFLAGS   := -std=c17 -D_GNU_SOURCE -DCLEANCLAIM_VERSION='"$(VERSION)"' $(WARNINGS) $(OPTIMISE) $(HARDEN) \
	-I. -I$(BUILD)/embed $(shell pkg-config --cflags $(PACKAGES)) $(EXTRA_CFLAGS)
LDFLAGS  := -pie -Wl,-z,relro,-z,now $(EXTRA_LDFLAGS)

ROOMS   := claims/base claims edi rules sql jobs cli
SOURCES := $(filter-out cli/main.c,$(foreach room,$(ROOMS),$(wildcard $(room)/*.c)))
OBJECTS := $(SOURCES:%.c=$(BUILD)/%.o) $(BUILD)/embed/sql_statements.o $(BUILD)/embed/files.o \
	$(BUILD)/embed/grammar_tables.o
LIBRARY := $(BUILD)/libcleanclaim.a
PROGRAM := $(BUILD)/cleanclaim

STATEMENTS := $(wildcard sql/*/*.sql)
EMBEDDED   := $(STATEMENTS) $(wildcard cli/help/*.txt jobs/templates/* fixtures/mappings/*)

# The compiler of edi/grammar/: a program of the build, over the floor of the house.
GRAMMAR         := $(wildcard edi/grammar/*.txt edi/grammar/codes/*.txt edi/grammar/rules/*.txt)
GRAMMAR_OBJECTS := $(patsubst %.c,$(BUILD)/%.o,$(wildcard scripts/grammar/*.c)) \
	$(addprefix $(BUILD)/claims/base/,arena.o err.o text.o)

TESTS        := $(wildcard tests/*/*_test.c tests/*/*/*_test.c)
TEST_HELPERS := $(wildcard tests/*.c)
TEST_BINS    := $(TESTS:%.c=$(BUILD)/%)
FUZZERS      := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/fuzz/*_fuzz.c))
BENCH_BINS   := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/bench/*_bench.c))

.PHONY: all help test check asan fuzz fuzzers fuzz_targets coverage bench faults format install clean
.DELETE_ON_ERROR:

all: $(PROGRAM) ## build the program (the default)

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' Makefile | sed -E 's/:[^#]*## /\t/' | expand -t 12

$(PROGRAM): $(BUILD)/cli/main.o $(LIBRARY)
	$(call say,link $@)
	$(Q)$(CC) $(LDFLAGS) -o $@ $< $(LIBRARY) $(LIBS)

$(LIBRARY): $(OBJECTS)
	$(call say,archive $@)
	$(Q)rm -f $@ && ar rcs $@ $(OBJECTS)

$(BUILD)/%.o: %.c
	$(call say,compile $<)
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) -MMD -MP -c -o $@ $<

# Statements, help texts and templates become C at build time; nothing generated is committed.
$(BUILD)/embed/sql_statements.h $(BUILD)/embed/sql_statements.c $(BUILD)/embed/files.h $(BUILD)/embed/files.c &: \
		scripts/embed.sh $(EMBEDDED) VERSION
	@mkdir -p $(BUILD)/embed
	$(call say,embed SQL help and templates)
	$(Q)scripts/embed.sh $(BUILD)/embed
$(filter $(BUILD)/sql/% $(BUILD)/jobs/% $(BUILD)/cli/%,$(OBJECTS)) $(BUILD)/cli/main.o: | $(BUILD)/embed/sql_statements.h
$(BUILD)/embed/%.o: $(BUILD)/embed/%.c
	$(Q)$(CC) $(CFLAGS) -c -o $@ $<

# The guides' tables of edi/grammar/ become C too.
$(BUILD)/scripts/grammar/grammar: $(GRAMMAR_OBJECTS)
	$(call say,link $@)
	$(Q)$(CC) $(LDFLAGS) -o $@ $^
$(BUILD)/embed/grammar_tables.c: $(BUILD)/scripts/grammar/grammar $(GRAMMAR)
	@mkdir -p $(@D)
	$(call say,grammar edi/grammar)
	$(Q)$< edi/grammar > $@

# ---- The installed library (docs/edi-library.md): what reads, checks and writes, behind edi/cleanclaim_edi.h. One object in
# which every symbol but those of the header is local, and nothing is left that no call of it reaches.
EDI_NAME    := libcleanclaim-edi
EDI_SOURCES := edi/cleanclaim_edi.c edi/grammar.c edi/x12.c edi/x12_scan.c edi/x12_look.c edi/x12_envelope.c \
	edi/x12_emit.c edi/x12_emit_segment.c edi/x12_acknowledge.c edi/x12_acknowledge_element.c \
	edi/x12_acknowledge_write.c \
	$(filter-out %_state.c,$(wildcard edi/x12_check*.c)) \
	$(addprefix claims/base/,date.c err.c ident.c money.c text.c buf.c)
EDI_OBJECTS := $(EDI_SOURCES:%.c=$(BUILD)/library/%.o) $(BUILD)/library/grammar_tables.o
EDI_SONAME  := $(EDI_NAME).so.1
EDI_CFLAGS   = $(filter-out -fPIE,$(CFLAGS)) -fPIC -fvisibility=hidden -ffunction-sections -fdata-sections
EDI_SYMBOLS  = $(shell grep -v '^//' edi/cleanclaim_edi.h | grep -oP 'cleanclaim_edi_[a-z_]+(?=\x28)' | sort -u)

$(BUILD)/library/%.o: %.c
	$(call say,compile $< for the library)
	@mkdir -p $(@D)
	$(Q)$(CC) $(EDI_CFLAGS) -MMD -MP -c -o $@ $<
# What the writer calls, which stops the house's own process out of turn: edi/cleanclaim_edi.c asks before.
$(addprefix $(BUILD)/library/,edi/x12_emit.o edi/x12_emit_segment.o edi/x12_acknowledge.o \
	edi/x12_acknowledge_element.o edi/x12_acknowledge_write.o \
	claims/base/buf.o claims/base/date.o): \
	EDI_CFLAGS += -DCLEANCLAIM_EDI_LIBRARY
$(BUILD)/embed/grammar_tables.o $(BUILD)/library/grammar_tables.o: edi/grammar.h
$(BUILD)/library/grammar_tables.o: $(BUILD)/embed/grammar_tables.c
	@mkdir -p $(@D)
	$(Q)$(CC) $(EDI_CFLAGS) -c -o $@ $<
$(BUILD)/library/$(EDI_NAME).o: $(EDI_OBJECTS)
	$(call say,link $@)
	$(Q)ld -r --gc-sections $(addprefix -u ,$(EDI_SYMBOLS)) -o $@ $^ && objcopy --localize-hidden --strip-unneeded $@
$(BUILD)/library/$(EDI_NAME).a: $(BUILD)/library/$(EDI_NAME).o
	$(Q)rm -f $@ && ar rcs $@ $<
$(BUILD)/library/$(EDI_SONAME): $(BUILD)/library/$(EDI_NAME).o
	$(call say,link $@)
	$(Q)$(CC) -shared -Wl,-soname,$(EDI_SONAME) -Wl,-z,relro,-z,now,-z,defs $(EXTRA_LDFLAGS) -o $@ $<

.PHONY: library install-library
library: $(BUILD)/library/$(EDI_NAME).a $(BUILD)/library/$(EDI_SONAME) ## build the library of X12, static and shared

install-library: library ## install that library, its header and its pkg-config file below PREFIX
	install -D -m 644 $(BUILD)/library/$(EDI_NAME).a $(DESTDIR)$(PREFIX)/lib/$(EDI_NAME).a
	install -D -m 755 $(BUILD)/library/$(EDI_SONAME) $(DESTDIR)$(PREFIX)/lib/$(EDI_SONAME)
	ln -sf $(EDI_SONAME) $(DESTDIR)$(PREFIX)/lib/$(EDI_NAME).so
	install -D -m 644 edi/cleanclaim_edi.h $(DESTDIR)$(PREFIX)/include/cleanclaim-edi.h
	install -d $(DESTDIR)$(PREFIX)/lib/pkgconfig
	sed -e 's|@PREFIX@|$(PREFIX)|; s|@VERSION@|$(VERSION)|' edi/cleanclaim-edi.pc.in \
		> $(DESTDIR)$(PREFIX)/lib/pkgconfig/cleanclaim-edi.pc

# ---- Tests: every tests/ROOM/NAME_test.c is a program of its own; stories are folders (tests/stories).
# Its own source stands last: of several sources the compiler writes down the includes of the last.
$(BUILD)/tests/%_test: tests/%_test.c $(TEST_HELPERS) $(TEST_HELPERS:.c=.h) $(LIBRARY)
	$(call say,test $<)
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) -MMD -MP $(LDFLAGS) -o $@ $(TEST_HELPERS) $< $(LIBRARY) $(LIBS) -lcmocka

test: $(PROGRAM) $(TEST_BINS) ## run all tests, or those of one place: make test T=edi/x12
	BUILD=$(BUILD) tests/run.sh $(T)

check: $(PROGRAM) ## what a machine can see: arrows, libraries, banned calls, SQL, shell scripts, format
	BUILD=$(BUILD) scripts/check.sh

asan: ## all tests under the address and undefined behaviour sanitisers: make asan T=…
	$(MAKE) BUILD=build/asan OPTIMISE='-O1 -g' HARDEN= \
		EXTRA_CFLAGS='-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer' \
		EXTRA_LDFLAGS='-fsanitize=address,undefined' test T='$(T)'

# ---- Fuzzing: tests/fuzz/NAME_fuzz.c are targets for libFuzzer; only what they reach is built. A file that they come to reach
# is an undefined symbol when they are linked, and is named here (claims) or left out no longer (edi).
# The search is led by what is reached of the rooms, not of the target's own code, and not by the numbers that are compared
# (trace-cmp takes half of the time: what stands in a file are texts, and those that tell things apart are in the dictionary).
FUZZ_CLAIMS   := claim finding remittance $(addprefix base/,arena buf date digest err ident money text)
FUZZ_NOT      := cleanclaim_edi x12_write x835_write x999_write x277ca_write ta1_write x837p_write x837p_cob x837p_piece x837p_check
FUZZ_OBJECTS  := $(FUZZ_CLAIMS:%=$(BUILD)/claims/%.o) $(BUILD)/embed/grammar_tables.o \
	$(filter-out $(FUZZ_NOT:%=$(BUILD)/edi/%.o),$(filter $(BUILD)/edi/%,$(OBJECTS)))
FUZZ_LIBRARY  := $(BUILD)/libfuzzed.a
FUZZ_SANITISE := -fsanitize=address,undefined -fno-sanitize-recover=all
FUZZ_REACHED  := -fsanitize-coverage=inline-8bit-counters,pc-table
$(FUZZ_LIBRARY): $(FUZZ_OBJECTS)
	$(call say,archive $@)
	$(Q)rm -f $@ && ar rcs $@ $^
$(BUILD)/tests/fuzz/%_fuzz: tests/fuzz/%_fuzz.c $(FUZZ_LIBRARY)
	$(call say,fuzz $<)
	@mkdir -p $(@D)
	$(Q)$(CC) $(filter-out $(FUZZ_REACHED),$(CFLAGS)) -MMD -MP -MT $@ -c -o $@.o $<
	$(Q)$(CC) $(LDFLAGS) -fsanitize=fuzzer -o $@ $@.o $(FUZZ_LIBRARY) $(LIBS)

fuzz_targets: $(FUZZERS)

# The guides' tables are those of the ordinary build; -o: they are not made again, nor what is made of them.
fuzzers: $(BUILD)/embed/grammar_tables.c ## build the fuzz targets, with clang: build/fuzz
	@mkdir -p build/fuzz/embed && { cmp -s $< build/fuzz/embed/$(<F) || \
		{ rm -f build/fuzz/embed/grammar_tables.o && cp -p $< build/fuzz/embed/; }; }
	+$(Q)$(MAKE) BUILD=build/fuzz CC=clang WARNINGS=-w OPTIMISE='-O2 -gline-tables-only' HARDEN= \
		EXTRA_CFLAGS='$(FUZZ_SANITISE) $(FUZZ_REACHED)' EXTRA_LDFLAGS='$(FUZZ_SANITISE)' \
		-o build/fuzz/embed/grammar_tables.c fuzz_targets

fuzz: fuzzers ## throw broken files at each reader: make fuzz SECONDS=3600 T=x12_check
	tests/fuzz/fuzz.sh $(or $(SECONDS),60) $(T)

coverage: ## which lines the tests reach, make coverage T=…: build/coverage/html/index.html
	$(MAKE) BUILD=build/coverage OPTIMISE='-O0 -g' HARDEN= EXTRA_CFLAGS=--coverage EXTRA_LDFLAGS=--coverage test T='$(T)'
	scripts/coverage.sh build/coverage

# ---- Speed: tests/bench/NAME_bench.c are programs that tests/bench/NAME.sh runs.
$(BUILD)/tests/bench/%_bench: tests/bench/%_bench.c $(LIBRARY)
	$(call say,bench $<)
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) -MMD -MP $(LDFLAGS) -o $@ $< $(LIBRARY) $(LIBS)

bench: $(PROGRAM) $(BENCH_BINS) ## speed beside the limits of this machine: make bench CLAIMS=100000, make bench T=x12 or T=night
	$(if $(filter night,$(T)),,BUILD=$(BUILD) tests/bench/x12.sh)
	$(if $(filter x12,$(T)),,BUILD=$(BUILD) tests/bench/bench.sh $(CLAIMS))

# Not optimised: it is built for one run of a fifteenth of its points more often than for all of them.
FAULTS := BUILD=build/faults OPTIMISE='-O0 -g' HARDEN= EXTRA_CFLAGS=-DCLEANCLAIM_FAULTS build/faults/cleanclaim
faults: ## fail and kill at every database and file call of a small night: make faults PART=1/10
	$(MAKE) $(FAULTS)
	$(if $(RANDOM_KILLS),BUILD=build/faults tests/faults/random_kills.sh $(RANDOM_KILLS) $(SEED), \
		BUILD=build/faults tests/faults/faults.sh $(or $(PART),1/1) $(SEED))

format: ## clang-format everything
	clang-format -i $(wildcard $(foreach room,$(ROOMS) scripts/* tests tests/* tests/*/*,$(room)/*.c $(room)/*.h))

install: $(PROGRAM) install-library ## install program, manual and library below PREFIX
	install -D -m 755 $(PROGRAM) $(DESTDIR)$(PREFIX)/bin/cleanclaim
	install -D -m 644 docs/cleanclaim.1 $(DESTDIR)$(PREFIX)/share/man/man1/cleanclaim.1

clean: ## remove what was built
	rm -rf build

-include $(OBJECTS:.o=.d) $(EDI_OBJECTS:.o=.d) $(GRAMMAR_OBJECTS:.o=.d) $(BUILD)/cli/main.d $(TEST_BINS:=.d) $(FUZZERS:=.d)
