#include "modtrail/base/text.h"
#include "modtrail/rules/parse.h"
#include "report/pen.h"

// The answer of `explain`: one line of JSON, or the trace of the rules for people.
namespace modtrail {

namespace {

std::string rule_text(const Rule& rule, Arch arch) {
  return rule.text.empty() ? print_rule(rule, arch) : rule.text;
}

std::string place_text(const Origin& origin) {
  if (origin.line == 0) return origin.file;
  return origin.file + ":" + std::to_string(origin.line);
}

void write_rule(const FilterRule* rule, Arch arch, JsonWriter& json) {
  if (rule == nullptr) {
    json.null();
    return;
  }
  json.begin_object();
  json.key("file").string(rule->rule.origin.file);
  json.key("line").number(std::uint64_t{rule->rule.origin.line});
  json.key("text").string(rule_text(rule->rule, arch));
  json.end_object();
}

void write_recorded(Tri recorded, JsonWriter& json) {
  switch (recorded) {
    case Tri::No:
      json.boolean(false);
      return;
    case Tri::Yes:
      json.boolean(true);
      return;
    case Tri::Unknown:
      json.string("undecided");
      return;
  }
}

bool has_key(const Decision& decision) {
  return decision.recorded == Tri::Yes && !decision.key.empty();
}

// The field as the line says it, or by its name where there is no line.
std::string field_text(const Rule& rule, std::size_t index) {
  const Field& field = rule.fields[index];
  if (field.column > 0 && field.column - 1 + field.width <= rule.text.size() && field.width > 0) {
    return rule.text.substr(field.column - 1, field.width);
  }
  return std::string(name(field.id));
}

std::string outcome_text(const FilterRule& rule, const Match& match, const SyscallEvent& event) {
  switch (match.matches) {
    case Tri::Yes:
      return "matches";
    case Tri::Unknown:
      return "may match: " + (match.failed < rule.rule.fields.size()
                                  ? field_text(rule.rule, match.failed) + " is not known"
                                  : std::string("not all is known"));
    case Tri::No:
      break;
  }
  if (match.failed >= rule.rule.fields.size()) {
    if (event.abi == Abi::X32) return "sees no call of x32: their numbers are above 2047";
    return "does not list " + std::string(name(event.syscall)) + " of " + std::string(name(event.abi));
  }
  const FieldId failed = rule.rule.fields[match.failed].id;
  if (failed == FieldId::Path || failed == FieldId::Dir)
    return "the call does not look up " + rule.rule.fields[match.failed].text;
  return field_text(rule.rule, match.failed) + " does not hold";
}

struct Trace {
  const Explanation& explanation;
  const World& world;
  const Pen& pen;
};

void put_rule(const Trace& trace, const FilterRule& rule) {
  const bool decides = &rule == trace.explanation.decision.rule;
  put(trace.pen, Ink::Dim, "  " + place_text(rule.rule.origin) + "  ");
  put_line(trace.pen, decides ? Ink::Bold : Ink::Plain, rule_text(rule.rule, trace.world.machine.arch.value));
}

// Rules below the one that decides are not tried.
enum class Reached : std::uint8_t { Yes, No };

void put_exit_rule(const Trace& trace, const FilterRule& rule, const Match& match, Reached reached) {
  put_rule(trace, rule);
  const bool decides = &rule == trace.explanation.decision.rule;
  std::string text = outcome_text(rule, match, trace.explanation.event);
  if (decides) text += ", and decides";
  if (reached == Reached::No && match.matches == Tri::Yes) text = "would match, but is not reached";
  trace.pen.out += "      ";
  put_line(trace.pen, decides ? Ink::Bold : Ink::Dim, text);
}

void put_exit_list(const Trace& trace, const Filter& filter) {
  if (filter.exit.empty()) return;
  put_line(trace.pen, Ink::Bold, "Rules at the end of the call (exit), in the kernel's order");
  const std::vector<Match> matches = match_rules(filter, trace.world, trace.explanation.event);
  Reached reached = Reached::Yes;
  for (std::size_t i = 0; i < filter.exit.size(); ++i) {
    put_exit_rule(trace, filter.exit[i], matches[i], reached);
    if (&filter.exit[i] == trace.explanation.decision.rule) reached = Reached::No;
  }
}

void put_other_list(const Trace& trace, std::string_view title, const std::vector<FilterRule>& rules) {
  if (rules.empty()) return;
  put_line(trace.pen, Ink::Bold, title);
  for (const FilterRule& rule : rules) {
    put_rule(trace, rule);
    if (&rule == trace.explanation.decision.rule) trace.pen.out += "      decides\n";
  }
}

std::string key_words(const std::string& key) {
  std::string words;
  for (std::string_view part : split(key, '\x01')) {
    words += words.empty() ? "" : "+";
    words += part;
  }
  return words;
}

void put_answer(const Pen& pen, const Explanation& explanation) {
  const Decision& decision = explanation.decision;
  switch (decision.recorded) {
    case Tri::Yes:
      put(pen, Ink::Green, "recorded");
      break;
    case Tri::No:
      put(pen, Ink::Red, "not recorded");
      break;
    case Tri::Unknown:
      put(pen, Ink::Yellow, "undecided");
      break;
  }
  std::string rest;
  if (has_key(decision)) rest += " with key " + key_words(decision.key);
  if (!decision.reason.empty()) rest += ": " + decision.reason;
  put_wrapped(pen, rest, 2);
}

}  // namespace

void write_explanation_json(const Explanation& explanation, Arch arch, std::string& out) {
  const Decision& decision = explanation.decision;
  JsonWriter json(out, JsonWriter::Layout::OneLine);
  json.begin_object();
  json.key("recorded");
  write_recorded(decision.recorded, json);
  json.key("key");
  has_key(decision) ? json.string(decision.key) : json.null();
  json.key("rule");
  write_rule(decision.rule, arch, json);
  json.key("reason").string(decision.reason);
  json.key("assuming").begin_array();
  for (const std::string& fact : explanation.assuming) json.string(fact);
  json.end_array();
  json.end_object();
  out += '\n';
}

void write_explanation_text(const Explanation& explanation, const Filter& filter, const World& world,
                            const TextStyle& style, std::string& out) {
  const Pen pen{style, out};
  const Trace trace{explanation, world, pen};
  if (style.detail != Detail::Quiet) {
    put_wrapped(pen, "The attempt: " + attempt_sentence(explanation.event) + ".", 2);
    put_other_list(trace, "Rules at fork (task)", filter.task);
    put_exit_list(trace, filter);
    put_other_list(trace, "Rules on each record (exclude)", filter.exclude);
  }
  put_answer(pen, explanation);
  if (!explanation.assuming.empty()) {
    std::string facts;
    for (const std::string& fact : explanation.assuming) {
      facts += (facts.empty() ? "" : ", ") + fact + " " + modtrail::fact(world.machine, fact).value;
    }
    put_wrapped(pen, "Assuming: " + facts + ".", 2);
  }
}

}  // namespace modtrail
