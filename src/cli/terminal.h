#pragma once

#include <string>
#include <string_view>

#include "modtrail/base/result.h"
#include "modtrail/report/report.h"

// The process's standard streams, its exit codes and what its environment says of the terminal.
namespace modtrail {

inline constexpr int kPass = 0;
inline constexpr int kFail = 1;
inline constexpr int kTrouble = 2;  // usage, unreadable input, undecided, nothing to check

// Of what was asked of a running machine: there an answer that does not apply is none.
int machine_exit_code(CheckVerdict verdict);

// A closed descriptor 0, 1 or 2 is filled with one that can be neither read nor written as that stream, so that no file
// we open takes its place.
void keep_standard_descriptors();

// All of it, or an error that says why: "cannot write standard output: No space left on device".
Result<> write_standard_output(std::string_view text);

// For much output: a pipe takes a mebibyte at once then, so that writer and reader take fewer turns.
void widen_standard_output();

// "modtrail: MESSAGE" on standard error; kTrouble.
int complain(std::string_view message);
int complain(const Error& error);

// "modtrail: note: MESSAGE" on standard error.
void remark(std::string_view message);

enum class ColorChoice : std::uint8_t { Auto, Always, Never };

// When a report says it was made, in seconds since 1970: SOURCE_DATE_EPOCH, else now.  Errors: no such number.
Result<std::int64_t> time_of_report();

// --color, then NO_COLOR, then whether standard output is a terminal that can.  UTF-8 where the locale says so.
Color choose_color(ColorChoice choice);
Charset choose_charset();

}  // namespace modtrail
