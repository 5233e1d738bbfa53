#include "modtrail/trail/verify.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <unordered_set>
#include <utility>

#include "modtrail/base/base64.h"
#include "modtrail/base/text.h"
#include "trail/sealed_files.h"
#include "trail/trail_reader.h"

// One walk over the lines of a chain's files.  The tree grows with each leaf; each checkpoint must be of the tree as it
// stands, follow the one before it by one epoch, and be signed with the key that that one named.  The first key is the
// one the chain's first leaf tells, which proves nothing unless it is one that was given.  Where older files are gone,
// an anchor can stand in their place: it is a checkpoint that was kept elsewhere.
//
// What is wrong can be told no nearer than between two checkpoints; reading ends there, since nothing behind it could
// be proven.  A crash leaves a piece behind the last checkpoint that was never acknowledged: any part of some leaves
// and of the checkpoint that was to seal them.  Such a piece is told apart from a change by its checkpoint: there is
// none, or it is one by the right key.
namespace modtrail {
namespace {

constexpr std::string_view kKeyMagic = "modtrail-key/1";

// A key's bytes are as good as drawn at random.
struct KeyHash {
  std::size_t operator()(const PublicKey& key) const {
    std::size_t out = 0;
    std::memcpy(&out, key.data(), sizeof out);
    return out;
  }
};

struct ChainFile {
  std::string name;
  FileStart start;
};

class ChainWalk {
 public:
  ChainWalk(ChainId chain, const VerifyOptions& options, TrailReport& report) : options_(options), report_(report) {
    out_.chain = std::move(chain);
  }

  Result<> walk(const FileStore& store, const std::vector<ChainFile>& files) {
    for (const ChainFile& file : files) {
      file_ = &file;
      TrailReader reader(TRY(store.open(file.name)));
      TRY(walk_file(reader, &file == &files.back()));
      if (!good_) break;
    }
    close();
    report_.chains.push_back(std::move(out_));
    return {};
  }

 private:
  // Each says what is wrong, or nothing.
  using Complaint = std::optional<std::string>;
  Result<> walk_file(TrailReader& reader, bool is_last);
  Complaint start_file();
  Complaint begin_in_the_middle();
  Complaint take(const TrailLines::Item& line);
  Complaint take_leaf(const Leaf& leaf);
  Complaint take_dropped(const DroppedLeaves& dropped);
  Complaint take_checkpoint(const Checkpoint& checkpoint, std::uint64_t end);
  Complaint look_at_time(const Checkpoint& checkpoint);
  Complaint hold_against_anchors(const Checkpoint& checkpoint);
  bool may_be_torn(std::string_view tail) const;
  Result<> stop_at(TrailReader& reader, std::uint64_t position, std::string message, bool is_last);
  void close();

  void fault(std::uint64_t position, std::string message) {
    const auto since = out_.last ? std::optional(out_.last->time) : std::nullopt;
    report_.faults.push_back({file_->name, position, since, std::move(message)});
    good_ = false;
  }
  void unproven(std::string message) { report_.unproven.push_back("chain " + out_.chain + ": " + std::move(message)); }

  const VerifyOptions& options_;
  TrailReport& report_;
  ChainReport out_;
  const ChainFile* file_ = nullptr;
  std::uint64_t end_ = 0;  // of the file, as far as it was read
  MerklePeaks tree_;
  std::optional<PublicKey> key_;  // of the next checkpoint
  std::unordered_set<PublicKey, KeyHash> used_;
  std::uint64_t epoch_ = 0;            // of the next checkpoint
  std::uint64_t first_epoch_ = 0;      // what is older is gone, and an anchor stands for it
  std::uint64_t sealed_position_ = 0;  // in the file, behind its last checkpoint
  std::vector<DropNotice> dropped_;    // ranges of leaves that are not there
  std::vector<DropNotice> notices_;    // what the chain says of such
  std::vector<std::uint64_t> met_;     // epochs of anchors that the chain was held against
  bool good_ = true;
};

Result<> ChainWalk::walk_file(TrailReader& reader, bool is_last) {
  TRY(reader.next());
  sealed_position_ = reader.position();
  if (const Complaint wrong = start_file()) {
    fault(0, *wrong);
    return {};
  }
  while (const std::optional<TrailLines::Item> line = TRY(reader.next())) {
    if (const Complaint wrong = take(*line)) return stop_at(reader, line->position, *wrong, is_last);
    reader.let_go(sealed_position_);
  }
  end_ = reader.position();
  if (end_ > sealed_position_) return stop_at(reader, end_, "the file ends without a checkpoint", is_last);
  return {};
}

ChainWalk::Complaint ChainWalk::start_file() {
  const FileStart& start = file_->start;
  const bool first = tree_.size() == 0 && out_.checkpoints == 0;
  if (first && start.first > 0) return begin_in_the_middle();
  if (start.first == tree_.size() && start.peaks == tree_.peaks()) return std::nullopt;
  return "the file begins at leaf " + std::to_string(start.first) + ", where leaf " + std::to_string(tree_.size()) +
         " of the chain was to come, or with another tree: a file is missing, or this one changed";
}

// Only an anchor of just this place can say that the chain goes on from here.
ChainWalk::Complaint ChainWalk::begin_in_the_middle() {
  const FileStart& start = file_->start;
  tree_ = *MerklePeaks::from(start.first, start.peaks);
  for (const Anchor& anchor : options_.anchors) {
    const Checkpoint& at = anchor.checkpoint;
    const bool here = anchor.chain == out_.chain && at.size == start.first && at.root == tree_.root();
    if (!here || at.epoch < epoch_) continue;
    key_ = at.next;
    epoch_ = first_epoch_ = at.epoch + 1;
  }
  out_.key_given = key_.has_value();
  if (key_) return std::nullopt;
  return "the chain's files before leaf " + std::to_string(start.first) +
         " are missing, and no anchor is of that place";
}

ChainWalk::Complaint ChainWalk::take(const TrailLines::Item& line) {
  const std::optional<TrailLine> parsed = parse_line(line.text);
  if (!parsed) return "a line that no trail has";
  if (!line.ended) return "the last line has no end";
  if (std::holds_alternative<FileStart>(*parsed)) return "the start of a file within a file";
  if (const auto* dropped = std::get_if<DroppedLeaves>(&*parsed)) return take_dropped(*dropped);
  if (const auto* checkpoint = std::get_if<Checkpoint>(&*parsed)) {
    return take_checkpoint(*checkpoint, line.position + line.text.size() + 1);
  }
  const Complaint wrong = take_leaf(std::get<Leaf>(*parsed));
  tree_.add(leaf_hash(line.text));
  return wrong;
}

ChainWalk::Complaint ChainWalk::take_leaf(const Leaf& leaf) {
  const bool first = tree_.size() == 0;
  if (first != (leaf.kind == LeafKind::Begin)) return "a chain begins with its first leaf, and there alone";
  if (first) {
    out_.begin = parse_begin(leaf.text);
    if (!out_.begin) return "a first leaf that cannot be read";
    key_ = out_.begin->key;
    used_.insert(*key_);
    for (const ChainKey& given : options_.keys) {
      if (given.chain != out_.chain) continue;
      if (given.key != *key_) return "the chain's first key is not the one that was given for it";
      out_.key_given = true;
    }
  }
  if (leaf.kind == LeafKind::Dropped) {
    const std::optional<DropNotice> notice = parse_drop_notice(leaf.text);
    if (!notice) return "a notice of dropped leaves that cannot be read";
    notices_.push_back(*notice);
  }
  return std::nullopt;
}

ChainWalk::Complaint ChainWalk::take_dropped(const DroppedLeaves& dropped) {
  const std::uint64_t first = tree_.size();
  if (first == 0 || !tree_.add_subtree(dropped.root, dropped.leaves)) return "dropped leaves that cannot stand there";
  dropped_.push_back({first, tree_.size(), 0});
  return std::nullopt;
}

ChainWalk::Complaint ChainWalk::take_checkpoint(const Checkpoint& checkpoint, std::uint64_t end) {
  if (!key_) return "a checkpoint before the chain's first leaf";
  if (checkpoint.epoch != epoch_) {
    return "a checkpoint of epoch " + std::to_string(checkpoint.epoch) + " where epoch " + std::to_string(epoch_) +
           " was to come";
  }
  if (!is_signed_by(*key_, note_of(out_.chain, checkpoint), checkpoint.signature)) {
    return "a checkpoint that is not signed with the key the one before it named";
  }
  if (checkpoint.size != tree_.size() || checkpoint.root != tree_.root()) {
    return "the checkpoint is genuine, but the leaves before it are not those it was made of";
  }
  if (const Complaint wrong = look_at_time(checkpoint)) return wrong;
  if (const Complaint wrong = hold_against_anchors(checkpoint)) return wrong;
  if (!used_.insert(checkpoint.next).second) return "a checkpoint that names a key which was used before";
  key_ = checkpoint.next;
  ++epoch_;
  ++out_.checkpoints;
  out_.last = checkpoint;
  out_.sealed = checkpoint.size;
  sealed_position_ = end;
  return std::nullopt;
}

ChainWalk::Complaint ChainWalk::look_at_time(const Checkpoint& checkpoint) {
  const bool same_boot = out_.last && out_.last->boot == checkpoint.boot;
  if (!same_boot) ++out_.boots;
  if (!same_boot || checkpoint.boot == "-") return std::nullopt;
  if (checkpoint.up < out_.last->up) return "a checkpoint that is earlier in its boot than the one before it";
  const bool ran = out_.last->state == TrailState::Running;
  if (ran && checkpoint.up - out_.last->up > options_.silence)
    out_.silences.push_back({out_.last->time, checkpoint.time});
  return std::nullopt;
}

ChainWalk::Complaint ChainWalk::hold_against_anchors(const Checkpoint& checkpoint) {
  for (const Anchor& anchor : options_.anchors) {
    if (anchor.chain != out_.chain || anchor.checkpoint.epoch != checkpoint.epoch) continue;
    if (print_line(anchor.checkpoint) != print_line(checkpoint))
      return "the checkpoint is not the one that was kept as an anchor";
    met_.push_back(checkpoint.epoch);
  }
  return std::nullopt;
}

// What a crash leaves of one write behind the last checkpoint.
bool ChainWalk::may_be_torn(std::string_view tail) const {
  TrailLines lines(tail);
  std::size_t checkpoints = 0;
  while (const std::optional<TrailLines::Item> line = lines.next()) {
    const std::optional<TrailLine> parsed = line->ended ? parse_line(line->text) : std::nullopt;
    const auto* checkpoint = parsed ? std::get_if<Checkpoint>(&*parsed) : nullptr;
    if (checkpoint == nullptr) continue;
    const bool genuine = key_ && checkpoint->epoch == epoch_ && used_.count(checkpoint->next) == 0 &&
                         is_signed_by(*key_, note_of(out_.chain, *checkpoint), checkpoint->signature);
    if (!genuine || ++checkpoints > 1) return false;
  }
  return true;
}

Result<> ChainWalk::stop_at(TrailReader& reader, std::uint64_t position, std::string message, bool is_last) {
  const std::string_view tail = is_last ? TRY(reader.rest()) : std::string_view();
  end_ = sealed_position_ + tail.size();
  if (!is_last || !may_be_torn(tail)) {
    fault(position, std::move(message));
    return {};
  }
  good_ = false;
  out_.tail_bytes = tail.size();
  unproven(file_->name + ": no checkpoint seals the last " + std::to_string(out_.tail_bytes) + " bytes (at byte " +
           std::to_string(position) + ": " + message + "): an unfinished write, or a change");
  return {};
}

// What only the whole chain can tell.
void ChainWalk::close() {
  for (const DropNotice& range : dropped_) {
    if (range.first >= out_.sealed) continue;
    out_.dropped += range.end - range.first;
    const bool told = std::any_of(notices_.begin(), notices_.end(), [&](const DropNotice& notice) {
      return notice.first <= range.first && range.end <= notice.end;
    });
    if (!told)
      fault(0, "leaves " + std::to_string(range.first) + " to " + std::to_string(range.end - 1) +
                   " were dropped without a word");
  }
  for (const Anchor& anchor : options_.anchors) {
    const bool met = std::find(met_.begin(), met_.end(), anchor.checkpoint.epoch) != met_.end();
    if (anchor.chain != out_.chain || met || anchor.checkpoint.epoch < first_epoch_) continue;
    if (!report_.faults.empty()) continue;
    fault(end_, "an anchor is of epoch " + std::to_string(anchor.checkpoint.epoch) + ", leaf " +
                    std::to_string(anchor.checkpoint.size) +
                    ", and the chain ends before: it was cut off, or an older copy put in its place");
  }
  if (out_.checkpoints == 0) unproven("no checkpoint seals anything");
  if (!out_.key_given) unproven("its first key was not given, so it proves nothing of who wrote it");
}

struct Chains {
  std::vector<ChainId> order;
  std::map<ChainId, std::vector<ChainFile>> files;
};

// A file whose first line cannot be read belongs to no chain: a crash may have left it, if nothing in it was sealed.
Result<> look_at_stray(const FileStore& store, const std::string& name, TrailReport& report) {
  const std::string content = TRY(store.read(name, kTrailFileLimit));
  if (content.find("\nC size=") != std::string::npos) {
    report.faults.push_back({name, 0, std::nullopt, "its first line is not that of a trail's file"});
  } else {
    report.unproven.push_back(name + ": " + std::to_string(content.size()) + " bytes that no checkpoint seals");
  }
  return {};
}

Result<Chains> sort_files(const FileStore& store, TrailReport& report) {
  Chains out;
  for (const std::string& name : trail_names(TRY(store.list()))) {
    const std::unique_ptr<ByteSource> file = TRY(store.open(name));
    const std::optional<FileStart> start = start_of(TRY(first_bytes(*file, kTrailStartBytes)));
    if (!start) {
      TRY(look_at_stray(store, name, report));
      continue;
    }
    std::vector<ChainFile>& files = out.files[start->chain];
    if (files.empty()) out.order.push_back(start->chain);
    files.push_back({name, *start});
  }
  for (auto& [chain, files] : out.files) {
    std::sort(files.begin(), files.end(), [](const ChainFile& a, const ChainFile& b) {
      return std::pair(a.start.first, a.name) < std::pair(b.start.first, b.name);
    });
  }
  return out;
}

const ChainReport* find_chain(const TrailReport& report, const ChainId& chain) {
  for (const ChainReport& each : report.chains) {
    if (each.chain == chain) return &each;
  }
  return nullptr;
}

void say_missing(const ChainId& chain, std::string_view what, TrailReport& report) {
  if (find_chain(report, chain) != nullptr) return;
  report.faults.push_back({"", 0, std::nullopt, "chain " + chain + ", which " + std::string(what) + ", is not here"});
}

// What the chains, keys and anchors say of each other.
void hold_together(const VerifyOptions& options, TrailReport& report) {
  for (const ChainKey& key : options.keys) say_missing(key.chain, "a key was given for", report);
  for (const Anchor& anchor : options.anchors) say_missing(anchor.chain, "an anchor was given for", report);
  for (const ChainReport& chain : report.chains) {
    if (!chain.begin || chain.begin->after == "-") continue;
    const ChainReport* before = find_chain(report, chain.begin->after);
    if (before == nullptr) {
      report.unproven.push_back("chain " + chain.chain + ": the chain before it, " + chain.begin->after +
                                ", is not here");
    } else if (before->sealed != chain.begin->after_size && report.faults.empty()) {
      report.faults.push_back({"", 0, std::nullopt,
                               "chain " + before->chain + " ends at leaf " + std::to_string(before->sealed) +
                                   "; when chain " + chain.chain + " began it had " +
                                   std::to_string(chain.begin->after_size)});
    }
  }
}

}  // namespace

std::string print_chain_key(const ChainKey& key) {
  return std::string(kKeyMagic) + " chain=" + key.chain +
         " key=" + to_base64({reinterpret_cast<const char*>(key.key.data()), key.key.size()});
}

std::optional<ChainKey> parse_chain_key(std::string_view line) {
  const std::vector<std::string_view> words = split(line, ' ');
  if (words.size() != 3 || !words[1].starts_with("chain=") || !words[2].starts_with("key=")) return std::nullopt;
  ChainKey out;
  out.chain = std::string(words[1].substr(6));
  const std::optional<std::string> key = from_base64(words[2].substr(4));
  if (!key || key->size() != out.key.size()) return std::nullopt;
  std::copy(key->begin(), key->end(), out.key.begin());
  return print_chain_key(out) == line ? std::optional(out) : std::nullopt;
}

Result<TrailReport> verify_trail(const FileStore& files, const VerifyOptions& options) {
  TrailReport report;
  const Chains chains = TRY(sort_files(files, report));
  for (const ChainId& chain : chains.order) TRY(ChainWalk(chain, options, report).walk(files, chains.files.at(chain)));
  hold_together(options, report);
  if (!report.unproven.empty() || report.chains.empty()) report.verdict = TrailVerdict::Unproven;
  if (!report.faults.empty()) report.verdict = TrailVerdict::Broken;
  return report;
}

}  // namespace modtrail
