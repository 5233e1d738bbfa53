#pragma once

#include <memory>

#include "base/fd.h"
#include "modtrail/base/random_file.h"

namespace modtrail {

// Of a descriptor of a regular file.
Result<std::unique_ptr<RandomFile>> random_file(Fd descriptor);

}  // namespace modtrail
