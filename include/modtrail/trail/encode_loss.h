#pragma once

#include <string>

#include "modtrail/trail/ledger.h"

// The ledger's entries as lines among those of module events (encode.h); each appended with its feed.
namespace modtrail {

void append_json(std::string& out, const Loss& loss);               // modtrail.loss/1
void append_json(std::string& out, const TrailInterval& interval);  // modtrail.interval/1

// For people, printable: "3 events missing: serials 7 to 9".
std::string words_of(const Loss& loss);

void append_text(std::string& out, const Loss& loss);
void append_text(std::string& out, const TrailInterval& interval);

}  // namespace modtrail
