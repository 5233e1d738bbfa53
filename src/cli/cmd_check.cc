#include <algorithm>

#include "cli/commands.h"
#include "cli/output.h"
#include "cli/scene.h"
#include "cli/terminal.h"
#include "modtrail/controls/assess.h"
#include "modtrail/report/report.h"

namespace modtrail {

namespace {

// What makes a verdict worse than the coverage and the controls say.
struct Policy {
  Level fail_on = Level::Error;
  bool strict = false;
};

struct CheckOptions {
  AssessOptions assess;
  Policy policy;
  SceneOptions scene;
  OutputOptions output;
};

Result<CheckOptions> read_options(const Arguments& arguments) {
  CheckOptions options;
  if (arguments.value("--scope") == "logins") options.assess.scope = Scope::Logins;
  options.assess.profiles = arguments.values("--profile");
  options.assess.controls = arguments.values("--control");
  if (arguments.value("--fail-on") == "warning") options.policy.fail_on = Level::Warning;
  options.policy.strict = arguments.has("--strict");
  options.scene = TRY(read_scene_options(arguments));
  options.output = TRY(read_output_options(arguments));
  return options;
}

bool rests_on_assumptions(const Assessment& assessment) {
  return std::any_of(assessment.coverage.begin(), assessment.coverage.end(),
                     [](const Row& row) { return !row.assuming.empty(); });
}

CheckVerdict under_policy(const Assessment& assessment, const Policy& policy) {
  const bool warned = policy.fail_on == Level::Warning &&
                      std::any_of(assessment.findings.begin(), assessment.findings.end(),
                                  [](const Finding& finding) { return finding.level == Level::Warning; });
  if (assessment.verdict == CheckVerdict::Fail || warned) return CheckVerdict::Fail;
  if (policy.strict && rests_on_assumptions(assessment)) return CheckVerdict::Undecided;
  return assessment.verdict;
}

enum class Layout : std::uint8_t { One, List };

struct Report {
  std::vector<Assessment> assessments;
  std::vector<std::string> replays;  // of each
  Layout layout = Layout::One;
};

Result<Report> assess_all(const CheckOptions& options, const Arguments& arguments) {
  Report report;
  Sources sources = TRY(look_at_operands(options.scene, arguments));
  const std::vector<Scene> scenes = TRY(open_scenes(options.scene, std::move(sources)));
  for (const Scene& scene : scenes) {
    AssessOptions asked = options.assess;
    if (scene.target.kind == "pool") asked.pool = scene.target.name;
    Assessment assessment = scene.held ? TRY(assess_running(scene.input, *scene.held, scene.world, asked))
                                       : TRY(assess(scene.input, scene.world, asked));
    assessment.target = scene.target;
    assessment.verdict = under_policy(assessment, options.policy);
    report.assessments.push_back(std::move(assessment));
    report.replays.push_back(scene.replay);
    if (scene.target.kind == "pool" && !options.scene.pool) report.layout = Layout::List;
  }
  if (report.assessments.size() != 1) report.layout = Layout::List;
  return report;
}

std::string render(const Report& report, Format format, const TextStyle& style) {
  std::string out;
  if (format == Format::Json) {
    if (report.layout == Layout::List) {
      write_json(report.assessments, out);
    } else {
      write_json(report.assessments.front(), out);
    }
    return out;
  }
  for (std::size_t i = 0; i < report.assessments.size(); ++i) {
    TextStyle replaying = style;
    replaying.replay = report.replays[i];
    if (i > 0 && style.detail != Detail::Quiet) out += '\n';
    write_text(report.assessments[i], replaying, out);
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

int run_check(const Program&, const Arguments& arguments) {
  const Result<CheckOptions> options = read_options(arguments);
  if (!options) return complain(options.error());
  const Result<Report> report = assess_all(*options, arguments);
  if (!report) return complain(report.error());
  const Result<> written = write_outputs(
      options->output, [&](Format format, const TextStyle& style) { return render(*report, format, style); });
  if (!written) return complain(written.error());
  return exit_code(worst(report->assessments));
}

}  // namespace modtrail
