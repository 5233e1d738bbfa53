#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "dialect.h"
#include "tokens.h"

namespace modtrail {

// The long options, beside the letters.
enum class LongOption : std::uint8_t {
  None,
  Help,
  LoginuidImmutable,
  BacklogWaitTime,
  ResetLost,
  ResetBacklogWaitTimeActual,
  Signal
};

struct Option {
  char letter = 0;  // '?' where getopt finds no such option, or no argument for it; 0 for a long one
  LongOption long_option = LongOption::None;
  std::string_view argument;
  Token word;                  // the word the option stands in
  Token argument_word;         // the argument's place; the word itself where it is attached
  std::string_view complaint;  // of '?': "takes a value", ...
};

// getopt_long() over a line's words, with its permutation: words that are no options are moved behind those that are,
// a few at a time, and what auditctl looks at by index (the word after -D) is looked at in that order.
class OptionReader {
 public:
  OptionReader(const std::vector<Token>& words, const Dialect& dialect);

  // False at the end.
  bool next(Option& option);

  // Words as auditctl indexes them: argv[0] is the program, so the line's first word is argv[1].
  std::size_t count() const { return argv_.size() + 1; }
  std::size_t index() const { return optind_; }  // getopt's optind
  const Token* word(std::size_t index) const;    // null past the end
  void forget_last(std::size_t words) { argv_.resize(argv_.size() - words); }

 private:
  const Token& at(std::size_t index) const { return *argv_[index - 1]; }
  void exchange();
  bool find_option_word();
  void read_short(Option& option);
  void read_long(Option& option);
  void take_next_word(Option& option);

  const Dialect& dialect_;
  std::vector<const Token*> argv_;
  std::size_t optind_ = 1;
  std::size_t first_nonopt_ = 1;
  std::size_t last_nonopt_ = 1;
  const Token* cluster_ = nullptr;  // the word whose letters are being read
  std::size_t letter_ = 0;          // the next one
};

}  // namespace modtrail
