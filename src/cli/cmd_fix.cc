#include <algorithm>

#include "cli/commands.h"
#include "cli/diff.h"
#include "cli/fix_forms.h"
#include "cli/output.h"
#include "cli/scene.h"
#include "cli/terminal.h"
#include "modtrail/base/file.h"
#include "modtrail/base/text.h"
#include "modtrail/controls/fix.h"
#include "modtrail/source/encode.h"
#include "report/pen.h"

namespace modtrail {

namespace {

enum class Form : std::uint8_t { Diff, Rules, Carrier, Check };

struct FixOptions {
  Form form = Form::Diff;
  CarrierOptions carrier;  // of Form::Carrier
  Scope scope = Scope::Everyone;
  std::string file = "-";
  Detail detail = Detail::Normal;
  Color color = Color::Off;
  SceneOptions scene;
};

// What is said of a cluster's nodes has no meaning elsewhere.
Result<> refuse_words(const Arguments& arguments, const std::vector<std::string_view>& words, std::string_view form) {
  for (const std::string_view word : words) {
    if (arguments.has(word)) return fail(std::string(word) + " goes with --as " + std::string(form));
  }
  return {};
}

Result<> read_roles(const Arguments& arguments, CarrierOptions& carrier) {
  carrier.roles = arguments.values("--role");
  if (carrier.roles.empty()) carrier.roles = {"master", "worker"};
  for (const std::string& role : carrier.roles) {
    if (!is_role_name(role)) return fail("--role: \"" + role + "\" is no name of a role: worker is one");
    if (std::count(carrier.roles.begin(), carrier.roles.end(), role) > 1)
      return fail("--role names " + role + " twice");
  }
  return {};
}

Result<> read_form(const Arguments& arguments, FixOptions& options) {
  const std::string as = arguments.value("--as").value_or("diff");
  CarrierOptions& carrier = options.carrier;
  if (as == "rules") options.form = Form::Rules;
  if (as == "machineconfig" || as == "butane" || as == "ansible") options.form = Form::Carrier;
  if (as == "butane") carrier.carrier = Carrier::Butane;
  if (as == "ansible") carrier.carrier = Carrier::Ansible;
  if (as != "machineconfig") TRY(refuse_words(arguments, {"--per-check"}, "machineconfig"));
  if (as != "butane") TRY(refuse_words(arguments, {"--openshift"}, "butane"));
  if (as != "butane" && as != "machineconfig") TRY(refuse_words(arguments, {"--role"}, "machineconfig or butane"));
  carrier.butane = TRY(butane_version(arguments.value("--openshift").value_or("4.12")));
  if (arguments.has("--per-check")) carrier.scan = "rhcos4-e8";
  return read_roles(arguments, carrier);
}

Result<FixOptions> read_options(const Arguments& arguments) {
  FixOptions options;
  TRY(read_form(arguments, options));
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
  if (options.form == Form::Carrier) return print_for_carrier(plan, scene.input, scene.world, options.carrier);
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
    if (options.form == Form::Diff || options.form == Form::Carrier) continue;
    complain(change.origin.file + ":" + std::to_string(change.origin.line) +
             ": no rule can make this line good: " + change.before + ": " + change.reason);
  }
  if (options.form != Form::Check && !is_empty(plan)) {
    for (const std::string& note : plan.notes) complain("note: " + note);
    if (options.form == Form::Carrier) {
      for (const std::string& note : carrier_notes(options.carrier)) complain("note: " + note);
    }
  }
  for (const std::string& gap : plan.remaining) complain("rules cannot close this: " + gap);
}

int exit_code(const FixPlan& plan, Form form) {
  if (!plan.remaining.empty()) return kFail;
  switch (form) {
    case Form::Diff:
    case Form::Carrier:
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

FixRequest request_of(const FixOptions& options) {
  FixRequest out;
  out.scope = options.scope;
  if (options.form == Form::Carrier) ask_for_carrier(options.carrier, out);
  return out;
}

Result<int> fix(const Arguments& arguments) {
  const FixOptions options = TRY(read_options(arguments));
  std::vector<Scene> scenes = TRY(open_scenes(options.scene, arguments));
  if (scenes.size() != 1) return fail("fix takes one pool at a time: choose it with --pool");
  Scene& scene = scenes.front();
  LaidOut laid;
  if (options.form == Form::Carrier && scene.input.kind == InputKind::File) {
    laid = TRY(lay_out(scene.input));
    scene.input = laid.input;
  }
  const FixPlan plan = TRY(plan_fix(scene.input, scene.world, request_of(options)));
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
