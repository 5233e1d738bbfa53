#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "modtrail/base/json_writer.h"
#include "modtrail/controls/assessment.h"
#include "modtrail/controls/fix.h"
#include "modtrail/filter/evaluate.h"

// An assessment as text to be read and as JSON to be kept (docs/schema/).
namespace modtrail {

enum class Color : std::uint8_t { Off, On };
enum class Detail : std::uint8_t { Quiet, Normal, Verbose };
enum class Charset : std::uint8_t { Ascii, Utf8 };

struct TextStyle {
  Color color = Color::Off;
  Detail detail = Detail::Normal;
  Charset charset = Charset::Ascii;
  std::string replay;  // the words of the command line that name the target again: " --root /mnt
                       // host.rules"
};

// Quiet: the verdict line.  Verbose: every witness and every fact.
void write_text(const Assessment& assessment, const TextStyle& style, std::string& out);

// modtrail.assessment/1; document.h has what stands for several targets.
void write_json(const Assessment& assessment, std::string& out);

// An attempt as the JSON object of the contract; what has its default value is left out.
void write_attempt(const SyscallEvent& event, JsonWriter& json);
void write_attempt(const SyscallEvent& event, std::string& out);  // on one line
// As `explain --attempt` takes it: "abi=b64 syscall=finit_module auid=1000"; the JSON object where
// a value has blanks.
std::string attempt_text(const SyscallEvent& event);
// Who does what, for people: "a load by the kernel itself (modprobe, uid 0, no login) through
// finit_module in b64".
std::string attempt_sentence(const SyscallEvent& event);

// One diagnostic as rustc prints it: file:line:column, the line, a caret, the reason, a hint.
void write_diagnostic(const Diagnostic& diagnostic, const TextStyle& style, std::string& out);

// The answer of `explain` to one attempt.
struct Explanation {
  SyscallEvent event;
  Decision decision;
  std::vector<std::string> assuming;  // names of assumed facts that change the answer if they are otherwise
};
// One line of JSON, with its newline.
void write_explanation_json(const Explanation& explanation, Arch arch, std::string& out);
// The trace: each rule in the kernel's order, whether it matches or which field does not hold, then
// the answer.
void write_explanation_text(const Explanation& explanation, const Filter& filter, const World& world,
                            const TextStyle& style, std::string& out);

std::string_view name(Level level);  // "error", "warning", "note"
}  // namespace modtrail
