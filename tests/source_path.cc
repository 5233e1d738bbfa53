#include "source_path.h"

namespace modtrail {

std::string source_path(std::string_view below) {
  return MODTRAIL_SOURCE_DIR "/" + std::string(below);
}

}  // namespace modtrail
