#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "modtrail/controls/assessment.h"
#include "modtrail/filter/pipeline.h"

// The least that closes the gap: rules to add, and lines to take out where adding can't help.
namespace modtrail {

struct LineChange {
  Origin origin;
  std::string before;
  std::string after;  // "# modtrail: " and the line; the line itself where it only lacks its newline
  std::string reason;
};

// The file that rules are put into.
struct RulesFile {
  std::string stem = "modtrail";  // "75-modtrail.rules", or another number where it must sort otherwise
  // Begins with an empty line, for the file that sorts before this one may lack its last newline; a heading that does
  // not gets one where that is so.
  std::string heading = "\n## Module loads and unloads, written by modtrail\n";
};

struct WholeFile {
  std::string name;
  std::string content;
};

struct FixPlan {
  std::vector<std::string> rules;      // auditctl lines to add, canonical
  std::vector<std::string> first;      // a single file: lines to go before all others, a -c
  std::vector<std::string> settings;   // lines to go behind all others: an -e 2 that stood too early
  Place place = Place::Append;         // Prepend: the rules are -A, for they must precede a rule that is there
  std::string file;                    // a directory: the file name to put them in, one that sorts right
  std::string heading;                 // what that file begins with
  std::uint32_t before_line = 0;       // a single file: the line they go before; 0: the end
  std::vector<WholeFile> files;        // a directory: others of its files, whole
  std::vector<LineChange> changes;     // lines that no added rule can make good
  std::vector<std::string> remaining;  // gaps that no rule can close, with the step that can
  std::vector<std::string> notes;      // worth knowing, and no gap
};

// Nothing to add and nothing to change.
bool is_empty(const FixPlan& plan);

// How rules are cut.
enum class RuleCut : std::uint8_t {
  Least,    // one for each ABI, naming all calls
  PerCall,  // one for each ABI and call
};

struct FixRequest {
  Scope scope = Scope::Everyone;
  RulesFile file;
  RuleCut cut = RuleCut::Least;
  std::string key;                    // "": the site's own where it has one, else "modules"
  std::vector<std::string> profiles;  // controls that are to pass, as AssessOptions names them, and the scanner's
  std::vector<std::string> controls;  // rules for them
  std::string pool;                   // whose nodes these are, for controls that speak of one pool's
};

// After the plan every load and unload in scope is recorded, the controls asked for pass, the scanner is predicted to
// pass them, and no rule of the input is lost to an error, but for what `remaining` says.  No rule can be taken from
// it, no call from a rule, and no change, without that ceasing to hold. (A call's own rule counts as its call does.)
// Errors: as read_rules().
Result<FixPlan> plan_fix(const RuleInput& input, const World& world, const FixRequest& request);

// The plan's rules as a rules.d file.
std::string print_rules_file(const FixPlan& plan);

// The plan as files: what each is to hold instead, new ones first.  A listing has none.
struct FileEdit {
  std::string path;                   // in the tree of the input
  std::string name;                   // as origins name it
  std::optional<std::string> before;  // nothing: a new file
  std::string after;
};
Result<std::vector<FileEdit>> edits_of(const FixPlan& plan, const RuleInput& input, const World& world);

// The edits in an order of writing after each of which no less is recorded than before all, where there is such a one.
Result<std::vector<FileEdit>> in_safe_order(std::vector<FileEdit> edits, const RuleInput& input, const World& world);

}  // namespace modtrail
