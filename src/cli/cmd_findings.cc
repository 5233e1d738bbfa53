#include <algorithm>

#include "cli/commands.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/terminal.h"
#include "modtrail/base/json_writer.h"
#include "modtrail/base/text.h"
#include "modtrail/controls/findings.h"

// `findings`: a line for each kind of finding, or the pages of those named.
namespace modtrail {

namespace {

// Those named, in the order of the names; all without names.
Result<std::vector<FindingInfo>> choose(const std::vector<std::string>& wanted) {
  const auto catalog = finding_catalog();
  if (wanted.empty()) return std::vector<FindingInfo>(catalog.begin(), catalog.end());
  std::vector<FindingInfo> out;
  std::vector<std::string_view> ids;
  for (const FindingInfo& info : catalog) ids.push_back(info.id);
  for (const std::string& id : wanted) {
    const auto found = std::find(ids.begin(), ids.end(), id);
    if (found == ids.end()) {
      const std::optional<std::string_view> near = nearest(id, ids);
      return fail("unknown finding '" + id + "'" + (near ? "; is '" + std::string(*near) + "' meant?" : ""));
    }
    out.push_back(catalog[static_cast<std::size_t>(found - ids.begin())]);
  }
  return out;
}

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
  const Result<OutputOptions> options = read_output_options(arguments, kFormat);
  if (!options) return complain(options.error());
  const Result<std::vector<FindingInfo>> chosen = choose(arguments.operands());
  if (!chosen) return complain(chosen.error());
  const Result<> written = write_outputs(*options, [&](Format format, const TextStyle&) {
    if (format == Format::Json) return json_text(*chosen);
    return arguments.operands().empty() ? list_text(*chosen) : pages_text(*chosen);
  });
  return written ? kPass : complain(written.error());
}

}  // namespace modtrail
