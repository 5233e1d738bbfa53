#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "modtrail/base/file.h"
#include "modtrail/base/text.h"
#include "modtrail/controls/assess.h"
#include "modtrail/controls/exceptions.h"
#include "modtrail/controls/findings.h"
#include "modtrail/controls/fix.h"
#include "modtrail/filter/load.h"
#include "modtrail/rules/lines.h"
#include "modtrail/rules/parse.h"
#include "modtrail/source/cluster.h"
#include "source_path.h"

// Runs the pages of docs/findings: the ruleset that is to trigger a finding does, the one that comes near does not, and
// what the page shows as mended, or the finding itself says to add, makes it go away.
//
// A fence ```rules KIND holds a rules file; or files, each under a line "==> NAME <==": with relative names a rules.d,
// with absolute ones a root; "==> kernel <==" holds the
// rules that the running kernel has beside the files.  "==> NAME mode=0666 <==" gives a file's mode, "==> NAME ->
// TARGET <==" makes a link.  The first line can be "facts: NAME=VALUE ...".  ␍ stands for a carriage return.  A fence
// ```toml KIND holds exceptions, of 31 January 2027, for the rules of the fence ```rules judged.  A fence
// ```yaml KIND holds a cluster's objects, whose pools are judged together; <1600000 x> stands for that many x.
namespace modtrail {
namespace {

struct PageRules {
  Machine machine;
  MemoryTree tree;
  InputKind kind = InputKind::File;
  std::optional<std::string> kernel;  // the rules that a running kernel holds

  RuleInput input() const {
    if (kind == InputKind::Root) return {kind, "/", &tree, ""};
    return {kind, "rules", &tree, kind == InputKind::File ? "/rules" : "/"};
  }
  World world() const { return kind == InputKind::Root ? known_world(machine, tree) : assumed_world(machine); }
};

std::string replaced(std::string text, std::string_view what, std::string_view with) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size())) {
    text.replace(at, what.size(), with);
  }
  return text;
}

void set_facts(Machine& machine, std::string_view line) {
  for (const std::string_view pair : split(line, ' ')) {
    const std::size_t equals = pair.find('=');
    if (equals == std::string_view::npos) continue;
    const Result<> set = set_fact(machine, pair.substr(0, equals), pair.substr(equals + 1), FactSource::Option);
    EXPECT_TRUE(set.has_value()) << (set ? "" : set.error().message);
  }
}

void add_file(PageRules& out, std::string_view header, const std::string& content) {
  const std::vector<std::string_view> words = split(header, ' ');
  const std::string name(words.at(0));
  if (name == "kernel") {
    out.kernel = content;
    return;
  }
  if (name.front() == '/') out.kind = InputKind::Root;
  const std::string path = name.front() == '/' ? name : "/" + name;
  FileInfo info;
  info.mode = 0640;
  if (words.size() == 3 && words[1] == "->") {
    out.tree.add_link(path, words[2]);
    return;
  }
  if (words.size() == 2 && words[1].substr(0, 5) == "mode=") {
    info.mode = static_cast<std::uint32_t>(parse_number(words[1].substr(5), 8).value_or(0640));
  }
  out.tree.add_file(path, content, info);
}

void add_files(PageRules& out, const std::string& text) {
  out.kind = InputKind::Directory;
  std::string header;
  std::string content;
  const auto flush = [&] {
    if (!header.empty()) add_file(out, header, replaced(content, "\n\\ No newline at end of file\n", ""));
    content.clear();
  };
  for (const std::string_view line : split(text, '\n')) {
    if (line.substr(0, 4) == "==> " && line.size() > 8) {
      flush();
      header = std::string(line.substr(4, line.size() - 8));
    } else {
      content += std::string(line) + "\n";
    }
  }
  if (!content.empty()) content.pop_back();
  flush();
}

PageRules ruleset_of(std::string text) {
  PageRules out;
  text = replaced(std::move(text), "\xe2\x90\x8d", "\r");
  if (text.substr(0, 7) == "facts: ") {
    set_facts(out.machine, text.substr(7, text.find('\n') - 7));
    text.erase(0, text.find('\n') + 1);
  }
  if (text.substr(0, 4) == "==> ") {
    add_files(out, text);
  } else {
    out.tree.add_file("/rules", text);
  }
  return out;
}

// The fences of a page by kind.
std::map<std::string, std::string> fences(const std::string& page, std::string_view language) {
  std::map<std::string, std::string> out;
  const std::string kOpen = "```" + std::string(language) + " ";
  for (std::size_t at = page.find(kOpen); at != std::string::npos; at = page.find(kOpen, at + 1)) {
    const std::size_t start = page.find('\n', at) + 1;
    const std::size_t end = page.find("```", start);
    out[page.substr(at + kOpen.size(), start - 1 - at - kOpen.size())] = page.substr(start, end - start);
  }
  return out;
}

// What a kernel would hold after these rules.
KernelState held_after(const std::string& text, const World& world) {
  KernelState out;
  const Ruleset ruleset = parse_rules(split_lines(text, "kernel"), {world.machine, world.names, world.tree});
  const Filter filter = load(ruleset, world).filter;
  for (const auto* list : {&filter.task, &filter.exit, &filter.exclude, &filter.filesystem}) {
    for (const FilterRule& entry : *list) {
      out.rules.push_back(entry.rule);
      out.rules.back().origin = kernel_origin(out.rules.size() - 1);
    }
  }
  out.enabled = filter.enabled;
  out.rate_limit = filter.rate_limit;
  return out;
}

Result<Assessment> judged(const PageRules& rules) {
  const World world = rules.world();
  if (rules.kernel) return assess_running(rules.input(), held_after(*rules.kernel, world), world, {});
  return assess(rules.input(), world, {});
}

std::vector<Finding> found(const PageRules& rules, std::string_view id) {
  const Result<Assessment> assessment = judged(rules);
  EXPECT_TRUE(assessment.has_value()) << (assessment ? "" : assessment.error().message);
  std::vector<Finding> out;
  if (!assessment) return out;
  for (const Finding& finding : assessment->findings) {
    if (finding.id == id) out.push_back(finding);
  }
  return out;
}

std::string ids(const PageRules& rules) {
  const Result<Assessment> assessment = judged(rules);
  if (!assessment) return assessment.error().message;
  std::string out;
  for (const Finding& finding : assessment->findings) out += finding.id + ": " + finding.message + "\n";
  return out;
}

// "<1600000 x>" is that many x.
std::string expanded(std::string text) {
  const std::size_t end = text.find(" x>");
  const std::size_t start = end == std::string::npos ? end : text.rfind('<', end);
  if (start == std::string::npos) return text;
  const auto count = parse_number(std::string_view(text).substr(start + 1, end - start - 1));
  return text.replace(start, end + 3 - start, std::string(count.value_or(0), 'x'));
}

// Every finding of every pool.
std::vector<Finding> cluster_findings(const std::string& page) {
  const std::string text = expanded(page);
  Result<std::vector<Pool>> pools = read_cluster({{"page.yaml", InputOption::MachineConfig, text}});
  EXPECT_TRUE(pools.has_value()) << (pools ? "" : pools.error().message);
  std::vector<Finding> out;
  if (!pools) return out;
  for (Pool& pool : *pools) {
    const Source source = lay_out(std::move(pool), nullptr);
    const Result<Assessment> assessment = assess(source.input, assumed_world(node_defaults()), {});
    EXPECT_TRUE(assessment.has_value()) << (assessment ? "" : assessment.error().message);
    if (assessment) out.insert(out.end(), assessment->findings.begin(), assessment->findings.end());
  }
  return out;
}

std::vector<Finding> found_in_cluster(const std::string& text, std::string_view id) {
  std::vector<Finding> out;
  for (Finding& finding : cluster_findings(text)) {
    if (finding.id == id) out.push_back(std::move(finding));
  }
  return out;
}

std::vector<Finding> found_with_exceptions(const std::string& rules, const std::string& toml, std::string_view id) {
  const Result<Assessment> assessment = judged(ruleset_of(rules));
  const Result<std::vector<Exception>> exceptions = parse_exceptions(toml, "exceptions.toml");
  EXPECT_TRUE(assessment.has_value() && exceptions.has_value());
  if (!assessment || !exceptions) return {};
  std::vector<Finding> out = with_exceptions(*assessment, *exceptions, "2027-01-31").findings;
  std::erase_if(out, [&](const Finding& finding) { return finding.id != id; });
  return out;
}

std::optional<std::string> page_of(std::string_view id) {
  const Result<std::string> page = read_file(source_path("docs/findings/" + std::string(id) + ".md"), 1U << 20);
  return page ? std::optional(*page) : std::nullopt;
}

class FindingsPage : public testing::TestWithParam<std::string> {
 protected:
  std::map<std::string, std::string> rules() const { return fences(page_of(GetParam()).value_or(""), "rules"); }
  std::map<std::string, std::string> objects() const { return fences(page_of(GetParam()).value_or(""), "yaml"); }
  std::map<std::string, std::string> exceptions() const { return fences(page_of(GetParam()).value_or(""), "toml"); }
  std::vector<Finding> findings(const std::string& kind) const {
    if (exceptions().count(kind) > 0) return found_with_exceptions(rules()["judged"], exceptions()[kind], GetParam());
    const auto cluster = objects();
    if (const auto text = cluster.find(kind); text != cluster.end()) return found_in_cluster(text->second, GetParam());
    return found(ruleset_of(rules()[kind]), GetParam());
  }
};

std::vector<std::string> catalog_ids() {
  std::vector<std::string> out;
  for (const FindingInfo& info : finding_catalog()) out.emplace_back(info.id);
  return out;
}

TEST_P(FindingsPage, IsThereUnderItsTitle) {
  const std::optional<std::string> page = page_of(GetParam());
  ASSERT_TRUE(page.has_value());
  for (const FindingInfo& info : finding_catalog()) {
    if (info.id != GetParam()) continue;
    EXPECT_EQ(page->substr(0, page->find('\n')), "# " + std::string(info.id) + ": " + std::string(info.title));
  }
  EXPECT_EQ(rules().count("trigger") + objects().count("trigger") + exceptions().count("trigger"), 1U);
  EXPECT_EQ(rules().count("near-miss") + objects().count("near-miss") + exceptions().count("near-miss"), 1U);
}

TEST_P(FindingsPage, TriggerYieldsIt) {
  const std::vector<Finding> findings = this->findings("trigger");
  ASSERT_FALSE(findings.empty());
  EXPECT_FALSE(findings.front().message.empty());
  EXPECT_FALSE(findings.front().hint.empty());
  const Finding& first = findings.front();
  if (first.origin.line == 0) return;
  ASSERT_FALSE(first.source.empty());
  EXPECT_LE(first.origin.column + first.width, first.source.size() + 1) << first.source;
}

TEST_P(FindingsPage, NearMissDoesNot) {
  for (const Finding& finding : findings("near-miss")) ADD_FAILURE() << finding.message;
}

TEST_P(FindingsPage, MendedNothingIsAnError) {
  if (objects().count("fixed") == 0) return;
  for (const Finding& finding : cluster_findings(objects()["fixed"])) {
    EXPECT_NE(finding.id, GetParam());
    EXPECT_NE(finding.level, Level::Error) << finding.message;
  }
}

TEST_P(FindingsPage, MendedItIsGone) {
  if (rules().count("fixed") == 0) return;
  const PageRules fixed = ruleset_of(rules()["fixed"]);
  for (const Finding& finding : found(fixed, GetParam())) ADD_FAILURE() << finding.message;
  const Result<Assessment> assessment = judged(fixed);
  ASSERT_TRUE(assessment.has_value());
  EXPECT_NE(assessment->verdict, CheckVerdict::Fail) << ids(fixed);
}

// What findings offer goes behind all other rules.
TEST_P(FindingsPage, WhatItOffersHelps) {
  if (rules().count("trigger") == 0) return;
  const std::string text = rules()["trigger"];
  std::set<std::string> lines;
  for (const Finding& finding : found(ruleset_of(text), GetParam()))
    lines.insert(finding.fix.begin(), finding.fix.end());
  if (lines.empty()) return;
  std::string more = text;
  for (const std::string& line : lines) more += line + "\n";
  for (const Finding& finding : found(ruleset_of(more), GetParam())) {
    EXPECT_NE(finding.level, Level::Error) << finding.message << "\n" << more;
  }
}

// After the plan of `fix` no finding is an error, and a second plan is empty.
TEST_P(FindingsPage, FixMakesItGood) {
  if (rules().count("trigger") == 0) return;
  const PageRules trigger = ruleset_of(rules()["trigger"]);
  const Result<FixPlan> plan = plan_fix(trigger.input(), trigger.world(), {});
  ASSERT_TRUE(plan.has_value()) << plan.error().message;
  if (!plan->remaining.empty()) return;
  PageRules after = trigger;
  after.kernel.reset();  // a restart loads the files
  const Result<std::vector<FileEdit>> edits = edits_of(*plan, trigger.input(), trigger.world());
  ASSERT_TRUE(edits.has_value()) << edits.error().message;
  std::string made;
  for (const FileEdit& edit : *edits) {
    after.tree.add_file(edit.path, edit.after);
    made += "==> " + edit.path + "\n" + edit.after;
  }
  const Result<Assessment> assessment = judged(after);
  ASSERT_TRUE(assessment.has_value());
  EXPECT_NE(assessment->verdict, CheckVerdict::Fail) << made << ids(after);
  const Result<FixPlan> second = plan_fix(after.input(), after.world(), {});
  ASSERT_TRUE(second.has_value());
  EXPECT_TRUE(is_empty(*second)) << made;
}

INSTANTIATE_TEST_SUITE_P(Catalog, FindingsPage, testing::ValuesIn(catalog_ids()), [](const auto& about) {
  std::string name = about.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

TEST(FindingsPages, AreThoseOfTheCatalog) {
  const auto tree = open_tree(source_path("docs/findings"));
  ASSERT_TRUE(tree.has_value());
  const auto names = (*tree)->list("/");
  ASSERT_TRUE(names.has_value());
  const std::vector<std::string> ids = catalog_ids();
  EXPECT_EQ(std::set<std::string>(ids.begin(), ids.end()).size(), ids.size());
  EXPECT_TRUE(std::is_sorted(ids.begin(), ids.end()));
  const std::string index = page_of("README").value_or("");
  for (const std::string& id : ids) EXPECT_NE(index.find("(" + id + ".md)"), std::string::npos) << id;
  for (const std::string& name : *names) {
    const std::string id = name.substr(0, name.rfind('.'));
    EXPECT_TRUE(id == "README" || std::find(ids.begin(), ids.end(), id) != ids.end()) << name;
  }
}

}  // namespace
}  // namespace modtrail
