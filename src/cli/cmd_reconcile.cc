#include <algorithm>

#include "cli/commands.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/reconcile_report.h"
#include "cli/terminal.h"

// `reconcile`: read the kernel's views and the logs, hold them against each other, look again while something differs,
// and tell.
namespace modtrail {

namespace {

int exit_code(ReconcileVerdict verdict) {
  switch (verdict) {
    case ReconcileVerdict::Consistent:
      return kPass;
    case ReconcileVerdict::Different:
      return kFail;
    case ReconcileVerdict::Undecided:
      return kTrouble;
  }
  return kTrouble;
}

// The text tells of the files of what differs alone, unless it is to tell everything.
FactScope facts_for(const OutputOptions& output) {
  const bool all = output.style.detail == Detail::Verbose ||
                   std::any_of(output.outputs.begin(), output.outputs.end(),
                               [](const Output& each) { return each.format == Format::Json; });
  return all ? FactScope::All : FactScope::Differing;
}

Result<int> reconcile_modules(const Arguments& arguments) {
  const OutputOptions output = TRY(read_output_options(arguments, kFormat));
  const ReconcileRequest request{arguments.value("--root"), arguments.operands(), arguments.value("--kernel-log"),
                                 facts_for(output)};
  const ReconcileReport report = TRY(run_reconciliation(request));
  TRY(write_outputs(output, [&](Format format, const TextStyle& style) {
    std::string out;
    if (format == Format::Json) {
      write_reconcile_json(report, out);
    } else {
      write_reconcile_text(report, style, out);
    }
    return out;
  }));
  return exit_code(report.result.verdict);
}

}  // namespace

int run_reconcile(const Program&, const Arguments& arguments) {
  const Result<int> code = reconcile_modules(arguments);
  return code ? *code : complain(code.error());
}

}  // namespace modtrail
