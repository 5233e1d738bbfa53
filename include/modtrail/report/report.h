#pragma once

#include <cstdint>
#include <string>

#include "modtrail/controls/assessment.h"
#include "modtrail/controls/fix.h"
#include "modtrail/filter/evaluate.h"

// An assessment as text to be read and as JSON to be kept (docs/schema/).
namespace modtrail {

enum class Color : std::uint8_t { Off, On };
enum class Detail : std::uint8_t { Quiet, Normal, Verbose };

struct TextStyle {
  Color color = Color::Off;
  Detail detail = Detail::Normal;
};

void write_text(const Assessment& assessment, const TextStyle& style, std::string& out);
void write_json(const Assessment& assessment, std::string& out);

// An attempt as the JSON object of the contract, on one line; what has its default value is left out.
void write_attempt(const SyscallEvent& event, std::string& out);
// As `explain --attempt` takes it: "abi=b64 syscall=finit_module auid=1000".
std::string attempt_text(const SyscallEvent& event);

// One diagnostic as rustc prints it: file:line:column, the line, a caret, the reason, a hint.
void write_diagnostic(const Diagnostic& diagnostic, const TextStyle& style, std::string& out);

}  // namespace modtrail
