#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "controls/scanner/criteria.h"
#include "controls/scanner/files.h"
#include "modtrail/base/origin.h"
#include "modtrail/uapi/machine.h"

// OVAL's results: a test over files, and the tables that join them.
namespace modtrail::scanner {

enum class Truth : std::uint8_t {
  True,
  False,
  Error,
  NotApplicable,
  Unknown,  // not OVAL's: we cannot tell what oscap would say
};

struct Answer {
  Truth truth = Truth::False;
  std::optional<Origin> because;
};

// What is known of who loads the rules.
enum class Unit : std::uint8_t { Read, AssumedAugenrules };

class Evaluator {
 public:
  Evaluator(ScannerFiles& files, Place place, Unit unit, Arch arch)
      : files_(files), place_(place), unit_(unit), arch_(arch) {}

  Answer evaluate(const Criteria& criteria);

 private:
  Answer evaluate_text(const TextTest& test);
  Answer evaluate_test(const TextTest& test);
  Answer unit(const Criteria& criteria, Truth assumed);
  Truth not_64_bit() const;

  ScannerFiles& files_;
  Place place_;
  Unit unit_;
  Arch arch_;
  MatchBudget budget_;
  std::map<std::string, Answer> known_;  // one test can stand in many rules
};

}  // namespace modtrail::scanner
