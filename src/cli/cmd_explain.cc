#include <algorithm>

#include "cli/attempt_stream.h"
#include "cli/commands.h"
#include "cli/explainer.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/record.h"
#include "cli/terminal.h"
#include "modtrail/base/file.h"
#include "modtrail/uapi/attempt_reader.h"

namespace modtrail {

namespace {

constexpr std::size_t kRecordLimit = 1 << 20;

enum class Ask : std::uint8_t { Attempt, Attempts, Record };

struct ExplainOptions {
  Ask ask = Ask::Attempt;
  std::string text;  // the attempt, the file of attempts or the record
  SceneOptions scene;
  OutputOptions output;
};

Result<ExplainOptions> read_options(const Arguments& arguments) {
  ExplainOptions options;
  int asked = 0;
  const auto take = [&](const char* name, Ask ask) {
    const std::optional<std::string> value = arguments.value(name);
    if (!value) return;
    options.ask = ask;
    options.text = *value;
    ++asked;
  };
  take("--attempt", Ask::Attempt);
  take("--attempts", Ask::Attempts);
  take("--record", Ask::Record);
  if (asked != 1) return fail("give one of --attempt, --attempts and --record");
  if (options.ask == Ask::Attempts && arguments.has("--output")) {
    return fail("--attempts answers on standard output alone");
  }
  if (options.ask == Ask::Record && options.text == "-") options.text = TRY(read_file("-", kRecordLimit));
  options.scene = TRY(read_scene_options(arguments));
  options.output = TRY(read_output_options(arguments, kFormat));
  return options;
}

int exit_code(Tri recorded) {
  switch (recorded) {
    case Tri::Yes:
      return kPass;
    case Tri::No:
      return kFail;
    case Tri::Unknown:
      return kTrouble;
  }
  return kTrouble;
}

Result<SyscallEvent> read_event(const ExplainOptions& options, Arch arch) {
  return options.ask == Ask::Record ? read_record(options.text, arch) : read_attempt_words(options.text);
}

struct Answer {
  Explainer explainer;
  Explanation explanation;  // points into the explainer
  std::string name;
};

std::string render(const std::vector<Answer>& answers, Format format, const TextStyle& style) {
  std::string out;
  for (const Answer& answer : answers) {
    const World& world = answer.explainer.world;
    if (format == Format::Json) {
      write_explanation_json(answer.explanation, world.machine.arch.value, out);
      continue;
    }
    if (answers.size() > 1) out += answer.name + "\n";
    write_explanation_text(answer.explanation, answer.explainer.reading.loaded.filter, world, style, out);
  }
  return out;
}

Result<int> explain_one(const ExplainOptions& options, const std::vector<Scene>& scenes) {
  std::vector<Answer> answers;
  int code = kPass;
  for (const Scene& scene : scenes) {
    Explainer explainer = TRY(make_explainer(scene));
    Answer answer{std::move(explainer), {}, scene.target.name};
    SyscallEvent event = TRY(read_event(options, scene.world.machine.arch.value));
    answer.explanation = TRY(explain(answer.explainer, std::move(event)));
    code = std::max(code, exit_code(answer.explanation.decision.recorded));
    answers.push_back(std::move(answer));
  }
  TRY(write_outputs(options.output,
                    [&](Format format, const TextStyle& style) { return render(answers, format, style); }));
  return code;
}

Result<int> explain_many(const ExplainOptions& options, const std::vector<Scene>& scenes) {
  if (scenes.size() != 1) return fail("--attempts takes one SOURCE");
  if (options.text == "-" && scenes[0].target.name == "-") {
    return fail("standard input cannot be both the rules and the attempts");
  }
  const Explainer explainer = TRY(make_explainer(scenes[0]));
  return answer_attempts(explainer, options.text);
}

Result<int> explain_all(const Arguments& arguments) {
  const ExplainOptions options = TRY(read_options(arguments));
  Sources sources = TRY(look_at_operands(options.scene, arguments));
  const std::vector<Scene> scenes = TRY(open_scenes(options.scene, std::move(sources)));
  return options.ask == Ask::Attempts ? explain_many(options, scenes) : explain_one(options, scenes);
}

}  // namespace

int run_explain(const Program&, const Arguments& arguments) {
  const Result<int> code = explain_all(arguments);
  return code ? *code : complain(code.error());
}

}  // namespace modtrail
