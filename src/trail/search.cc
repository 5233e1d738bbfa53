#include "modtrail/trail/search.h"

#include <optional>
#include <utility>
#include <vector>

#include "modtrail/base/byte_source.h"
#include "trail/module_scan.h"

namespace modtrail {

namespace {

constexpr std::size_t kBuffer = std::size_t{128} << 10;

}  // namespace

// Of scan and assembler one is used.
struct Search::State {
  State(Select wanted, const Bounds& bounds, Sinks targets);
  Result<> read_all(ByteSource& source);

  Select select;
  Sinks sinks;
  std::string file;
  std::optional<ModuleScan> scan;
  std::optional<Assembler> assembler;
};

Search::State::State(Select wanted, const Bounds& bounds, Sinks targets) : select(wanted), sinks(std::move(targets)) {
  const auto torn = [this](const TornLine& line) {
    if (sinks.torn) sinks.torn(file, line);
  };
  switch (select) {
    case Select::Modules:
      scan.emplace(bounds, ModuleScan::Sinks{sinks.event, torn, sinks.progress});
      return;
    case Select::All:
      assembler.emplace(bounds, sinks.event, torn);
      return;
  }
}

Result<> Search::State::read_all(ByteSource& source) {
  assembler->begin();
  std::vector<char> buffer(kBuffer);
  while (const std::size_t got = TRY(source.read(buffer))) {
    assembler->push({buffer.data(), got});
    if (sinks.progress) sinks.progress(got);
  }
  return {};
}

Search::Search(Select select, const Bounds& bounds, Sinks sinks)
    : state_(std::make_unique<State>(select, bounds, std::move(sinks))) {}
Search::Search(Search&&) noexcept = default;
Search& Search::operator=(Search&&) noexcept = default;
Search::~Search() = default;

Result<> Search::read(ByteSource& source, const std::string& name) {
  if (state_->scan) {
    state_->file = name;
    return state_->scan->read(source);
  }
  state_->assembler->begin();  // a torn last line is the last file's
  state_->file = name;
  return state_->read_all(source);
}

void Search::finish() {
  return state_->scan ? state_->scan->finish() : state_->assembler->finish();
}

Counts Search::counts() const {
  return state_->scan ? state_->scan->counts() : state_->assembler->counts();
}

}  // namespace modtrail
