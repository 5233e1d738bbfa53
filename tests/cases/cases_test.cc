// Every measured case of tests/cases/*.cases, by the model: auditctl's exit status, how many rules the kernel lists,
// and each attempt.
#include <gtest/gtest.h>

#include "cases/case_file.h"
#include "cases/small_world.h"
#include "modtrail/base/file.h"
#include "modtrail/filter/evaluate.h"
#include "modtrail/filter/pipeline.h"
#include "modtrail/uapi/attempt_reader.h"
#include "source_path.h"

namespace modtrail::cases {
namespace {

// The guest's files lie on tmpfs, the model takes those of a disk to lie on ext4.
std::string on_disk(std::string rules) {
  const std::string tmpfs = "0x01021994";
  for (auto at = rules.find(tmpfs); at != std::string::npos; at = rules.find(tmpfs)) {
    rules.replace(at, tmpfs.size(), "0xEF53");
  }
  return rules;
}

Result<Machine> machine_of(const Case& now) {
  Machine machine;
  machine.loader = {Loader::Auditctl, FactSource::Option};
  for (const auto& [name, value] : now.facts) {
    auto set = set_fact(machine, name, value, FactSource::Option);
    if (!set) return fail(set.error().message);
  }
  return machine;
}

MemoryTree with_rules(MemoryTree tree, const std::string& rules) {
  FileInfo info;
  info.mode = 0640;
  tree.add_file("/etc/audit/audit.rules", rules, info);
  return tree;
}

class Replay {
 public:
  Replay(const Case& now, Machine machine) : now_(now), machine_(std::move(machine)) {}

  void run() {
    for (const Change& change : now_.world) apply(change);
    if (!load()) return;
    for (const auto& step : now_.steps) {
      if (const auto* change = std::get_if<Change>(&step)) apply(*change);
      if (const auto* attempt = std::get_if<Attempt>(&step)) check(*attempt);
    }
  }

 private:
  void apply(const Change& change) {
    auto applied = world_.apply(change);
    EXPECT_TRUE(applied.has_value()) << (applied ? "" : applied.error().message);
  }

  static std::size_t rules_in(const Filter& filter) {
    return filter.exit.size() + filter.task.size() + filter.exclude.size() + filter.filesystem.size() +
           filter.user.size() + filter.io_uring.size();
  }
  std::size_t rules_listed() const {
    return *now_.listed == std::vector<std::string>{"No rules"} ? 0 : now_.listed->size();
  }

  bool load() {
    MemoryTree tree = with_rules(world_.tree(), on_disk(now_.rules.value_or("")));
    RuleInput input{InputKind::File, "case.rules", &tree, "/etc/audit/audit.rules"};
    auto reading = read_rules(input, known_world(machine_, tree));
    if (!reading) ADD_FAILURE() << reading.error().message;
    if (!reading) return false;
    const Loaded& loaded = reading->loaded;
    EXPECT_EQ(loaded.exit_status, now_.status.value_or(loaded.exit_status));
    EXPECT_EQ(rules_in(loaded.filter), now_.listed ? rules_listed() : rules_in(loaded.filter));
    world_.attach(loaded.filter);
    return true;
  }

  void check(const Attempt& attempt) {
    auto event = read_attempt_words(attempt.words);
    if (!event) ADD_FAILURE() << attempt.words << ": " << event.error().message;
    if (!event) return;
    MemoryTree tree = world_.tree();
    Filter filter = world_.filter();
    Decision decision = evaluate(filter, known_world(machine_, tree), *event);
    const Tri measured = attempt.recorded ? Tri::Yes : Tri::No;
    EXPECT_EQ(decision.recorded, now_.undecided.empty() ? measured : Tri::Unknown)
        << "attempt " << attempt.words << "\nmodel: " << decision.reason;
    EXPECT_EQ(decision.recorded == Tri::Yes ? decision.key : attempt.key, attempt.key) << attempt.words;
  }

  const Case& now_;
  Machine machine_;
  SmallWorld world_;
};

class CaseFile : public testing::TestWithParam<std::string> {};

TEST_P(CaseFile, TheModelAgrees) {
  auto content = read_file(source_path("tests/cases/" + GetParam() + ".cases"), kFileLimit);
  ASSERT_TRUE(content.has_value());
  auto cases = parse_cases(*content);
  ASSERT_TRUE(cases.has_value()) << cases.error().message;
  EXPECT_FALSE(cases->empty());
  for (const Case& now : *cases) {
    SCOPED_TRACE(GetParam() + ".cases:" + std::to_string(now.line) + ": case " + now.id + "\n" +
                 now.rules.value_or(""));
    auto machine = machine_of(now);
    EXPECT_TRUE(machine.has_value()) << machine.error().message;
    if (machine) Replay(now, *machine).run();
  }
}

std::vector<std::string> case_files() {
  std::vector<std::string> names;
  auto tree = open_tree(source_path("tests/cases"));
  if (!tree) return names;
  auto listed = (*tree)->list("/");
  for (const std::string& name : listed ? *listed : names) {
    if (name.ends_with(".cases")) names.push_back(name.substr(0, name.size() - 6));
  }
  return names;
}

INSTANTIATE_TEST_SUITE_P(Cases, CaseFile, testing::ValuesIn(case_files()), [](const auto& file) { return file.param; });

}  // namespace
}  // namespace modtrail::cases
