#include "cli/subject.h"

#include "cli/options.h"
#include "report/pen.h"

namespace modtrail {

namespace {

InputOption parse_input(const std::optional<std::string>& word) {
  if (word == "rules") return InputOption::Rules;
  if (word == "listing") return InputOption::Listing;
  return InputOption::Auto;
}

std::string_view kind_of(const RuleInput& input, const SubjectOptions& options) {
  switch (input.kind) {
    case InputKind::File:
      return "file";
    case InputKind::Directory:
      return "directory";
    case InputKind::Listing:
      return "listing";
    case InputKind::Root:
      return options.root ? "root" : "host";
  }
  return "file";
}

Result<Machine> learn_machine(const SubjectOptions& options, const std::optional<Root>& root) {
  Machine machine;
  if (root) machine = read_machine(*root->tree, machine);
  if (root && !options.root) machine = read_running_machine(*root->tree, machine);
  for (const auto& [name, value] : options.facts) {
    TRY(set_fact(machine, name, value, FactSource::Option));
  }
  return machine;
}

std::string replay_words(const SubjectOptions& options, const std::optional<std::string>& source) {
  std::string words;
  if (options.root) words += " --root " + shell_word(*options.root);
  if (options.input == InputOption::Rules) words += " --input rules";
  if (options.input == InputOption::Listing) words += " --input listing";
  for (const auto& [name, value] : options.facts) words += " --assume " + shell_word(name + "=" + value);
  if (source) words += " " + shell_word(*source);
  return words;
}

}  // namespace

Result<SubjectOptions> read_subject_options(const Arguments& arguments) {
  SubjectOptions options;
  options.root = arguments.value("--root");
  options.input = parse_input(arguments.value("--input"));
  for (const char* fact : {"arch", "kernel", "auditctl"}) {
    if (const auto value = arguments.value("--" + std::string(fact))) options.facts.emplace_back(fact, *value);
  }
  for (const std::string& word : arguments.values("--assume")) {
    const std::size_t equals = word.find('=');
    if (equals == std::string::npos) return fail("--assume takes FACT=VALUE, not \"" + word + "\"");
    options.facts.emplace_back(word.substr(0, equals), word.substr(equals + 1));
  }
  return options;
}

Result<Subject> open_subject(const SubjectOptions& options, const std::optional<std::string>& source) {
  Subject subject;
  if (options.root || !source) subject.root = TRY(open_root(options.root.value_or("/")));
  Machine machine = TRY(learn_machine(options, subject.root));
  subject.world =
      subject.root ? known_world(std::move(machine), *subject.root->tree) : assumed_world(std::move(machine));
  if (source) {
    subject.source = TRY(open_source(*source, options.input));
    subject.input = subject.source->input;
  } else {
    subject.input.kind = InputKind::Root;
    subject.input.name = options.root.value_or("");
    subject.input.tree = subject.root->tree.get();
  }
  subject.target.kind = std::string(kind_of(subject.input, options));
  subject.target.name = source ? *source : options.root.value_or("/");
  subject.replay = replay_words(options, source);
  return subject;
}

Result<std::vector<Subject>> open_subjects(const SubjectOptions& options, const Arguments& arguments) {
  std::vector<Subject> subjects;
  if (arguments.operands().empty()) {
    subjects.push_back(TRY(open_subject(options, std::nullopt)));
  }
  for (const std::string& operand : arguments.operands()) {
    subjects.push_back(TRY(open_subject(options, operand)));
  }
  return subjects;
}

}  // namespace modtrail
