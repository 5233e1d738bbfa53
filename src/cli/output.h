#pragma once

#include <functional>
#include <string>
#include <vector>

#include "cli/args.h"
#include "cli/terminal.h"

// Where a document goes and in which form.
namespace modtrail {

enum class Format : std::uint8_t {
  Text,
  Json,
  Html,
  Markdown,
  Sarif,
  Junit,
  Xccdf,
  CheckResult,
  Csv,
  Prometheus,
};

struct Output {
  Format format = Format::Text;
  std::string file = "-";  // "-": standard output
};

struct OutputOptions {
  std::vector<Output> outputs;  // without -o: standard output alone
  TextStyle style;              // of standard output
};

std::optional<Format> parse_format(std::string_view word);
ColorChoice parse_color(const std::optional<std::string>& word);  // of --color
// `formats`: the command's --format.
Result<OutputOptions> read_output_options(const Arguments& arguments, const OptionSpec& formats);

// Each output in its format: files whole or not at all, in plain text.
using Render = std::function<std::string(Format, const TextStyle&)>;
Result<> write_outputs(const OutputOptions& options, const Render& render);

}  // namespace modtrail
