#pragma once

#include <functional>
#include <string>
#include <vector>

#include "cli/args.h"
#include "cli/terminal.h"

// Where a document goes and in which form.
namespace modtrail {

enum class Format : std::uint8_t { Text, Json };

struct Output {
  Format format = Format::Text;
  std::string file = "-";  // "-": standard output
};

struct OutputOptions {
  std::vector<Output> outputs;  // without -o: standard output alone
  TextStyle style;              // of standard output
};

ColorChoice parse_color(const std::optional<std::string>& word);  // of --color
Result<OutputOptions> read_output_options(const Arguments& arguments);

// Each output in its format: files whole or not at all, in plain text.
using Render = std::function<std::string(Format, const TextStyle&)>;
Result<> write_outputs(const OutputOptions& options, const Render& render);

}  // namespace modtrail
