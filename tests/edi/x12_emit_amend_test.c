// What the writer amends of a file that it copies, and what it leaves out: found by fuzzing.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "edi/x12_copy.h"
#include "edi/x12_emit.h"

#define BYTES_MAX ((size_t)1 << 16)
#define ISA(blanks, repetition) \
    "ISA*00*" blanks \
    "*00*          *ZZ*SENDER         *ZZ*RECEIVER       *261122*1234*" repetition \
    "*00501*000000001*0*T*:~"
#define USUAL ISA("          ", "^")
#define TA1   "TA1*000000043*261121*1200*R*022~"
#define GROUP \
    "GS*FA*SENDER*RECEIVER*20261122*1234*1*X*005010X231A1~ST*999*0001*005010X231A1~" \
    "AK1*HC*7*005010X222A1~AK2*837*0001*005010X222A1~IK5*A~AK9*A*1*1*1~SE*6*0001~"

static void on_bytes(void *context, struct text bytes)
{
    buf_text(context, bytes);
}

static void on_outer(void *context, const struct x12_segment *segment)
{
    x12_emit_copy(context, segment);
}

static void on_inner(void *context, const struct x12_set *set, const struct x12_segment *segment)
{
    (void)set;
    x12_emit_copy(context, segment);
}

static void on_between(void *context, struct text bytes)
{
    x12_emit_break(context, bytes);
}

static void assert_becomes(const char *read, const char *expected)
{
    struct buf written;
    buf_init(&written, BYTES_MAX);
    struct x12_emit *emit =
        x12_emit_new((struct x12_emit_handler){.context = &written, .bytes = on_bytes});
    struct x12_copy *copy = x12_copy_new(
        (struct x12_envelope_handler){.context = emit, .outer = on_outer, .segment = on_inner},
        on_between);
    x12_copy_feed(copy, text_of(read));
    x12_copy_end(copy);
    x12_emit_copy_end(emit);
    if (!text_equal_z(buf_slice(&written), expected))
        fail_msg("%s becomes %.*s", read, TEXT_ARG(buf_slice(&written)));
    x12_copy_free(copy);
    x12_emit_free(emit);
    buf_free(&written);
}

// Numbers with more or fewer digits than may stand there are written anew, their sets having left;
// zeros that may stand there are kept.
static void test_trailers(void **state)
{
    (void)state;
    static const char right[] = USUAL GROUP "GE*1*1~IEA*1*000000001~";
    assert_becomes(right, right);
    assert_becomes(
        USUAL GROUP "GE*01*01~IEA*00001*000000001~", USUAL GROUP "GE*01*01~IEA*00001*000000001~");
    assert_becomes(USUAL GROUP "GE*1*1~IEA*1*0000000001~", right);
    assert_becomes(USUAL GROUP "GE*1*1~IEA*1*1~", right);
    assert_becomes(USUAL GROUP "GE*1*1~IEA*000001*000000001~", right);
    assert_becomes(USUAL GROUP "GE*1*0000000001~IEA*1*000000001~", right);
    assert_becomes(USUAL GROUP "GE*0000001*1~IEA*1*000000001~", right);
    assert_becomes(USUAL GROUP "GE*3*2~IEA*7*000000004~", right);
}

// A TA1 whose note does not go with its acknowledgement does not leave; another one does.
static void test_ta1(void **state)
{
    (void)state;
    assert_becomes(USUAL "TA1*000000042*261121*1200*A*001~" TA1 "IEA*0*000000001~",
        USUAL TA1 "IEA*0*000000001~");
}

// An element of the ISA that is too wide is written with its width: blanks go, and of ISA11 the
// separator stays. One whose value is too long is refused with all that follows.
static void test_isa(void **state)
{
    (void)state;
    static const char right[] = USUAL TA1 "IEA*0*000000001~";
    assert_becomes(ISA("             ", "^") TA1 "IEA*0*000000001~", right);
    assert_becomes(ISA("          ", "^'") TA1 "IEA*0*000000001~", right);
    assert_becomes(ISA("A VALUE TOO LONG", "^") TA1 "IEA*0*000000001~", "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_trailers),
        cmocka_unit_test(test_ta1),
        cmocka_unit_test(test_isa),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
