#include <algorithm>
#include <optional>

#include "controls/finding.h"
#include "controls/places.h"
#include "modtrail/base/text.h"

// What becomes of the lines: refused, skipped, undone by later ones.
namespace modtrail {
namespace {

const std::vector<Statement>& statements(const Inquiry& inquiry) {
  return inquiry.in.reading.ruleset.statements;
}
const std::vector<LineResult>& results(const Inquiry& inquiry) {
  return inquiry.in.reading.loaded.lines;
}

bool was_done(const Inquiry& inquiry, std::size_t i) {
  return i < results(inquiry).size() && results(inquiry)[i].outcome == LineOutcome::Done;
}
bool has_failed(const Inquiry& inquiry, std::size_t i) {
  return i < results(inquiry).size() && results(inquiry)[i].outcome == LineOutcome::Failed;
}

// The rules a line stands for, whether or not auditctl understands it.
std::size_t rules_in(const Statement& statement) {
  const auto is_rule = [](const Step& step) { return std::holds_alternative<AddRule>(step); };
  const auto added = std::count_if(statement.operations.begin(), statement.operations.end(), is_rule);
  return added > 0 ? static_cast<std::size_t>(added) : (is_rule_line(statement.text) ? 1U : 0U);
}

bool sets_something(const Statement& statement) {
  return std::any_of(statement.operations.begin(), statement.operations.end(),
                     [](const Step& step) { return std::holds_alternative<SetSetting>(step); });
}

// What the failure of one line costs.
struct Loss {
  std::size_t rules = 0;
  std::size_t settings = 0;
};

Loss loss_of(const Inquiry& inquiry, std::size_t failed) {
  const bool stops = inquiry.in.reading.loaded.stop == failed;
  const bool is_duplicate =
      results(inquiry)[failed].earlier.has_value() && results(inquiry)[failed].id == "duplicate-rule";
  Loss out;
  for (std::size_t i = failed; i < (stops ? statements(inquiry).size() : failed + 1); ++i) {
    if (i == failed && is_duplicate) continue;  // the rule is there
    out.rules += rules_in(statements(inquiry)[i]);
    out.settings += sets_something(statements(inquiry)[i]) ? 1U : 0U;
  }
  return out;
}

std::string loss_text(const Loss& loss) {
  if (loss.rules == 0 && loss.settings == 0) return "nothing is lost, but auditctl reports an error";
  std::vector<std::string> parts;
  if (loss.rules > 0) parts.push_back(count_of(loss.rules, "rule"));
  if (loss.settings > 0) parts.push_back(count_of(loss.settings, "setting"));
  return listed(parts) + (loss.rules + loss.settings == 1 ? " is lost" : " are lost");
}

std::string hint_of(const std::string& id) {
  if (id == "duplicate-rule") return "take one of the two out, or put -c on a line before them";
  if (id == "trailing-comment") return "put the comment on a line of its own";
  if (id == "tab") return "use blanks: auditctl splits words at blanks only";
  if (id == "carriage-return") return "save the file with Unix line ends";
  if (id == "arch-order") return "put -F arch= before -S";
  if (id == "misread-word") return "write it as it is read, or as it was meant";
  if (id == "glued-lines") return "end every file with a newline";
  if (id == "awk-keeps-line") return "begin the line in the first column";
  if (id == "inert-watch") return "name a path whose directory exists when the rules are loaded";
  return "mend or take out the line; -c as the first line lets the rest load";
}

Finding placed(const Inquiry& inquiry, std::string_view id, std::size_t i, std::string message) {
  Finding out = finding_at(inquiry, id, statements(inquiry)[i].origin, std::move(message));
  const LineResult& result = results(inquiry)[i];
  out.origin.column = std::max<std::uint32_t>(out.origin.column, 1) + std::max<std::uint32_t>(result.column, 1) - 1;
  out.width = std::max<std::uint32_t>(result.width, 1);
  return out;
}

bool is_reload(const Inquiry& inquiry) {
  return inquiry.in.world.machine.commit.value == Commit::Reload;
}

// One finding for what a refused line costs, and one for its cause where the cause has a page.
std::vector<Finding> tell_failure(const Inquiry& inquiry, std::size_t i) {
  const LineResult& result = results(inquiry)[i];
  const Loss loss = loss_of(inquiry, i);
  const Level level = loss.rules > 0 ? Level::Error : Level::Warning;
  const bool stops = inquiry.in.reading.loaded.stop == i;
  Finding lost = placed(inquiry, "rules-lost-after-error", i,
                        (stops ? "auditctl stops here: " : "auditctl refuses this line: ") + printable(result.reason) +
                            "; " + loss_text(loss));
  lost.level = level;
  lost.hint = hint_of(result.id);
  const bool has_cause = is_finding(result.id) && result.id != "rules-lost-after-error" &&
                         result.id != "locked-too-early" && !(result.id == "duplicate-rule" && is_reload(inquiry));
  if (!has_cause) return {std::move(lost)};
  Finding cause = placed(inquiry, result.id, i, printable(result.reason));
  cause.level = level;
  cause.hint = hint_of(result.id);
  return {std::move(lost), std::move(cause)};
}

std::vector<Finding> tell_failures(const Inquiry& inquiry) {
  std::vector<Finding> out;
  for (std::size_t i = 0; i < statements(inquiry).size(); ++i) {
    if (has_failed(inquiry, i)) add_to(out, tell_failure(inquiry, i));
  }
  return out;
}

std::vector<Finding> tell_refused_file(const Inquiry& inquiry) {
  const Ruleset& ruleset = inquiry.in.reading.ruleset;
  if (!ruleset.unreadable) return {};
  std::size_t rules = 0;
  for (const Statement& statement : ruleset.statements) rules += rules_in(statement);
  Finding found = finding("file-refused", "auditctl does not read the file: " + printable(*ruleset.unreadable) + "; " +
                                              loss_text({rules, 0}));
  if (!inquiry.in.reading.merged.files.empty()) found.origin = {inquiry.in.reading.merged.files.front().path, 0, 0};
  found.hint = "make it a regular file of root's that others cannot write: chmod 0640, chown root:root";
  return {std::move(found)};
}

// Rules after an -e 2 that was carried out.
std::vector<Finding> tell_locked_too_early(const Inquiry& inquiry) {
  const Filter& filter = inquiry.in.reading.loaded.filter;
  if (filter.enabled != 2 || !filter.enabled_by) return {};
  std::size_t lock = statements(inquiry).size();
  std::size_t rules = 0;
  for (std::size_t i = 0; i < statements(inquiry).size(); ++i) {
    if (statements(inquiry)[i].origin == *filter.enabled_by && was_done(inquiry, i)) lock = i;
    if (i > lock) rules += rules_in(statements(inquiry)[i]);
  }
  if (rules == 0) return {};
  Finding found =
      finding_at(inquiry, "locked-too-early", *filter.enabled_by,
                 "-e 2 locks the rules here, and the kernel refuses the " + count_of(rules, "rule") + " after it");
  found.hint = "make -e 2 the last line of all";
  return {std::move(found)};
}

bool deletes_all(const Statement& statement) {
  return std::any_of(statement.operations.begin(), statement.operations.end(), [](const Step& step) {
    const auto* all = std::get_if<DeleteAll>(&step);
    return all != nullptr && !all->key;
  });
}

bool goes_on_after_errors(const Statement& statement) {
  return std::any_of(statement.operations.begin(), statement.operations.end(), [](const Step& step) {
    const auto* mode = std::get_if<SetOnError>(&step);
    return mode != nullptr && mode->mode != OnError::Stop;
  });
}

// The first rule, if neither -D nor -i nor -c stands before it.
std::optional<std::size_t> first_unguarded_rule(const Inquiry& inquiry) {
  for (std::size_t i = 0; i < statements(inquiry).size(); ++i) {
    const Statement& statement = statements(inquiry)[i];
    if (deletes_all(statement) || goes_on_after_errors(statement)) return std::nullopt;
    if (rules_in(statement) > 0) return i;
  }
  return std::nullopt;
}

std::vector<Finding> tell_missing_delete_all(const Inquiry& inquiry) {
  const std::optional<std::size_t> first = first_unguarded_rule(inquiry);
  if (!first || (has_failed(inquiry, *first) && !is_reload(inquiry))) return {};
  Finding found = finding_at(inquiry, "missing-delete-all", statements(inquiry)[*first].origin,
                             "no -D stands before the first rule: loaded a second time, this rule is a duplicate, and "
                             "auditctl stops here");
  const bool is_part = inquiry.in.input.kind == InputKind::File;  // the -D may stand in another file of rules.d
  if (is_part) found.level = Level::Note;
  if (is_reload(inquiry) && has_failed(inquiry, *first)) found.level = Level::Error;
  found.hint = "put -D on a line before the first rule";
  return {std::move(found)};
}

// The rules that are in the kernel while the lines run, as far as deleting them goes.
class Tally {
 public:
  void add(const Rule& rule) { rules_.push_back(&rule); }
  std::vector<const Rule*> remove(const DeleteAll& all) {
    return take([&](const Rule& rule) { return !all.key || key_of(rule).find(*all.key) != std::string::npos; });
  }
  std::vector<const Rule*> remove(const DeleteRule& one) {
    return take([&](const Rule& rule) { return same_rule(rule, one.rule); });
  }

 private:
  template <class Test>
  std::vector<const Rule*> take(const Test& test) {
    std::vector<const Rule*> gone;
    std::vector<const Rule*> left;
    for (const Rule* rule : rules_) (test(*rule) ? gone : left).push_back(rule);
    rules_ = std::move(left);
    return gone;
  }
  std::vector<const Rule*> rules_;
};

std::vector<const Rule*> deleted_by(Tally& tally, const Step& step) {
  if (const auto* add = std::get_if<AddRule>(&step)) tally.add(add->rule);
  if (const auto* all = std::get_if<DeleteAll>(&step)) return tally.remove(*all);
  if (const auto* one = std::get_if<DeleteRule>(&step)) return tally.remove(*one);
  return {};
}

std::vector<const Rule*> deleted_by(Tally& tally, const Statement& statement) {
  std::vector<const Rule*> gone;
  for (const Step& step : statement.operations) {
    const std::vector<const Rule*> now = deleted_by(tally, step);
    gone.insert(gone.end(), now.begin(), now.end());
  }
  return gone;
}

Finding deletion(const Inquiry& inquiry, const Statement& statement, const std::vector<const Rule*>& gone) {
  Finding out = finding_at(inquiry, "rules-deleted", statement.origin,
                           "this line deletes " + count_of(gone.size(), "rule") + " loaded before it, the first from " +
                               where(gone.front()->origin));
  const bool costs = std::any_of(gone.begin(), gone.end(), [&](const Rule* rule) {
    return is_for_modules(*rule) && leaves_gap(inquiry, *rule, inquiry.in.rows);
  });
  if (costs) out.level = Level::Error;
  out.hint = "let lines that delete stand before the rules that are to stay";
  return out;
}

std::vector<Finding> tell_deleted(const Inquiry& inquiry) {
  std::vector<Finding> out;
  Tally tally;
  for (std::size_t i = 0; i < statements(inquiry).size(); ++i) {
    if (!was_done(inquiry, i)) continue;
    const std::vector<const Rule*> gone = deleted_by(tally, statements(inquiry)[i]);
    if (!gone.empty()) out.push_back(deletion(inquiry, statements(inquiry)[i], gone));
  }
  return out;
}

// What the parser saw that auditctl accepts, and the merge did.
// Two files in one line cost a rule if one of the two lines is one.
Level level_of(const Diagnostic& said, const std::vector<Origin>& glued) {
  if (said.level != Level::Error) return said.level;
  const bool costs = std::any_of(glued.begin(), glued.end(), [&](const Origin& origin) {
    return origin.file == said.origin.file && origin.line == said.origin.line;
  });
  return costs ? Level::Error : Level::Warning;
}

std::vector<Finding> tell_diagnostics(const Inquiry& inquiry) {
  std::vector<Finding> out;
  const std::vector<Origin> glued = glued_rules(inquiry.in.reading.merged);
  for (const auto* list : {&inquiry.in.reading.ruleset.diagnostics, &inquiry.in.reading.merged.diagnostics}) {
    for (const Diagnostic& said : *list) {
      const std::string id = said.id.empty() ? "misread-word" : said.id;
      if (!is_finding(id)) continue;
      Finding found = finding_at(inquiry, id, said.origin, said.message);
      found.level = level_of(said, glued);
      found.width = std::max<std::uint32_t>(said.width, 1);
      if (found.source.empty()) found.source = said.source;
      found.hint = said.hint.empty() ? hint_of(id) : said.hint;
      out.push_back(std::move(found));
    }
  }
  return out;
}

}  // namespace

std::vector<Finding> detect_loading(const Inquiry& inquiry) {
  std::vector<Finding> out;
  if (inquiry.in.input.kind == InputKind::Listing) return out;
  for (const auto tell : {tell_refused_file, tell_failures, tell_locked_too_early, tell_missing_delete_all,
                          tell_deleted, tell_diagnostics}) {
    add_to(out, tell(inquiry));
  }
  return out;
}

}  // namespace modtrail
