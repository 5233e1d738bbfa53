// Files of a sealed trail, of any bytes: each line has one spelling; what verify calls intact is signed by the key that
// was given; dropping leaves changes no root.
#include <cstdint>
#include <cstdlib>
#include <map>
#include <string>

#include "modtrail/base/text.h"
#include "modtrail/trail/verify.h"
#include "trail/sealed_files.h"

namespace {

using namespace modtrail;

void require(bool condition) {
  if (!condition) std::abort();
}

std::string printed(const TrailLine& line, std::string_view text) {
  if (const auto* start = std::get_if<FileStart>(&line)) return print_line(*start);
  if (const auto* dropped = std::get_if<DroppedLeaves>(&line)) return print_line(*dropped);
  if (const auto* checkpoint = std::get_if<Checkpoint>(&line)) return print_line(*checkpoint);
  return std::string(text);
}

// One file, read only.
class OneFile : public FileStore {
 public:
  explicit OneFile(std::string content) : content_(std::move(content)) {}
  Result<std::vector<std::string>> list() const override { return std::vector<std::string>(1, "a.trail"); }
  Result<std::string> read(const std::string&, std::size_t) const override { return content_; }
  Result<std::unique_ptr<ByteSource>> open(const std::string&) const override { return memory_source(content_); }
  Result<std::uint64_t> size(const std::string&) const override { return content_.size(); }
  Result<> write(const std::string&, std::uint64_t, std::string_view) override { return {}; }
  Result<> truncate(const std::string&, std::uint64_t) override { return {}; }
  Result<> sync(const std::string&) override { return {}; }
  Result<> replace(const std::string&, std::string_view) override { return {}; }
  Result<> remove(const std::string&) override { return {}; }

 private:
  std::string content_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string content(reinterpret_cast<const char*>(data), size);
  for (const std::string_view line : split(content, '\n')) {
    if (const auto parsed = parse_line(line)) require(printed(*parsed, line) == line);
    if (const auto begin = parse_begin(line)) require(print_begin(*begin) == line);
    if (const auto notice = parse_drop_notice(line)) require(print_drop_notice(*notice) == line);
    if (const auto key = parse_chain_key(line)) require(print_chain_key(*key) == line);
    if (const auto anchor = parse_anchor(line)) require(print_anchor(*anchor) == line);
  }
  const OneFile files(content);
  const Result<TrailReport> report = verify_trail(files, {});
  require(report && report->verdict != TrailVerdict::Intact);
  const auto end = find_end(files, {"a.trail"});
  const auto reduced = reduce(content, Keep::Nothing);
  if (!reduced || !end || !*end) return 0;
  const OneFile fewer(reduced->content);
  const auto other = find_end(fewer, {"a.trail"});
  require(other && *other && (*other)->tree == (*end)->tree && (*other)->checkpoint.size == (*end)->checkpoint.size);
  return 0;
}
