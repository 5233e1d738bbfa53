#include <algorithm>
#include <array>
#include <map>

#include "cli/reconcile_report.h"
#include "modtrail/base/text.h"
#include "modtrail/base/timestamp.h"
#include "report/pen.h"
#include "report/words.h"

namespace modtrail {

namespace {

constexpr std::string_view kNotClean =
    "Consistent means that what was read agrees, not that the kernel is clean: kernel code can lie to whoever asks it. "
    "What "
    "is told of a module is what its file says today; signatures are read, not verified.";

std::size_t count_of(const ReconcileReport& report, Standing standing) {
  const auto& modules = report.result.modules;
  return static_cast<std::size_t>(std::count_if(
      modules.begin(), modules.end(), [&](const JudgedModule& module) { return module.standing == standing; }));
}

std::string_view heading(Standing standing) {
  switch (standing) {
    case Standing::Accounted:
      return "accounted for by a record";
    case Standing::Boot:
      return "loaded before auditing began";
    case Standing::Unrecorded:
      return "unrecorded";
    case Standing::Unplaced:
      return "loaded at an unknown time";
    case Standing::Hidden:
      return "hidden";
  }
  return "";
}

constexpr std::array kStandings = {Standing::Accounted, Standing::Boot, Standing::Unrecorded, Standing::Unplaced,
                                   Standing::Hidden};

std::string signature_text(const ModuleFile& file) {
  if (!file.odd_signature.empty()) return file.odd_signature;
  if (!file.signature) return "not signed";
  std::string text = "signed by " + (file.signature->signer.empty() ? "a key" : file.signature->signer);
  return text + " " + file.signature->key_id.substr(0, 16) + " (" + file.signature->digest + ")";
}

std::string_view match_text(FileMatch match) {
  switch (match) {
    case FileMatch::Same:
      return "the file that was loaded";
    case FileMatch::Other:
      return "NOT the file that was loaded (another build id)";
    case FileMatch::Unknown:
      return "perhaps the file that was loaded (no build id)";
  }
  return "";
}

std::string owner_text(const FileOwner& owner) {
  switch (owner.ownership) {
    case Ownership::Package:
      return "of package " + printable(owner.package);
    case Ownership::Nobody:
      return "of no package";
    case Ownership::Unknown:
      return "package not known: " + printable(owner.unknown);
  }
  return "";
}

std::vector<std::string> fact_lines(const ReconcileReport& report, const JudgedModule& module) {
  const auto at = report.facts.find(module.name);
  if (at == report.facts.end()) return {"kmod's index has no file for it"};
  const ModuleFacts& facts = at->second;
  std::vector<std::string> lines = {facts.path + ", " + owner_text(facts.owner)};
  if (!facts.sha256.empty()) lines.push_back("sha256 " + facts.sha256);
  if (!facts.unread.empty()) {
    lines.push_back(facts.unread);
    return lines;
  }
  lines.push_back(signature_text(facts.file) + "; vermagic " + std::string(trim(facts.file.vermagic)));
  lines.emplace_back(match_text(match_of(module.build_id, facts.file.build_id)));
  return lines;
}

using ByName = std::map<std::string_view, const JudgedModule*>;

ByName by_name(const ReconcileReport& report) {
  ByName out;
  for (const JudgedModule& module : report.result.modules) out.emplace(module.name, &module);
  return out;
}

void put_facts(const Pen& pen, const ReconcileReport& report, const JudgedModule& module) {
  if (!module.entry.taints.empty()) put_line(pen, Ink::Plain, "    taints " + module.entry.taints);
  for (const std::string& line : fact_lines(report, module)) put_line(pen, Ink::Plain, "    " + line);
}

void put_difference(const Pen& pen, const ReconcileReport& report, const ByName& modules,
                    const Difference& difference) {
  const Ink ink = certainty_of(difference.kind) == Certainty::Indication ? Ink::Yellow : Ink::Red;
  put(pen, ink, name(difference.kind));
  put(pen, Ink::Plain, " (" + std::string(name(certainty_of(difference.kind))) + ")");
  if (!difference.module.empty()) {
    put(pen, Ink::Plain, ": ");
    put(pen, Ink::Bold, difference.module);
  }
  put_line(pen, Ink::Plain, "");
  put(pen, Ink::Plain, "    ");
  put_wrapped(pen, difference.message, 4);
  if (const auto module = modules.find(difference.module); module != modules.end()) {
    put_facts(pen, report, *module->second);
  }
}

std::string module_line(const JudgedModule& module) {
  std::string line = module.name + ": " + std::string(heading(module.standing));
  if (module.load)
    line += ", " + timestamp(module.load->id.time) + ", serial " + std::to_string(module.load->id.serial);
  if (!module.because.empty()) line += ": " + module.because;
  return line;
}

void put_modules(const Pen& pen, const ReconcileReport& report) {
  for (const JudgedModule& module : report.result.modules) {
    put_line(pen, Ink::Bold, module_line(module));
    put_facts(pen, report, module);
  }
  for (const JudgedUnload& unload : report.result.unloads) {
    put_line(pen, Ink::Plain,
             unload.call.module + ": unloaded " + timestamp(unload.call.id.time) + ", serial " +
                 std::to_string(unload.call.id.serial) + ": " + std::string(name(unload.standing)));
  }
}

void put_counts(const Pen& pen, const ReconcileReport& report) {
  const auto put_count = [&](std::size_t count, std::string_view what) {
    std::string number = std::to_string(count);
    number.insert(0, number.size() < 6 ? 6 - number.size() : 0, ' ');
    put_line(pen, Ink::Plain, number + "  " + std::string(what));
  };
  for (const Standing standing : kStandings) {
    const std::size_t count = count_of(report, standing);
    if (count > 0) put_count(count, heading(standing));
  }
  if (!report.result.built_in.empty()) put_count(report.result.built_in.size(), "built in");
  if (!report.result.unloads.empty()) put_count(report.result.unloads.size(), "unloads recorded");
}

template <class T>
void add_unread(std::string& out, std::string_view path, const View<T>& view) {
  if (view.is_read()) return;
  out += (out.empty() ? "" : "; ") + std::string(path) + " (" +
         (view.state == ViewState::Absent ? "not there" : view.reason) + ")";
}

std::string unread_text(const KernelViews& views) {
  std::string out;
  for_each_view(views, [&](std::string_view path, const auto& view) { add_unread(out, path, view); });
  return out;
}

std::string records_text(const ReconcileReport& report) {
  if (report.logs.empty()) return "No records: there is no log.";
  const std::string logs = ", of " + counted(report.logs.size(), "log") + ".";
  return report.result.since ? "Records since " + timestamp(*report.result.since) + logs : "No records" + logs;
}

void put_sources(const Pen& pen, const ReconcileReport& report) {
  put_wrapped(pen, records_text(report), 0);
  if (const std::string unread = unread_text(report.views); !unread.empty()) {
    put_wrapped(pen, "Not read: " + unread + ".", 0);
  }
  for (const std::string& what : report.result.undecided) put_wrapped(pen, "Undecided: " + what + ".", 0);
  const std::size_t unnamed = report.recorded.unnamed_loads + report.recorded.unnamed_unloads;
  if (unnamed > 0) put_wrapped(pen, counted(unnamed, "record") + " of done calls do not say of which module.", 0);
  if (!report.result.unsettled.empty()) {
    put_wrapped(pen, "Came or went meanwhile: " + std::to_string(report.result.unsettled.size()) + " modules.", 0);
  }
}

}  // namespace

std::string reconcile_headline(const ReconcileReport& report) {
  const Reconciliation& result = report.result;
  std::string text(name(result.verdict));
  if (!result.differences.empty()) text += ": " + counted(result.differences.size(), "difference");
  text += (result.differences.empty() ? ": " : ", ") + counted(result.modules.size(), "module");
  return text + ", " + std::to_string(count_of(report, Standing::Accounted)) + " of them recorded";
}

void write_reconcile_text(const ReconcileReport& report, const TextStyle& style, std::string& out) {
  const Pen pen{style, out};
  const bool good = report.result.verdict == ReconcileVerdict::Consistent;
  put(pen, Ink::Bold, (report.target == "/" ? "this host" : report.target) + ": ");
  put_line(pen,
           good                                ? Ink::Green
           : report.result.differences.empty() ? Ink::Yellow
                                               : Ink::Red,
           reconcile_headline(report));
  if (style.detail == Detail::Quiet) return;
  put_line(pen, Ink::Plain, "");
  put_counts(pen, report);
  put_line(pen, Ink::Plain, "");
  const ByName modules = by_name(report);
  for (const Difference& difference : report.result.differences) put_difference(pen, report, modules, difference);
  if (!report.result.differences.empty()) put_line(pen, Ink::Plain, "");
  if (style.detail == Detail::Verbose) put_modules(pen, report);
  put_sources(pen, report);
  put_wrapped(pen, kNotClean, 0);
}

}  // namespace modtrail
