#include "options.h"

#include <algorithm>
#include <array>

namespace modtrail {
namespace {

constexpr std::string_view kPlain = "hicslDvt";  // options without a value
constexpr std::string_view kWithValue = "CefrbaAdSFmRwWkpq";

struct LongName {
  std::string_view name;
  LongOption option;
  bool has_value;
};
constexpr std::array kLongNames = {
    LongName{"help", LongOption::Help, false},
    LongName{"loginuid-immutable", LongOption::LoginuidImmutable, false},
    LongName{"backlog_wait_time", LongOption::BacklogWaitTime, true},
    LongName{"reset-lost", LongOption::ResetLost, false},
    LongName{"reset_backlog_wait_time_actual", LongOption::ResetBacklogWaitTimeActual, false},
    LongName{"signal", LongOption::Signal, true},
};

bool is_option_word(std::string_view word) {
  return word.size() > 1 && word.front() == '-';
}

struct LongMatch {
  const LongName* name = nullptr;
  bool ambiguous = false;
};

// A whole name, or the beginning of just one.
LongMatch match_long(std::string_view word, const Dialect& dialect) {
  LongMatch match;
  for (const LongName& candidate : kLongNames) {
    if (!candidate.name.starts_with(word)) continue;
    if (candidate.option == LongOption::Help && !dialect.long_help()) continue;
    if (candidate.name == word) return {&candidate, false};
    match.ambiguous = match.name != nullptr;
    if (match.name == nullptr) match.name = &candidate;
    if (match.ambiguous) return match;
  }
  return match;
}

}  // namespace

OptionReader::OptionReader(const std::vector<Token>& words, const Dialect& dialect) : dialect_(dialect) {
  argv_.reserve(words.size());
  for (const Token& word : words) argv_.push_back(&word);
}

const Token* OptionReader::word(std::size_t index) const {
  return index >= 1 && index < count() ? argv_[index - 1] : nullptr;
}

// Moves the words that are no options, [first_nonopt_, last_nonopt_), behind the options read since, [last_nonopt_,
// optind_).  Each side keeps its order.
void OptionReader::exchange() {
  const auto begin = argv_.begin();
  const auto offset = [](std::size_t index) { return static_cast<std::ptrdiff_t>(index - 1); };
  std::rotate(begin + offset(first_nonopt_), begin + offset(last_nonopt_), begin + offset(optind_));
  first_nonopt_ += optind_ - last_nonopt_;
  last_nonopt_ = optind_;
}

// Sets optind_ to the next word that holds options.
bool OptionReader::find_option_word() {
  last_nonopt_ = std::min(last_nonopt_, optind_);
  first_nonopt_ = std::min(first_nonopt_, optind_);
  if (first_nonopt_ != last_nonopt_ && last_nonopt_ != optind_) {
    exchange();
  } else if (last_nonopt_ != optind_) {
    first_nonopt_ = optind_;
  }
  while (optind_ < count() && !is_option_word(at(optind_).text)) ++optind_;
  last_nonopt_ = optind_;
  if (optind_ < count() && at(optind_).text == "--") {
    ++optind_;
    if (first_nonopt_ != last_nonopt_ && last_nonopt_ != optind_) {
      exchange();
    } else if (first_nonopt_ == last_nonopt_) {
      first_nonopt_ = optind_;
    }
    last_nonopt_ = count();
    optind_ = count();
  }
  if (optind_ < count()) return true;
  if (first_nonopt_ != last_nonopt_) optind_ = first_nonopt_;
  return false;
}

bool OptionReader::next(Option& option) {
  option = Option{};
  if (cluster_ == nullptr) {
    if (!find_option_word()) return false;
    cluster_ = &at(optind_);
    letter_ = 1;
    if (cluster_->text[1] == '-') {
      read_long(option);
      cluster_ = nullptr;
      return true;
    }
  }
  read_short(option);
  return true;
}

void OptionReader::take_next_word(Option& option) {
  if (optind_ >= count()) {
    option.letter = '?';
    option.complaint = "needs a value";
    return;
  }
  option.argument_word = at(optind_);
  option.argument = option.argument_word.text;
  ++optind_;
}

void OptionReader::read_short(Option& option) {
  const Token& word = *cluster_;
  option.word = word;
  option.argument_word = word;
  option.letter = word.text[letter_++];
  const bool last = letter_ == word.text.size();
  const bool plain = kPlain.find(option.letter) != std::string_view::npos;
  if (!plain && kWithValue.find(option.letter) == std::string_view::npos) {
    option.letter = '?';
    option.complaint = "is no option of auditctl";
  }
  if (plain || option.letter == '?') {
    if (!last) return;
    cluster_ = nullptr;
    ++optind_;
    return;
  }
  cluster_ = nullptr;
  ++optind_;
  if (last) return take_next_word(option);
  option.argument = word.text.substr(letter_);
  option.argument_word.text = option.argument;
  // The value's place is known only where no escape stands before it.
  if (word.text.size() == word.width) {
    option.argument_word.column = word.column + static_cast<std::uint32_t>(letter_);
    option.argument_word.width = word.width - static_cast<std::uint32_t>(letter_);
  }
}

void OptionReader::read_long(Option& option) {
  option.word = at(optind_);
  option.argument_word = option.word;
  const std::string_view body = option.word.text.substr(2);
  const std::size_t equals = body.find('=');
  const LongMatch match = match_long(body.substr(0, equals), dialect_);
  ++optind_;
  option.letter = '?';
  if (match.name == nullptr || match.ambiguous) {
    option.complaint = match.ambiguous ? "can mean more than one option" : "is no option of auditctl";
    return;
  }
  if (equals != std::string_view::npos && !match.name->has_value) {
    option.complaint = "takes no value";
    return;
  }
  option.letter = 0;
  option.long_option = match.name->option;
  if (!match.name->has_value) return;
  if (equals == std::string_view::npos) return take_next_word(option);
  option.argument = body.substr(equals + 1);
}

}  // namespace modtrail
