#include <algorithm>

#include "cli/commands.h"
#include "cli/log_inputs.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/repair.h"
#include "cli/scene.h"
#include "cli/terminal.h"
#include "cli/timeline_reader.h"
#include "modtrail/base/file.h"
#include "modtrail/controls/assess.h"
#include "modtrail/controls/baseline.h"
#include "modtrail/controls/exceptions.h"
#include "modtrail/controls/fix.h"
#include "modtrail/report/document.h"
#include "report/pen.h"

namespace modtrail {

namespace {

// Where the package puts the pages of docs/findings.
constexpr std::string_view kPages = MODTRAIL_PAGES;

constexpr std::size_t kMostExceptions = std::size_t{1} << 20;
constexpr std::size_t kMostBaseline = std::size_t{256} << 20;

// What makes a verdict worse than the coverage and the controls say.
struct Policy {
  Level fail_on = Level::Error;
  bool strict = false;
};

enum class ExitBy : std::uint8_t { Verdict, Zero };

struct CheckOptions {
  AssessOptions assess;
  Policy policy;
  std::vector<Exception> exceptions;
  std::optional<Baseline> baseline;
  std::int64_t time = 0;
  std::vector<std::string> logs;
  ExitBy exit_by = ExitBy::Verdict;
  SceneOptions scene;
  OutputOptions output;
};

Result<std::vector<Exception>> read_exceptions(const std::optional<std::string>& file) {
  if (!file) return std::vector<Exception>();
  return parse_exceptions(TRY(read_file(*file, kMostExceptions)), *file);
}

Result<std::optional<Baseline>> read_baseline(const std::optional<std::string>& file) {
  if (!file) return std::optional<Baseline>();
  const Result<Baseline> baseline = parse_baseline(TRY(read_file(*file, kMostBaseline)));
  if (!baseline) return fail(*file + ": " + baseline.error().message);
  return std::optional(*baseline);
}

bool has_format(const OutputOptions& options, Format format) {
  return std::any_of(options.outputs.begin(), options.outputs.end(),
                     [&](const Output& output) { return output.format == format; });
}

Result<CheckOptions> read_options(const Arguments& arguments) {
  CheckOptions options;
  if (arguments.value("--scope") == "logins") options.assess.scope = Scope::Logins;
  options.assess.profiles = arguments.values("--profile");
  options.assess.controls = arguments.values("--control");
  if (arguments.value("--fail-on") == "warning") options.policy.fail_on = Level::Warning;
  options.policy.strict = arguments.has("--strict");
  options.exceptions = TRY(read_exceptions(arguments.value("--exceptions")));
  options.baseline = TRY(read_baseline(arguments.value("--baseline")));
  options.time = TRY(time_of_report());
  if (arguments.has("--exit-zero")) options.exit_by = ExitBy::Zero;
  options.scene = TRY(read_scene_options(arguments));
  options.output = TRY(read_output_options(arguments, kCheckFormats[0]));
  options.logs = arguments.values("--log");
  if (!options.logs.empty() && !has_format(options.output, Format::Html)) {
    return fail("what a log tells stands in the HTML report alone: --log needs -o html:FILE");
  }
  return options;
}

bool rests_on_assumptions(const Assessment& assessment) {
  return std::any_of(assessment.coverage.begin(), assessment.coverage.end(),
                     [&](const Row& row) { return !row.assuming.empty() && !is_accepted(assessment, row); });
}

CheckVerdict under_policy(const Assessment& assessment, const Policy& policy) {
  const bool warned = policy.fail_on == Level::Warning &&
                      std::any_of(assessment.findings.begin(), assessment.findings.end(),
                                  [](const Finding& finding) { return finding.level == Level::Warning; });
  if (assessment.verdict == CheckVerdict::Fail || warned) return CheckVerdict::Fail;
  if (policy.strict && rests_on_assumptions(assessment)) return CheckVerdict::Undecided;
  return assessment.verdict;
}

std::string options_of_fix(const AssessOptions& asked) {
  std::string out = asked.pool.empty() ? "" : " --as machineconfig --role " + asked.pool;
  if (asked.scope == Scope::Logins) out += " --scope logins";
  for (const std::string& profile : asked.profiles) out += " --profile " + profile;
  for (const std::string& control : asked.controls) out += " --control " + shell_word(control);
  return out;
}

// For reports that offer it.  Nothing where fix would refuse.
Repair repair_of(const Scene& scene, const AssessOptions& asked) {
  FixRequest request;
  request.scope = asked.scope;
  request.profiles = asked.profiles;
  request.controls = asked.controls;
  request.pool = asked.pool;
  Repair repair = (asked.pool.empty() ? repair_files(scene, request) : repair_pool(scene, request)).value_or(Repair());
  repair.options = options_of_fix(asked);
  return repair;
}

bool offers_repair(Format format) {
  return format == Format::Sarif || format == Format::Html || format == Format::Markdown;
}

bool offers_repair(const OutputOptions& options) {
  return std::any_of(options.outputs.begin(), options.outputs.end(),
                     [](const Output& output) { return offers_repair(output.format); });
}

Result<Judged> judge(const Scene& scene, const CheckOptions& options) {
  AssessOptions asked = options.assess;
  if (scene.target.kind == "pool") asked.pool = scene.target.name;
  Judged out;
  out.assessment = TRY(assess_scene(scene, asked));
  if (!options.exceptions.empty()) {
    out.assessment =
        with_exceptions(std::move(out.assessment), options.exceptions, time_text(options.time).substr(0, 10));
  }
  if (options.baseline) out.assessment = since(std::move(out.assessment), *options.baseline);
  out.assessment.verdict = under_policy(out.assessment, options.policy);
  out.replay = scene.replay;
  if (out.assessment.verdict == CheckVerdict::Fail && offers_repair(options.output)) {
    out.repair = repair_of(scene, asked);
  }
  return out;
}

// The names of users are those of the machine that is judged.
Result<std::optional<Timeline>> read_logs(const CheckOptions& options) {
  if (options.logs.empty()) return std::optional<Timeline>();
  const HostNames names = TRY(root_names(options.scene.root.value_or("/")));
  const std::uint64_t now = static_cast<std::uint64_t>(options.time) * 1000;
  return std::optional(TRY(read_timeline(options.logs, names, now)));
}

Result<Report> judge_all(const Program& program, const CheckOptions& options, const Arguments& arguments) {
  Report report;
  report.time = options.time;
  report.version = program.version;
  report.pages = kPages;
  report.timeline = TRY(read_logs(options));
  Sources sources = TRY(look_at_operands(options.scene, arguments));
  const std::vector<Scene> scenes = TRY(open_scenes(options.scene, std::move(sources)));
  for (const Scene& scene : scenes) {
    report.targets.push_back(TRY(judge(scene, options)));
    if (scene.target.kind == "pool" && !options.scene.pool) report.layout = ReportLayout::List;
  }
  if (report.targets.size() != 1) report.layout = ReportLayout::List;
  return report;
}

std::string render(const Report& report, Format format, const TextStyle& style) {
  std::string out;
  switch (format) {
    case Format::Text:
      write_text(report, style, out);
      break;
    case Format::Json:
      write_json(report, out);
      break;
    case Format::Sarif:
      write_sarif(report, out);
      break;
    case Format::Junit:
      write_junit(report, out);
      break;
    case Format::Html:
      write_html(report, out);
      break;
    case Format::Markdown:
      write_markdown(report, out);
      break;
    case Format::Xccdf:
      write_xccdf(report, out);
      break;
    case Format::CheckResult:
      write_check_results(report, out);
      break;
    case Format::Csv:
      write_csv(report, out);
      break;
    case Format::Prometheus:
      write_prometheus(report, out);
      break;
  }
  return out;
}

int exit_code(CheckVerdict verdict) {
  switch (verdict) {
    case CheckVerdict::Pass:
    case CheckVerdict::NotApplicable:
      return kPass;
    case CheckVerdict::Fail:
      return kFail;
    case CheckVerdict::Undecided:
      return kTrouble;
  }
  return kTrouble;
}

}  // namespace

int run_check(const Program& program, const Arguments& arguments) {
  const Result<CheckOptions> options = read_options(arguments);
  if (!options) return complain(options.error());
  const Result<Report> report = judge_all(program, *options, arguments);
  if (!report) return complain(report.error());
  const Result<> written = write_outputs(
      options->output, [&](Format format, const TextStyle& style) { return render(*report, format, style); });
  if (!written) return complain(written.error());
  return options->exit_by == ExitBy::Zero ? kPass : exit_code(worst(*report));
}

}  // namespace modtrail
