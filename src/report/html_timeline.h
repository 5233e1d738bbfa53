#pragma once

#include <string>

#include "modtrail/report/timeline.h"

namespace modtrail {

// A section of the HTML report: a strip of the time with a mark an event, and a table of the same.
void put_timeline(std::string& out, const Timeline& timeline);

}  // namespace modtrail
