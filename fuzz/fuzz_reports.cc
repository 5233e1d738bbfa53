#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "modtrail/base/json.h"
#include "modtrail/base/utf8.h"
#include "modtrail/controls/assess.h"
#include "modtrail/report/document.h"

// Rules of any bytes through every form of report: text that neither drives nor hides nor reorders what is shown, and
// JSON where it is to be.
namespace modtrail {
namespace {

void check_text(std::string_view text) {
  while (!text.empty()) {
    const auto point = decode_utf8(text);
    if (!point || (point->value != '\n' && is_unprintable(point->value))) std::abort();
    text.remove_prefix(point->bytes);
  }
}

std::string written(void (*write)(const Report&, std::string&), const Report& report) {
  std::string out;
  write(report, out);
  check_text(out);
  return out;
}

void write_all(const Report& report) {
  for (auto* write :
       {write_html, write_markdown, write_junit, write_xccdf, write_check_results, write_csv, write_prometheus}) {
    written(write, report);
  }
  if (!parse_json(written(write_sarif, report))) std::abort();
  void (*json)(const Report&, std::string&) = write_json;
  if (!parse_json(written(json, report))) std::abort();
}

}  // namespace
}  // namespace modtrail

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace modtrail;
  const std::string text(reinterpret_cast<const char*>(data), size);
  MemoryTree tree;
  tree.add_file("/rules", text);
  const RuleInput input{InputKind::File, text.substr(0, 40), &tree, "/rules"};
  AssessOptions options;
  options.profiles = {"cisco-fmc"};
  const auto assessment = assess(input, assumed_world(Machine()), options);
  if (!assessment) return 0;
  Report report;
  report.targets.resize(1);
  report.targets[0].assessment = *assessment;
  report.targets[0].replay = text;
  report.targets[0].repair.text = text;
  write_all(report);
  return 0;
}
