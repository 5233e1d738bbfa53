#pragma once

#include <optional>
#include <string>

#include "base/fd.h"
#include "modtrail/base/result.h"

namespace modtrail {

// Standard input as its writer fills it.
class StandardInput {
 public:
  static Result<StandardInput> open();
  int descriptor() const { return input_.get(); }
  // Never waits: "" where there is nothing for now, nothing at its end.  Errors: it cannot be read.
  Result<std::optional<std::string>> take();

 private:
  explicit StandardInput(Fd input) : input_(std::move(input)) {}
  Fd input_;
};

}  // namespace modtrail
