#include "cli/output.h"

#include <algorithm>

#include "modtrail/base/file.h"
#include "modtrail/base/text.h"

namespace modtrail {

namespace {

constexpr std::pair<std::string_view, Format> kNames[] = {
    {"text", Format::Text},   {"json", Format::Json},
    {"html", Format::Html},   {"markdown", Format::Markdown},
    {"sarif", Format::Sarif}, {"junit", Format::Junit},
    {"xccdf", Format::Xccdf}, {"checkresult", Format::CheckResult},
    {"csv", Format::Csv},     {"prometheus", Format::Prometheus},
};

bool is_word(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

// "json:report.json"; a file with a colon in its name can be written "./a:b".
Result<Output> parse_output(const std::string& word, Format usual, const OptionSpec& formats) {
  Output output;
  output.format = usual;
  output.file = word;
  const std::size_t colon = word.find(':');
  if (colon != std::string::npos && is_word(word.substr(0, colon))) {
    const std::string format = word.substr(0, colon);
    TRY(check_choice(formats, format));
    output.format = *parse_format(format);
    output.file = word.substr(colon + 1);
  }
  if (output.file.empty()) return fail("--output needs a file, not \"" + word + "\"");
  return output;
}

Detail parse_detail(const Arguments& arguments) {
  if (arguments.has("--quiet")) return Detail::Quiet;
  return arguments.has("--verbose") ? Detail::Verbose : Detail::Normal;
}

}  // namespace

std::optional<Format> parse_format(std::string_view word) {
  for (const auto& [name, format] : kNames) {
    if (name == word) return format;
  }
  return std::nullopt;
}

ColorChoice parse_color(const std::optional<std::string>& word) {
  if (word == "always") return ColorChoice::Always;
  if (word == "never") return ColorChoice::Never;
  return ColorChoice::Auto;
}

Result<OutputOptions> read_output_options(const Arguments& arguments, const OptionSpec& formats) {
  if (arguments.has("--quiet") && arguments.has("--verbose"))
    return fail("--quiet and --verbose contradict each other");
  OutputOptions options;
  options.style.color = choose_color(parse_color(arguments.value("--color")));
  options.style.charset = choose_charset();
  options.style.detail = parse_detail(arguments);
  const Format format = *parse_format(arguments.value("--format").value_or("text"));
  for (const std::string& word : arguments.values("--output")) {
    options.outputs.push_back(TRY(parse_output(word, format, formats)));
  }
  if (options.outputs.empty()) options.outputs.push_back({format, "-"});
  return options;
}

Result<> write_outputs(const OutputOptions& options, const Render& render) {
  TextStyle plain = options.style;
  plain.color = Color::Off;
  for (const Output& output : options.outputs) {
    if (output.file == "-") {
      TRY(write_standard_output(render(output.format, options.style)));
    } else {
      TRY(write_file(output.file, render(output.format, plain)));
    }
  }
  return {};
}

}  // namespace modtrail
