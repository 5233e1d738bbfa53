#include "report/html_timeline.h"

#include <algorithm>

#include "modtrail/base/timestamp.h"
#include "modtrail/trail/encode.h"
#include "modtrail/trail/encode_loss.h"
#include "report/xml_writer.h"

// Events and gaps stand in one table, so that a reader of the table alone sees where nothing can be concluded from
// silence.  The strip above it says the same to the eye and nothing more.
namespace modtrail {
namespace {

constexpr std::uint64_t kWidth = 1000;  // of the strip, in its own units
constexpr std::uint64_t kHeight = 40;
constexpr std::uint64_t kThinnest = 2;

// From the first to the last time that is told.
struct Span {
  std::uint64_t begin = UINT64_MAX;
  std::uint64_t end = 0;
  void take(std::uint64_t since, std::uint64_t until) {
    begin = std::min(begin, since);
    end = std::max(end, until);
  }
  std::uint64_t place(std::uint64_t time) const {
    return end > begin ? (std::clamp(time, begin, end) - begin) * kWidth / (end - begin) : 0;
  }
};

Span span_of(const Timeline& timeline) {
  Span span;
  for (const ModuleEvent& event : timeline.events) span.take(event.id.time, event.id.time);
  for (const Loss& gap : timeline.gaps) span.take(gap.since, gap.until);
  return span;
}

std::string_view tone_of(const ModuleEvent& event) {
  if (event.outcome == ModuleOutcome::Done) return "good";
  return event.outcome ? "bad" : "open";
}

void put_bar(std::string& out, std::string_view tone, std::uint64_t from, std::uint64_t to) {
  const std::uint64_t width = std::max(to - from, kThinnest);
  out += "<rect class=\"" + std::string(tone) + "\" x=\"" + std::to_string(std::min(from, kWidth - kThinnest)) +
         "\" y=\"0\" width=\"" + std::to_string(width) + "\" height=\"" + std::to_string(kHeight) + "\"/>\n";
}

void put_strip(std::string& out, const Timeline& timeline, const Span& span) {
  out += "<svg class=\"strip\" role=\"img\" aria-label=\"From " + timestamp(span.begin) + " to " + timestamp(span.end) +
         ": the table has what stands here\" viewBox=\"0 0 " + std::to_string(kWidth) + " " + std::to_string(kHeight) +
         "\" preserveAspectRatio=\"none\">\n";
  for (const Loss& gap : timeline.gaps) put_bar(out, "gap", span.place(gap.since), span.place(gap.until));
  for (const ModuleEvent& event : timeline.events) {
    const std::uint64_t place = span.place(event.id.time);
    put_bar(out, tone_of(event), place, place);
  }
  out += "</svg>\n";
}

void put_event(std::string& out, const ModuleEvent& event) {
  const EventWords words = words_of(event);
  out += "<tr><th scope=\"row\">" + timestamp(event.id.time) + "</th><td><strong class=\"" +
         std::string(tone_of(event)) + "\">";
  append_markup(out, words.what);
  out += "</strong></td><td>";
  append_markup(out, words.who);
  out += "<br>";
  append_markup(out, words.how);
  out += "</td><td>";
  append_markup(out, words.recorded);
  out += "</td></tr>\n";
}

void put_gap(std::string& out, const Loss& gap) {
  const std::string_view verdict = unit(gap.cause).empty() ? "unknown" : "incomplete";
  out += "<tr class=\"gap\"><th scope=\"row\">" + timestamp(gap.since) + "<br>to " + timestamp(gap.until) +
         "</th><td colspan=\"3\"><strong class=\"open\">" + std::string(verdict) + "</strong>: ";
  append_markup(out, words_of(gap));
  out += "</td></tr>\n";
}

void put_rows(std::string& out, const Timeline& timeline) {
  std::vector<const ModuleEvent*> events;
  std::vector<const Loss*> gaps;
  for (const ModuleEvent& event : timeline.events) events.push_back(&event);
  for (const Loss& gap : timeline.gaps) gaps.push_back(&gap);
  const auto earlier = [](const auto* a, const auto* b) { return a->id.time < b->id.time; };
  std::stable_sort(events.begin(), events.end(), earlier);
  std::stable_sort(gaps.begin(), gaps.end(), [](const Loss* a, const Loss* b) { return a->since < b->since; });
  auto gap = gaps.begin();
  for (const ModuleEvent* event : events) {
    for (; gap != gaps.end() && (*gap)->since <= event->id.time; ++gap) put_gap(out, **gap);
    put_event(out, *event);
  }
  for (; gap != gaps.end(); ++gap) put_gap(out, **gap);
}

std::string introduction(const Timeline& timeline) {
  std::string text = std::to_string(timeline.events.size() + timeline.earlier) + " module events in the logs";
  if (timeline.earlier > 0) text += "; the latest " + std::to_string(timeline.events.size()) + " are here";
  if (timeline.gaps_told == GapsTold::No) {
    return text + ". A sealed trail holds module events alone: what is missing, modtrail watch told when it happened.";
  }
  text += ". Stretches in which something is, or may be, missing are shaded";
  if (timeline.more_gaps > 0) text += "; " + std::to_string(timeline.more_gaps) + " more are left out";
  return text + ". What the kernel lost before it numbered it, no log tells.";
}

}  // namespace

void put_timeline(std::string& out, const Timeline& timeline) {
  out += "<section aria-labelledby=\"timeline\">\n<h2 id=\"timeline\">What the logs tell</h2>\n<p>";
  append_markup(out, introduction(timeline));
  out += "</p>\n";
  const Span span = span_of(timeline);
  if (span.begin <= span.end) {
    put_strip(out, timeline, span);
    out +=
        "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"Module events\"><table class=\"rows "
        "events\">"
        "<caption>Module events in the order of time, UTC</caption>\n<thead><tr><th scope=\"col\">When</th>"
        "<th scope=\"col\">What</th><th scope=\"col\">Who and how</th><th scope=\"col\">Record</th></tr></thead>\n"
        "<tbody>\n";
    put_rows(out, timeline);
    out += "</tbody></table></div>\n";
  }
  out += "</section>\n";
}

}  // namespace modtrail
