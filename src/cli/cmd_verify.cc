#include <algorithm>

#include "base/directory_store.h"
#include "cli/anchor_places.h"
#include "cli/commands.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/terminal.h"
#include "cli/verify_options.h"
#include "modtrail/base/file.h"
#include "modtrail/base/json_writer.h"
#include "modtrail/base/text.h"
#include "modtrail/base/timestamp.h"
#include "modtrail/trail/verify.h"
#include "report/words.h"

// `verify`: is a sealed trail what its writer wrote, as far as keys and anchors can prove it?
namespace modtrail {

namespace {

std::string chain_text(const ChainReport& chain) {
  std::string out = "\nchain " + chain.chain + "\n";
  if (chain.begin) {
    out += "  begun " + timestamp(chain.begin->time) + " on host " + chain.begin->host + " (" +
           std::string(name(chain.begin->reason)) + ")\n";
  }
  if (chain.last) {
    out += "  sealed up to line " + std::to_string(chain.sealed) + ", " + timestamp(chain.last->time) + ", epoch " +
           std::to_string(chain.last->epoch) + ", " +
           (chain.last->state == TrailState::Stopped ? "where its writer stopped" : "its writer running") + "\n";
  }
  if (chain.dropped > 0) out += "  " + counted(chain.dropped, "line") + " dropped for the quota, their hashes kept\n";
  if (chain.boots > 1) out += "  over " + counted(chain.boots, "boot") + "\n";
  for (const Silence& silence : chain.silences) {
    out += "  silent from " + timestamp(silence.from) + " to " + timestamp(silence.to) + "\n";
  }
  return out;
}

std::string fault_text(const TrailFault& fault) {
  std::string out = "error: ";
  if (!fault.file.empty()) out += printable(fault.file) + ": byte " + std::to_string(fault.position) + ": ";
  out += fault.message;
  if (fault.since) out += " (behind the checkpoint of " + timestamp(*fault.since) + ")";
  return out + "\n";
}

std::string report_text(const std::string& directory, const TrailReport& report, Detail detail) {
  std::string out = printable(directory) + ": " + trail_headline(report) + "\n";
  if (detail == Detail::Quiet) return out;
  for (const ChainReport& chain : report.chains) out += chain_text(chain);
  if (!report.faults.empty() || !report.unproven.empty()) out += "\n";
  for (const TrailFault& fault : report.faults) out += fault_text(fault);
  for (const std::string& what : report.unproven) out += "unproven: " + printable(what) + "\n";
  return out +
         "\nNot proven: that nothing stood behind the last checkpoint (keep anchors elsewhere: --print-anchor); what "
         "was "
         "never\nwritten; what was written after the host was taken over.\n";
}

void write_chain(JsonWriter& json, const ChainReport& chain) {
  json.begin_object();
  json.key("chain").string(chain.chain);
  json.key("key_given").boolean(chain.key_given);
  if (chain.begin) {
    json.key("begun").string(timestamp(chain.begin->time));
    json.key("host").string(chain.begin->host);
    json.key("reason").string(name(chain.begin->reason));
  }
  json.key("sealed").number(chain.sealed);
  json.key("dropped").number(chain.dropped);
  json.key("checkpoints").number(chain.checkpoints);
  json.key("boots").number(chain.boots);
  json.key("tail_bytes").number(chain.tail_bytes);
  if (chain.last) {
    json.key("last").begin_object();
    json.key("time").string(timestamp(chain.last->time));
    json.key("epoch").number(chain.last->epoch);
    json.key("stopped").boolean(chain.last->state == TrailState::Stopped);
    json.end_object();
  }
  json.key("silences").begin_array();
  for (const Silence& silence : chain.silences) {
    json.begin_object()
        .key("from")
        .string(timestamp(silence.from))
        .key("to")
        .string(timestamp(silence.to))
        .end_object();
  }
  json.end_array().end_object();
}

std::string report_json(const std::string& directory, const TrailReport& report) {
  std::string out;
  JsonWriter json(out, JsonWriter::Layout::Indented);
  json.begin_object();
  json.key("schema").string("modtrail.verification/1");
  json.key("verdict").string(name(report.verdict));
  json.key("trail").string(directory);
  json.key("chains").begin_array();
  for (const ChainReport& chain : report.chains) write_chain(json, chain);
  json.end_array();
  json.key("faults").begin_array();
  for (const TrailFault& fault : report.faults) {
    json.begin_object();
    if (!fault.file.empty()) json.key("file").string(fault.file).key("byte").number(fault.position);
    if (fault.since) json.key("since").string(timestamp(*fault.since));
    json.key("message").string(fault.message).end_object();
  }
  json.end_array();
  json.key("unproven").begin_array();
  for (const std::string& what : report.unproven) json.string(what);
  json.end_array().end_object();
  return out + "\n";
}

// The last checkpoint of each chain, to be kept where nobody on this host can change it.
std::vector<Anchor> anchors_of(const TrailReport& report) {
  std::vector<Anchor> out;
  for (const ChainReport& chain : report.chains) {
    if (chain.last) out.push_back({chain.chain, *chain.last});
  }
  return out;
}

std::string anchors_text(const TrailReport& report) {
  std::string out;
  for (const Anchor& anchor : anchors_of(report)) out += print_anchor(anchor) + "\n";
  return out;
}

// All are tried; the first error is told.
Result<> keep_anchors(const Arguments& arguments, const TrailReport& report) {
  Result<> out;
  if (report.verdict == TrailVerdict::Broken) return out;
  for (const std::string& place : arguments.values("--anchor-to")) {
    const Result<> put = put_anchors(anchors_of(report), place);
    if (out && !put) out = put;
  }
  return out;
}

int exit_code(TrailVerdict verdict) {
  switch (verdict) {
    case TrailVerdict::Intact:
      return kPass;
    case TrailVerdict::Unproven:
      return kTrouble;
    case TrailVerdict::Broken:
      return kFail;
  }
  return kTrouble;
}

Result<int> verify(const Arguments& arguments) {
  const OutputOptions output = TRY(read_output_options(arguments, kFormat));
  const VerifyOptions options = TRY(read_verify_options(arguments));
  if (arguments.operands().size() > 1) return fail("verify takes one trail");
  const std::string directory = arguments.operands().empty() ? std::string(kTrailPlace) : arguments.operands().front();
  const DirectoryStore store(TRY(directory_path(directory)));
  const TrailReport report = TRY(verify_trail(store, options));
  TRY(write_outputs(output, [&](Format format, const TextStyle& style) {
    if (arguments.has("--print-anchor")) return anchors_text(report);
    return format == Format::Json ? report_json(directory, report) : report_text(directory, report, style.detail);
  }));
  TRY(keep_anchors(arguments, report));
  return exit_code(report.verdict);
}

}  // namespace

int run_verify(const Program&, const Arguments& arguments) {
  const Result<int> code = verify(arguments);
  return code ? *code : complain(code.error());
}

}  // namespace modtrail
