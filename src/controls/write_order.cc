#include <algorithm>
#include <utility>

#include "controls/obstacles.h"
#include "modtrail/base/overlay_tree.h"
#include "modtrail/controls/fix.h"

// Several files are written one after the other, and a machine can stop between two and start again with some of them
// new.  A line that goes can let the load run on into one that is still to go (a rule that repeats, then -e 0), so each
// step is tried before it is taken.
namespace modtrail {
namespace {

int rank(Recorded recorded) {
  switch (recorded) {
    case Recorded::Always:
    case Recorded::Unreachable:
      return 2;
    case Recorded::Partly:
    case Recorded::Undecided:
      return 1;
    case Recorded::Never:
      break;
  }
  return 0;
}

bool is_worse(const std::vector<Row>& now, const std::vector<Row>& before) {
  for (std::size_t i = 0; i < now.size() && i < before.size(); ++i) {
    if (rank(now[i].recorded) < rank(before[i].recorded)) return true;
  }
  return false;
}

Result<std::vector<Row>> rows_with(const std::vector<FileEdit>& edits, const RuleInput& input, const World& world) {
  OverlayTree tree(*input.tree);
  for (const FileEdit& edit : edits) tree.put(edit.path, edit.after);
  RuleInput changed = input;
  changed.tree = &tree;
  const Reading reading = TRY(read_rules(changed, world));
  return coverage(about_modules(reading.loaded.filter, world.machine), world, Scope::Everyone);
}

}  // namespace

Result<std::vector<FileEdit>> in_safe_order(std::vector<FileEdit> edits, const RuleInput& input, const World& world) {
  std::vector<FileEdit> out;
  if (edits.size() < 2) return edits;
  const std::vector<Row> before = TRY(rows_with({}, input, world));
  while (!edits.empty()) {
    std::size_t next = 0;
    for (std::size_t i = 0; i < edits.size(); ++i) {
      std::vector<FileEdit> tried = out;
      tried.push_back(edits[i]);
      const std::vector<Row> now = TRY(rows_with(tried, input, world));
      if (is_worse(now, before)) continue;
      next = i;
      break;
    }
    out.push_back(std::move(edits[next]));
    edits.erase(edits.begin() + static_cast<std::ptrdiff_t>(next));
  }
  return out;
}

}  // namespace modtrail
