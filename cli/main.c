// cleanclaim: the table of verbs, and what must hold before any of them runs.
#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "claims/base/digest.h"
#include "claims/base/text.h"
#include "cli/verb.h"

// clang-format off
static const struct verb verbs[] = {
    {"config", "check show", NULL, NEEDS_NOTHING, verb_config,
        "the configuration: its mistakes, its settings in force"},
    {"db", "start stop status migrate psql* destroy", "yes", NEEDS_CONFIGURATION, verb_db,
        "the database: embedded cluster, schema, psql"},
    {"acks", NULL, NULL, NEEDS_CONFIGURATION, verb_job, "apply acknowledgements: TA1, 999, 277CA"},
    {"remit", ". show", NULL, NEEDS_CONFIGURATION, verb_remit,
        "prove and post remittances: 835; show one"},
    {"intake", NULL, NULL, NEEDS_CONFIGURATION, verb_job,
        "check and store encounter sets from the inbox"},
    {"build", NULL, NULL, NEEDS_CONFIGURATION, verb_job,
        "make claims from encounters and scrub them"},
    {"submit", NULL, NULL, NEEDS_CONFIGURATION, verb_job, "send clean claims as 837 interchanges"},
    {"reconcile", NULL, NULL, NEEDS_CONFIGURATION, verb_job,
        "prove the money invariants, close claims"},
    {"report", NULL, NULL, NEEDS_CONFIGURATION, verb_job,
        "write the morning's page and its tables"},
    {"check", NULL, "all", NEEDS_CONFIGURATION, verb_check, "the money invariants, one line each"},
    {"night", NULL, NULL, NEEDS_CONFIGURATION, verb_job, "all jobs of a night, in order"},
    {"rehearse", NULL, "seed=N scenario=WORD list", NEEDS_CONFIGURATION, verb_rehearse,
        "play the payers over what is in the outbox"},
    {"org", "load list", NULL, NEEDS_CONFIGURATION, verb_org,
        "the billing organisations and the tables that set them up"},
    {"rules", "lint load list fields", NULL, NEEDS_NOTHING, verb_rules,
        "payer profile and payer rules: check, load, list"},
    {"refdata", "load list", "from=DATE to=DATE force", NEEDS_CONFIGURATION, verb_refdata,
        "releases of ICD-10-CM, ICD-10-PCS and HCPCS"},
    {"status", NULL, "nights=N", NEEDS_CONFIGURATION, verb_status,
        "what ran, what came in and went out, what waits"},
    {"held", NULL, "code=CODE payer=CODE", NEEDS_CONFIGURATION, verb_held,
        "claims that are held or were rejected, and what to do about each"},
    {"release", NULL, "file=NAME", NEEDS_CONFIGURATION, verb_release,
        "override what holds a claim, with a reason"},
    {"claim", "find show",
        "patient-name=- patient-record=- member-id=- payer-claim-number=N control-number=N "
        "encounter=N trace=N show-patient x12",
        NEEDS_CONFIGURATION, verb_claim, "find claims; the whole history of one"},
    {"explain", NULL, "segments", NEEDS_CONFIGURATION, verb_explain,
        "every cent of a claim, back to file and byte"},
    {"x12", "check show stat diff ack split redact",
        "csv codes show-patient control=N into=FOLDER claims=N key=FILE", NEEDS_NOTHING, verb_x12,
        "X12 files against the standard and the implementation guides"},
    {0},
};
// clang-format on

// A descriptor below 3 that is closed would be given to the next file that is opened, and messages
// would be written into it.
static void fill_standard_descriptors(void)
{
    int fd;
    do {
        fd = open("/dev/null", O_RDWR);
    } while (fd >= 0 && fd <= 2);
    if (fd > 2)
        close(fd);
}

// The configuration alone says which server is used: libpq's variables do not, the password apart.
static void forget_libpq_variables(void)
{
    extern char **environ;
    for (char **at = environ; *at != NULL;) {
        const char *end = strchr(*at, '=');
        char name[64];
        if (strncmp(*at, "PG", 2) != 0 || end == NULL || (size_t)(end - *at) >= sizeof name ||
            strncmp(*at, "PGPASSWORD=", 11) == 0) {
            at++;
            continue;
        }
        text_copy_z(name, sizeof name, (struct text){*at, (size_t)(end - *at)});
        unsetenv(name); // moves the rest down
    }
}

int main(int argc, char **argv)
{
    fill_standard_descriptors();
    digest_start();

    // Nothing of a patient may be read by other users: files, memory, cores.
    umask(077);
    prctl(PR_SET_DUMPABLE, 0);
    setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});

    signal(SIGPIPE, SIG_IGN); // a write to a closed pipe is an error like others
    setlocale(LC_ALL, "C.UTF-8");
    forget_libpq_variables();
    return verb_main(verbs, argc, argv);
}
