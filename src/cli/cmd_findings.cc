#include <algorithm>

#include "cli/catalog.h"
#include "cli/commands.h"
#include "modtrail/base/json_writer.h"
#include "modtrail/controls/findings.h"

// `findings`: a line for each kind of finding, or the pages of those named.
namespace modtrail {

namespace {

std::string list_text(const std::vector<FindingInfo>& all) {
  std::size_t width = 0;
  for (const FindingInfo& info : all) width = std::max(width, info.id.size());
  std::string out;
  for (const FindingInfo& info : all) {
    std::string line(info.id);
    line.resize(width + 2, ' ');
    line += name(info.level);
    line.resize(width + 11, ' ');
    out += line + std::string(info.title) + "\n";
  }
  return out;
}

std::string pages_text(const std::vector<FindingInfo>& chosen) {
  std::string out;
  for (const FindingInfo& info : chosen) {
    if (!out.empty()) out += "\n";
    out += finding_page(info.id);
  }
  return out;
}

std::string json_text(const std::vector<FindingInfo>& chosen) {
  std::string out;
  JsonWriter json(out, JsonWriter::Layout::Indented);
  json.begin_object();
  json.key("schema").string("modtrail.findings/1");
  json.key("findings").begin_array();
  for (const FindingInfo& info : chosen) {
    json.begin_object();
    json.key("id").string(info.id);
    json.key("level").string(name(info.level));
    json.key("title").string(info.title);
    json.key("page").string(finding_page(info.id));
    json.end_object();
  }
  json.end_array().end_object();
  return out + "\n";
}

}  // namespace

int run_findings(const Program&, const Arguments& arguments) {
  const auto all = finding_catalog();
  const auto id = [](const FindingInfo& info) { return info.id; };
  return print(Catalog<FindingInfo>{"finding", {all.begin(), all.end()}, id, list_text, pages_text, json_text},
               arguments);
}

}  // namespace modtrail
