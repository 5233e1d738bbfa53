#include "cli/attempt_stream.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>

#include "cli/terminal.h"
#include "modtrail/base/json_writer.h"
#include "modtrail/uapi/attempt_reader.h"

namespace modtrail {

namespace {

constexpr std::size_t kChunk = 64 << 10;
constexpr std::size_t kLongest = 1 << 20;  // of a line

// The answers so far; an error or an undecided attempt outweighs one that is not recorded.
class Answers {
 public:
  explicit Answers(const Explainer& explainer) : explainer_(explainer) {}

  void answer(std::string_view line) {
    ++line_number_;
    if (line.ends_with('\r')) line.remove_suffix(1);
    const Result<Explanation> explanation = judge(line);
    if (!explanation) return refuse(explanation.error().message);
    note(explanation->decision.recorded);
    write_explanation_json(*explanation, explainer_.world.machine.arch.value, out_);
  }

  void refuse(const std::string& message) {
    exit_code_ = kTrouble;
    JsonWriter json(out_, JsonWriter::Layout::OneLine);
    json.begin_object();
    json.key("error").string(message);
    json.key("line").number(line_number_);
    json.end_object();
    out_ += '\n';
  }

  void refuse_long_line() {
    ++line_number_;
    refuse("the line is longer than 1 MiB");
  }

  Result<> flush() {
    const Result<> written = write_standard_output(out_);
    out_.clear();
    return written;
  }

  int exit_code() const { return exit_code_; }

 private:
  Result<Explanation> judge(std::string_view line) const {
    SyscallEvent event = TRY(read_attempt(line));
    return explain(explainer_, std::move(event));
  }

  void note(Tri recorded) {
    if (recorded == Tri::Unknown) exit_code_ = kTrouble;
    if (recorded == Tri::No && exit_code_ == kPass) exit_code_ = kFail;
  }

  const Explainer& explainer_;
  std::string out_;
  std::uint64_t line_number_ = 0;
  int exit_code_ = kPass;
};

// Cuts what is read into lines, whatever the chunks; a line that is too long is dropped as it comes.
class LineCutter {
 public:
  void feed(std::string_view chunk, Answers& answers) {
    for (std::size_t newline = chunk.find('\n'); newline != std::string_view::npos; newline = chunk.find('\n')) {
      append(chunk.substr(0, newline));
      finish(answers);
      chunk.remove_prefix(newline + 1);
    }
    append(chunk);
  }

  // The last line may lack its newline.
  void end(Answers& answers) {
    if (!line_.empty() || too_long_) finish(answers);
  }

 private:
  void append(std::string_view piece) {
    if (line_.size() + piece.size() > kLongest) {
      too_long_ = true;
      line_.clear();
    }
    if (!too_long_) line_ += piece;
  }

  void finish(Answers& answers) {
    if (too_long_) {
      answers.refuse_long_line();
    } else {
      answers.answer(line_);
    }
    line_.clear();
    too_long_ = false;
  }

  std::string line_;
  bool too_long_ = false;
};

Result<int> open_lines(const std::string& file) {
  if (file == "-") return STDIN_FILENO;
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return fail("cannot read " + file + ": " + std::strerror(errno));
  return descriptor;
}

Result<std::size_t> read_chunk(int descriptor, std::string& buffer, const std::string& file) {
  for (;;) {
    const ssize_t got = ::read(descriptor, buffer.data(), buffer.size());
    if (got >= 0) return static_cast<std::size_t>(got);
    if (errno != EINTR) return fail("cannot read " + file + ": " + std::strerror(errno));
  }
}

}  // namespace

Result<int> answer_attempts(const Explainer& explainer, const std::string& file) {
  const int descriptor = TRY(open_lines(file));  // until the process ends
  Answers answers(explainer);
  LineCutter cutter;
  std::string buffer(kChunk, '\0');
  for (;;) {
    const std::size_t got = TRY(read_chunk(descriptor, buffer, file));
    if (got == 0) break;
    cutter.feed(std::string_view(buffer).substr(0, got), answers);
    TRY(answers.flush());
  }
  cutter.end(answers);
  TRY(answers.flush());
  return answers.exit_code();
}

}  // namespace modtrail
