#pragma once

#include "modtrail/controls/assessment.h"
#include "modtrail/filter/load.h"
#include "modtrail/rules/input.h"

// Rules that came out of documents: what was said of the files they make, said of the documents.
namespace modtrail {

Assessment relocated(Assessment assessment, const Places& places);

// The rules' origins.
Filter relocated(Filter filter, const Places& places);

}  // namespace modtrail
