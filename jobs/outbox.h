// outbox: committed interchanges become files under outbox/PARTNER/. The file is the concatenation
// of the stored pieces: written beside, made permanent, renamed, then marked published. A run that
// was killed in between is completed by the next one, with the same bytes. Then the partner's
// upload command, if any, is given the file's path; its receipt is kept. Published is not
// delivered.
#ifndef JOBS_OUTBOX_H
#define JOBS_OUTBOX_H

#include "jobs/run.h"

// Writes every committed interchange of the organisation that is not published. ERR_FILE when what
// is stored does not give the recorded digest.
bool outbox_publish(struct run *run, const struct organisation *org, struct err *err);

// Uploads what is published and has no receipt. A failed upload is counted and tried again in the
// next run.
bool outbox_upload(struct run *run, const struct organisation *org, struct err *err);

#endif
