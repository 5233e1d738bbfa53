#include "cli/watcher.h"

#include <chrono>
#include <thread>
#include <utility>

#include "cli/log_inputs.h"
#include "cli/terminal.h"
#include "cli/time_words.h"
#include "host/live_kernel.h"
#include "modtrail/base/file.h"
#include "modtrail/trail/encode.h"
#include "modtrail/trail/encode_loss.h"
#include "modtrail/trail/policy.h"

// What is told, sealed and noted as read goes out in this order, each synced before the next: the trail, the output,
// the state.  A watch that is killed between two of them tells again what the state does not have; the trail knows what
// it holds already, and the file is cut to what the state says.
//
// While the output takes nothing, nothing is read: what is in the log stays there.
namespace modtrail {

namespace {

constexpr std::chrono::milliseconds kStep{200};
constexpr std::chrono::milliseconds kGather{20};
constexpr std::uint64_t kIdle = 500;  // an event whose end did not come ends when it has been quiet for so long
constexpr std::uint64_t kSaveEvery = 5000;
constexpr std::uint64_t kSealEvery = 60000;  // a sign of life
constexpr std::uint64_t kSettle = 5000;      // at the end
constexpr std::chrono::milliseconds kLook{10};
constexpr std::size_t kStateLimit = std::size_t{64} << 20;
constexpr std::size_t kPolicyLimit = std::size_t{1} << 20;
constexpr std::size_t kMostLearned = 10000;
constexpr ReadingAllowance kReading(std::uint64_t{64} << 20, std::uint64_t{1} << 20);  // of modules' files
constexpr std::uint64_t kLearnsFrom = std::uint64_t{8} << 30;                          // likewise, once

std::string source_of(const WatchOptions& options) {
  switch (options.from) {
    case WatchFrom::Log:
      return "log:" + options.log;
    case WatchFrom::Netlink:
      return "netlink";
    case WatchFrom::Audisp:
      break;
  }
  return "audisp";
}

RecordPath path_of(WatchFrom from) {
  switch (from) {
    case WatchFrom::Log:
      return RecordPath::Log;
    case WatchFrom::Netlink:
      return RecordPath::Multicast;
    case WatchFrom::Audisp:
      break;
  }
  return RecordPath::Plugin;
}

Bounds bounds_of(WatchFrom from) {
  Bounds bounds;
  bounds.idle = kIdle;
  bounds.end = from == WatchFrom::Log ? EventEnd::Title : EventEnd::Eoe;
  return bounds;
}

}  // namespace

std::string Watcher::why_no_account(const WatchOptions& options) {
  if (options.from != WatchFrom::Log || options.own_log) return "";
  return "the log is not taken to be this host's";
}

Result<> Watcher::read_state() {
  if (!options_.state) return {};
  const Result<std::string> text = read_file(*options_.state, kStateLimit);
  if (!text && text.error().kind == ErrorKind::Missing) return {};
  if (!text) return tl::unexpected(text.error());
  Result<StoppedWatch> state = parse_state(*text);
  if (!state) return fail(*options_.state + ": " + state.error().message + "; take it away to begin anew");
  if (state->source != source_of(options_)) {
    return fail(*options_.state + " is the state of a watch of " + state->source);
  }
  stopped_ = std::move(*state);
  return {};
}

// A policy is written to begin with: one that is there is somebody's.
Result<> Watcher::read_policy() {
  if (options_.policy) {
    const std::string text = TRY(read_file(*options_.policy, kPolicyLimit));
    alerts_ = Alerts(TRY(parse_policy(text, *options_.policy)));
  }
  if (options_.learn && read_file(*options_.learn, kPolicyLimit)) return fail(*options_.learn + " is there already");
  return {};
}

void Watcher::begin_trail(HostNames names) {
  const Tick now = now_ = tick();
  const RecordPath path = path_of(options_.from);
  Ledger ledger = stopped_ ? Ledger::restored(path, stopped_->ledger, now) : Ledger(path, now);
  trail_ = std::make_unique<LiveTrail>(bounds_of(options_.from), std::move(ledger), std::move(names),
                                       [this](const ModuleEvent& event) { take(event); });
  if (feed_->goes_on()) trail_->resume(stopped_->counted, stopped_->told);
  if (services_) trail_->tell_early([this](const Record& record) { services_->look(record, tick().time); });
  accountant_.tell(trail_->ledger(), now);
  next_interval_ = now.steady + options_.interval;
  next_seal_ = now.steady + kSealEvery;
}

Result<std::unique_ptr<Watcher>> Watcher::open(const WatchOptions& options, std::string_view version) {
  std::unique_ptr<Watcher> watcher(new Watcher(options));
  watcher->signals_ = TRY(StopSignal::open());
  TRY(watcher->accountant_.start());
  TRY(watcher->read_state());
  TRY(watcher->read_policy());
  const StoppedWatch* stopped = watcher->stopped_ ? &*watcher->stopped_ : nullptr;
  watcher->feed_ = TRY(open_feed(options, stopped));
  watcher->output_ = TRY(WatchOutput::open(options, version, stopped != nullptr ? stopped->output : std::nullopt));
  if (options.into) watcher->sealed_ = TRY(TrailWriter::open(*options.into, options.quota));
  TRY(watcher->open_inspectors());
  watcher->begin_trail(watcher->is_own() ? TRY(root_names("/")) : HostNames());
  // A watch that is killed before it has told of anything else must find out how long its output was.
  if (stopped == nullptr) TRY(watcher->save(watcher->now_));
  return watcher;
}

bool Watcher::is_own() const {
  return options_.from != WatchFrom::Log || options_.own_log;
}

Result<> Watcher::open_inspectors() {
  if (!is_own()) return {};
  inspector_ = TRY(LoadInspector::open("/", kReading));
  services_.emplace(TRY(LiveKernel::open()), this_process().host);
  return {};
}

// ---- what is told ----

void Watcher::take(const ModuleEvent& recorded) {
  told_something_ = true;
  ModuleEvent event = recorded;
  if (inspector_) event.loaded = inspector_->look(event, now_);
  if (services_) event.service = services_->take(event.id);
  if (alerts_.see(event, now_) == Telling::Counted) return;
  output_->add(event, now_);
  const bool came = event.module && event.outcome == ModuleOutcome::Done && operation_of(event) == Operation::Load;
  if (options_.learn && came && learned_.size() < kMostLearned)
    learned_.push_back({*event.module, event.loaded, event.service});
  keep(event);
}

// What was found stands beside its records; of an event that the trail holds already it does, too.
void Watcher::keep(const ModuleEvent& event) {
  if (sealed_ == nullptr || !kept_) return;
  const Result<bool> kept = sealed_->keep(event);
  if (!kept) kept_ = tl::unexpected(kept.error());
  if (!kept || !*kept || !event.loaded) return;
  std::string json;
  append_found(json, event);
  note(LeafKind::Module, json);
}

void Watcher::note(LeafKind kind, std::string_view json) {
  told_something_ = true;
  if (sealed_ != nullptr) sealed_->note(kind, json.substr(0, json.size() - 1));
}

void Watcher::tell_losses(Tick now) {
  for (const Loss& loss : trail_->ledger().news(now)) {
    output_->add(loss, now);
    std::string json;
    append_json(json, loss);
    note(LeafKind::Ledger, json);
    alerts_.see(loss, now);
  }
}

void Watcher::tell(const std::vector<Alert>& alerts) {
  for (const Alert& alert : alerts) {
    found_trouble_ = true;
    output_->add(alert, now_);
    std::string json;
    append_json(json, alert);
    note(LeafKind::Alert, json);
  }
}

void Watcher::tell(const std::optional<TrailInterval>& interval) {
  if (!interval) return;
  found_trouble_ = found_trouble_ || interval->verdict == Completeness::Incomplete;
  output_->add(*interval, now_);
  std::string json;
  append_json(json, *interval);
  note(LeafKind::Ledger, json);
}

// On standard error, too: the place may be the only one.  Of the stream it is said there already.
void Watcher::tell_deliveries(Tick now) {
  for (const Delivery& delivery : output_->news(now)) {
    output_->add(delivery, now);
    std::string json;
    append_json(json, delivery);
    note(LeafKind::Ledger, json);
    if (delivery.detail == trouble_ || delivery.detail == mended_) continue;
    if (delivery.state == DeliveryState::Failing) {
      complain(words_of(delivery));
    } else {
      remark(words_of(delivery));
    }
  }
}

// Told when it ends; one that still waits for a serial is asked again the next round.
void Watcher::end_interval(Tick now) {
  const auto interval = trail_->ledger().close(now);
  tell(interval);
  if (interval || !trail_->ledger().waits()) next_interval_ = now.steady + options_.interval;
}

// ---- and put out ----

Result<> Watcher::save(Tick now) {
  if (!options_.state) return {};
  StoppedWatch state;
  const std::uint64_t from = trail_->unfinished();
  state.source = source_of(options_);
  state.place = feed_->place(from);
  state.counted = trail_->counted() - from;
  state.told = trail_->told();
  state.output = output_->place();
  state.ledger = trail_->ledger().state();
  next_save_ = now.steady + kSaveEvery;
  return write_file(*options_.state, print_state(state), 0600);
}

// The first, and then as often as the trail is sealed as a sign of life.
void Watcher::tell_anchor(Tick now) {
  if (now.steady < next_anchor_) return;
  output_->add_anchor(sealed_->anchor(), now);
  next_anchor_ = now.steady + kSealEvery;
}

Result<> Watcher::flush(Tick now) {
  TRY(kept_);
  if (sealed_ != nullptr && (sealed_->pending() > 0 || now.steady >= next_seal_)) {
    TRY(sealed_->seal());
    next_seal_ = now.steady + kSealEvery;
    tell_anchor(now);
  }
  TRY(output_->flush(now));
  if (told_something_ || now.steady >= next_save_) TRY(save(now));
  told_something_ = false;
  return {};
}

// An error is told once, and so is its end.
void Watcher::tell_trouble(const Result<>& done) {
  if (!done && done.error().message != trouble_) complain(trouble_ = done.error().message);
  if (done && !trouble_.empty()) {
    mended_ = std::exchange(trouble_, {});
    remark("that works again");
  }
}

// A trail beyond its quota goes on.
Result<> Watcher::put_out(Tick now) {
  output_->pass_on(now);
  Result<> done = flush(now);
  tell_trouble(done && sealed_ != nullptr ? sealed_->shrink() : done);
  return done;
}

// ---- rounds ----

// A log gets its lines one by one: behind the first the others of its event are waited for, and a busy log is looked at
// so often and no more.
StopSignal::Woke Watcher::rest(std::chrono::milliseconds pause, int descriptor) const {
  const StopSignal::Woke woke = signals_->wait(pause, descriptor);
  if (woke != StopSignal::Woke::Ready || options_.from != WatchFrom::Log) return woke;
  return signals_->wait(kGather);
}

Result<> Watcher::run() {
  for (;;) {
    const Tick now = now_ = tick();
    accountant_.tell(trail_->ledger(), now);
    const WatchFeed::Fed fed = output_->has_pending() ? WatchFeed::Fed::Idle : TRY(feed_->feed(*trail_, now));
    trail_->tick(now);
    tell_losses(now);
    tell(alerts_.take(now));
    tell_deliveries(now);
    const bool behind = fed == WatchFeed::Fed::More && options_.from == WatchFrom::Log;
    if (now.steady >= next_interval_ && !behind) end_interval(now);
    const Result<> out = put_out(now);
    if (!out && !options_.output && !options_.into) return out;  // nobody reads standard output any more
    const bool all_read = fed == WatchFeed::Fed::End || (fed == WatchFeed::Fed::Idle && out);
    if (fed == WatchFeed::Fed::End || (options_.until == WatchUntil::Read && all_read)) return finish(Ending::Over);
    const auto pause = fed == WatchFeed::Fed::More ? std::chrono::milliseconds(0) : kStep;
    if (rest(pause, out ? feed_->descriptor() : -1) == StopSignal::Woke::Stop) return finish(Ending::Stopped);
  }
}

// Loggers and the command get some time; what they have not taken then is lost, and that is told.
void Watcher::settle() {
  Tick now = now_;
  for (const std::uint64_t end = now.steady + kSettle; now.steady < end; now = tick()) {
    output_->pass_on(now);
    if (!output_->is_passing()) break;
    std::this_thread::sleep_for(kLook);
  }
  output_->give_up(now);
  tell_deliveries(now);
  output_->pass_on(now);
}

// Of the kernel's own modules, too, where it is this host that was watched.
Result<> Watcher::learn() const {
  if (!options_.learn) return {};
  std::vector<LearnedModule> modules = learned_;
  if (is_own()) {
    LoadInspector inspector = TRY(LoadInspector::open("/", ReadingAllowance(kLearnsFrom, 0)));
    for (const std::string& name : TRY(inspector.listed())) modules.push_back({name, inspector.look(name, now_), {}});
  }
  return write_file(*options_.learn, print_policy(modules));
}

// What is still open is left for the next time, if there is a state to leave it in; an interval that waits for a serial
// has no verdict yet.
Result<> Watcher::finish(Ending ending) {
  const Tick now = now_ = tick();
  const bool read_again = ending == Ending::Stopped && options_.state && options_.from == WatchFrom::Log;
  if (!read_again) trail_->finish();
  accountant_.tell(trail_->ledger(), now);
  const auto interval = ending == Ending::Stopped ? trail_->ledger().close(now) : trail_->ledger().finish(now);
  tell_losses(now);
  tell(interval);
  tell(alerts_.take(now));
  tell(alerts_.finish());
  TRY(learn());
  TRY(kept_);
  settle();
  TRY(output_->flush(now));
  if (sealed_ != nullptr) {
    TRY(sealed_->finish());
    output_->add_anchor(sealed_->anchor(), now);
    output_->pass_on(now);
  }
  return save(now);
}

}  // namespace modtrail
