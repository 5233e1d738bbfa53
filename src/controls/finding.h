#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "controls/obstacles.h"
#include "modtrail/controls/findings.h"

// What the detectors share.  Each family is one file and one function; a detector says nothing it cannot show.
namespace modtrail {

// The input with what more than one detector asks of it.
struct Inquiry {
  const FindingInput& in;
  std::vector<Row> bare;            // coverage by the always rules alone: gaps that no never rule is to blame for
  std::vector<Obstacle> obstacles;  // of in.reading.loaded.filter
  std::string key;                  // site_key() of that filter
  std::map<std::string, std::vector<std::string_view>, std::less<>> lines;  // of each file read
};

std::vector<Finding> detect_loading(const Inquiry& inquiry);
std::vector<Finding> detect_order(const Inquiry& inquiry);
std::vector<Finding> detect_exclusion(const Inquiry& inquiry);
std::vector<Finding> detect_coverage(const Inquiry& inquiry);
std::vector<Finding> detect_conditions(const Inquiry& inquiry);
std::vector<Finding> detect_watches(const Inquiry& inquiry);
std::vector<Finding> detect_files(const Inquiry& inquiry);
std::vector<Finding> detect_notices(const Inquiry& inquiry);
std::vector<Finding> detect_settings(const Inquiry& inquiry);

const FindingInfo& finding_info(std::string_view id);
bool is_finding(std::string_view id);

// A finding about the input as a whole.
Finding finding(std::string_view id, std::string message);
// A finding about a place; the line there is looked up.
Finding finding_at(const Inquiry& inquiry, std::string_view id, const Origin& origin, std::string message);
// A finding about a whole rule, or about one of its fields.
Finding finding_at(const Inquiry& inquiry, std::string_view id, const Rule& rule, std::string message);
Finding finding_at(const Inquiry& inquiry, std::string_view id, const Rule& rule, const Field& field,
                   std::string message);

// Puts the findings of one detector behind those of others.
void add_to(std::vector<Finding>& all, std::vector<Finding> more);

// The line as it stands in the file, "" if the file is not among those read.
std::string source_line(const Inquiry& inquiry, const Origin& origin);

// "file:line", as messages name another place.
std::string where(const Origin& origin);
// "1 rule", "3 rules".
std::string count_of(std::size_t number, std::string_view noun);
// "a", "a and b", "a, b and c".
std::string listed(const std::vector<std::string>& words);
// A field as it is written: "auid>=1000".
std::string field_text(const Rule& rule, const Field& field);

// Rows of the call that a rule names, and that leave something unrecorded.
bool leaves_gap(const Inquiry& inquiry, const Rule& rule, const std::vector<Row>& rows);

// Where the tools that load and unload modules are: their files, and the links that lead there.
std::vector<std::string> tool_paths(const World& world);

}  // namespace modtrail
