#pragma once

#include <vector>

#include "builder.h"
#include "modtrail/base/origin.h"
#include "options.h"

namespace modtrail {

// Carries out one line of a rules file as auditctl does, option by option, and writes down what it does.
class LineCommand {
 public:
  LineCommand(const ParseContext& context, const Dialect& dialect, const Words& words);

  // What the line does, in order; a Refusal is the last.
  std::vector<Step> run();
  const std::vector<Remark>& remarks() const { return builder_.remarks; }

 private:
  // auditctl's own return values.
  enum class Status : std::uint8_t { Reply, Rule, Silent, Failed, Eaten };
  enum class Rest : std::uint8_t { Checked, Ignored };  // what stands behind an option that ends the line

  void execute(const Option& option);
  void execute_long(const Option& option);
  void append(const Option& option);
  void prepend(const Option& option);
  void remove(const Option& option);
  Status name_list(const Option& option, std::optional<FilterList>& list, Rest rest);
  Status eat(const Token& word, Rest rest);
  void syscalls(const Option& option);
  void field(const Option& option);
  void watch(const Option& option);
  void remove_watch(const Option& option);
  void key(const Option& option);
  void perms(const Option& option);
  void delete_all(const Option& option);
  void list(const Option& option);
  void status(const Option& option);
  void equivalent(const Option& option);
  void message(const Option& option);
  void signal(const Option& option);
  void switch_to(Setting setting, const Option& option);
  void number(Setting setting, const Option& option);

  void fail(const Token& word, std::string reason, std::string_view id = "");
  void fail(Complaint complaint);
  void crash(const Token& word);
  void end_line(Rest rest);
  void check_rest();
  void finish();
  void send();
  void blame();
  FieldContext field_context() const { return {dialect_, context_.names, list_of(builder_)}; }

  const ParseContext& context_;
  const Dialect& dialect_;
  const Words& words_;
  OptionReader reader_;
  Builder builder_;
  std::vector<Step> steps_;
  Complaint complaint_;
  std::vector<std::uint32_t> argument_columns_;
  Status status_ = Status::Reply;
  Rest rest_ = Rest::Checked;
  bool listed_ = false;  // -l or -D: the key is theirs
};

}  // namespace modtrail
