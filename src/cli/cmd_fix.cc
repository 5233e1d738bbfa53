#include "cli/commands.h"
#include "cli/diff.h"
#include "cli/output.h"
#include "cli/scene.h"
#include "cli/terminal.h"
#include "modtrail/base/file.h"
#include "modtrail/base/text.h"
#include "modtrail/controls/fix.h"
#include "report/pen.h"

namespace modtrail {

namespace {

enum class Form : std::uint8_t { Diff, Rules, Check };

struct FixOptions {
  Form form = Form::Diff;
  Scope scope = Scope::Everyone;
  std::string file = "-";
  Detail detail = Detail::Normal;
  Color color = Color::Off;
  SceneOptions scene;
};

Result<FixOptions> read_options(const Arguments& arguments) {
  FixOptions options;
  if (arguments.value("--as")) options.form = Form::Rules;
  if (arguments.has("--check")) options.form = Form::Check;
  if (arguments.value("--as") && arguments.has("--check")) return fail("--check writes nothing: leave out --as");
  if (arguments.value("--scope") == "logins") options.scope = Scope::Logins;
  options.file = arguments.value("--output").value_or("-");
  if (arguments.has("--quiet")) options.detail = Detail::Quiet;
  if (options.file == "-") options.color = choose_color(parse_color(arguments.value("--color")));
  options.scene = TRY(read_scene_options(arguments));
  if (arguments.operands().size() > 1) return fail("fix takes one SOURCE");
  return options;
}

Ink ink_of(const std::string& line) {
  if (line.starts_with("+")) return Ink::Green;
  return line.starts_with("-") ? Ink::Red : Ink::Plain;
}

// Colours are for terminals, where nothing may pass that drives them; a file gets the bytes as they are.
std::string painted(const std::string& diff, const FixOptions& options) {
  if (options.color == Color::Off) return diff;
  TextStyle style;
  style.color = options.color;
  std::string out;
  std::vector<std::string_view> lines = split(diff, '\n');
  if (!lines.empty() && lines.back().empty()) lines.pop_back();
  for (std::string_view line : lines) put_line(Pen{style, out}, ink_of(std::string(line)), line);
  return out;
}

Result<std::string> document(const FixPlan& plan, const FixOptions& options, const Scene& scene) {
  if (options.form == Form::Check) return std::string();
  if (is_empty(plan)) return std::string();
  if (options.form == Form::Rules) return print_rules_file(plan);
  std::string diff;
  const std::vector<FileEdit> edits = TRY(edits_of(plan, scene.input, scene.world));
  for (const FileEdit& edit : edits) {
    write_diff({edit.before ? edit.name : "/dev/null", edit.name, diff_lines(edit.before.value_or(""), edit.after)},
               diff);
  }
  if (edits.empty()) diff = print_rules_file(plan);  // a listing has no files
  return painted(diff, options);
}

// What the document does not do, on standard error.
void tell_rest(const FixPlan& plan, const FixOptions& options) {
  if (options.detail == Detail::Quiet) return;
  if (is_empty(plan) && plan.remaining.empty()) complain("nothing to fix");
  for (const LineChange& change : plan.changes) {
    if (options.form == Form::Diff) continue;
    complain(change.origin.file + ":" + std::to_string(change.origin.line) +
             ": no rule can make this line good: " + change.before + ": " + change.reason);
  }
  if (options.form != Form::Check && !is_empty(plan)) {
    for (const std::string& note : plan.notes) complain("note: " + note);
  }
  for (const std::string& gap : plan.remaining) complain("rules cannot close this: " + gap);
}

int exit_code(const FixPlan& plan, Form form) {
  if (!plan.remaining.empty()) return kFail;
  switch (form) {
    case Form::Diff:
      return kPass;
    case Form::Rules:
      return plan.changes.empty() ? kPass : kFail;
    case Form::Check:
      return is_empty(plan) ? kPass : kFail;
  }
  return kFail;
}

Result<> write_document(const std::string& text, const std::string& file) {
  if (text.empty()) return {};
  return file == "-" ? write_standard_output(text) : write_file(file, text);
}

Result<int> fix(const Arguments& arguments) {
  const FixOptions options = TRY(read_options(arguments));
  const std::vector<Scene> scenes = TRY(open_scenes(options.scene, arguments));
  const Scene& scene = scenes.front();
  const FixPlan plan = TRY(plan_fix(scene.input, scene.world, options.scope));
  const std::string text = TRY(document(plan, options, scene));
  TRY(write_document(text, options.file));
  tell_rest(plan, options);
  return exit_code(plan, options.form);
}

}  // namespace

int run_fix(const Program&, const Arguments& arguments) {
  const Result<int> code = fix(arguments);
  return code ? *code : complain(code.error());
}

}  // namespace modtrail
