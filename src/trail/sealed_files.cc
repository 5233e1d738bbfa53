#include "trail/sealed_files.h"

#include <algorithm>
#include <utility>

namespace modtrail {
namespace {

std::optional<Begin> begin_of(std::string_view content) {
  TrailLines lines(content);
  lines.next();
  const std::optional<TrailLines::Item> line = lines.next();
  const std::optional<TrailLine> parsed = line && line->ended ? parse_line(line->text) : std::nullopt;
  const auto* leaf = parsed ? std::get_if<Leaf>(&*parsed) : nullptr;
  return leaf != nullptr && leaf->kind == LeafKind::Begin ? parse_begin(leaf->text) : std::nullopt;
}

// Takes a line into the tree; false for one that cannot stand there.
bool grow(MerklePeaks& tree, const TrailLine& parsed, std::string_view line) {
  if (std::holds_alternative<Leaf>(parsed)) tree.add(leaf_hash(line));
  if (const auto* dropped = std::get_if<DroppedLeaves>(&parsed))
    return tree.add_subtree(dropped->root, dropped->leaves);
  return !std::holds_alternative<FileStart>(parsed);
}

struct FileEnd {
  std::optional<ChainEnd> end;
  std::size_t beyond = 0;
};

FileEnd end_of(std::string_view content) {
  FileEnd out;
  const std::optional<FileStart> start = start_of(content);
  std::optional<MerklePeaks> tree = start ? MerklePeaks::from(start->first, start->peaks) : std::nullopt;
  TrailLines lines(content);
  lines.next();
  bool whole = tree.has_value();
  while (const std::optional<TrailLines::Item> line = lines.next()) {
    const std::optional<TrailLine> parsed = line->ended ? parse_line(line->text) : std::nullopt;
    whole = whole && parsed && grow(*tree, *parsed, line->text);
    const auto* checkpoint = parsed ? std::get_if<Checkpoint>(&*parsed) : nullptr;
    if (checkpoint == nullptr) continue;
    whole = whole && checkpoint->size == tree->size() && checkpoint->root == tree->root();
    if (whole) out.end = ChainEnd{start->chain, std::nullopt, {}, start->first, lines.position(), *tree, *checkpoint};
    out.beyond = whole ? 0 : out.beyond + 1;
  }
  return out;
}

// The chain's first leaf, from whichever file has it.
Result<std::optional<Begin>> find_begin(const FileStore& files, const std::vector<std::string>& names,
                                        const ChainId& chain) {
  for (const std::string& name : names) {
    const std::unique_ptr<ByteSource> file = TRY(files.open(name));
    const std::string head = TRY(first_bytes(*file, kTrailStartBytes));
    const std::optional<FileStart> start = start_of(head);
    if (start && start->chain == chain && start->first == 0) return begin_of(head);
  }
  return std::optional<Begin>();
}

// The nodes of a run of leaves that are dropped, as few as can be.
class DroppedRun {
 public:
  void add(std::uint64_t index, Digest root, std::uint64_t leaves) {
    while (!nodes_.empty() && nodes_.back().leaves == leaves && nodes_.back().index % (2 * leaves) == 0) {
      root = node_hash(nodes_.back().root, root);
      index = nodes_.back().index;
      leaves *= 2;
      nodes_.pop_back();
    }
    nodes_.push_back({index, leaves, root});
  }

  void print(std::string& out) {
    for (const Node& node : nodes_) out += print_line(DroppedLeaves{node.leaves, node.root}) + "\n";
    nodes_.clear();
  }

 private:
  struct Node {
    std::uint64_t index = 0;
    std::uint64_t leaves = 0;
    Digest root = {};
  };
  std::vector<Node> nodes_;
};

bool stays(LeafKind kind, Keep keep) {
  switch (kind) {
    case LeafKind::Begin:
    case LeafKind::Dropped:
      return true;
    case LeafKind::Record:
      return keep == Keep::Records;
    case LeafKind::Ledger:
    case LeafKind::Alert:
    case LeafKind::Module:
      return false;
  }
  return true;
}

}  // namespace

std::optional<FileStart> start_of(std::string_view content) {
  TrailLines lines(content);
  const std::optional<TrailLines::Item> line = lines.next();
  if (!line || !line->ended) return std::nullopt;
  const std::optional<TrailLine> parsed = parse_line(line->text);
  const auto* start = parsed ? std::get_if<FileStart>(&*parsed) : nullptr;
  return start == nullptr ? std::nullopt : std::optional(*start);
}

std::vector<std::string> trail_names(std::vector<std::string> names) {
  names.erase(
      std::remove_if(names.begin(), names.end(), [](const auto& name) { return !name.ends_with(kTrailSuffix); }),
      names.end());
  std::sort(names.begin(), names.end());
  return names;
}

std::optional<TrailLines::Item> TrailLines::next() {
  if (position_ >= content_.size()) return std::nullopt;
  const std::size_t feed = content_.find('\n', position_);
  const bool ended = feed != std::string_view::npos;
  const std::size_t end = ended ? feed : content_.size();
  Item item{position_, content_.substr(position_, end - position_), ended};
  position_ = end + (ended ? 1 : 0);
  return item;
}

Result<std::optional<ChainEnd>> find_end(const FileStore& files, const std::vector<std::string>& names) {
  std::size_t beyond = 0;
  for (auto name = names.rbegin(); name != names.rend(); ++name) {
    const std::string content = TRY(files.read(*name, kTrailFileLimit));
    FileEnd found = end_of(content);
    beyond += found.beyond;
    if (!found.end) continue;
    found.end->file = *name;
    found.end->beyond = beyond;
    found.end->begin = TRY(find_begin(files, names, found.end->chain));
    return std::move(found.end);
  }
  return std::optional<ChainEnd>();
}

bool fits(const KeyRing& ring, const Checkpoint& checkpoint) {
  const SecretKey* key = ring.secret(checkpoint.epoch + 1);
  if (key == nullptr) return false;
  const Result<PublicKey> half = public_key(*key);
  return half && *half == checkpoint.next;
}

std::optional<Reduced> reduce(std::string_view content, Keep keep) {
  const std::optional<FileStart> start = start_of(content);
  if (!start) return std::nullopt;
  Reduced out{print_line(*start) + "\n", start->first, start->first};
  out.content.reserve(content.size());  // of a file of nothing but records it is all; growing would hold it three times
  DroppedRun run;
  TrailLines lines(content);
  lines.next();
  while (const std::optional<TrailLines::Item> line = lines.next()) {
    const std::optional<TrailLine> parsed = line->ended ? parse_line(line->text) : std::nullopt;
    if (!parsed || std::holds_alternative<FileStart>(*parsed)) return std::nullopt;
    const auto* leaf = std::get_if<Leaf>(&*parsed);
    const auto* dropped = std::get_if<DroppedLeaves>(&*parsed);
    if (dropped != nullptr) run.add(out.end, dropped->root, dropped->leaves);
    if (leaf != nullptr && !stays(leaf->kind, keep)) {
      run.add(out.end, leaf_hash(line->text), 1);
    } else if (dropped == nullptr) {
      run.print(out.content);
      out.content += std::string(line->text) + "\n";
    }
    out.end += dropped != nullptr ? dropped->leaves : (leaf != nullptr ? 1 : 0);
  }
  run.print(out.content);
  return out;
}

}  // namespace modtrail
