#include "cli/evaluation/events.h"

#include <algorithm>
#include <array>
#include <set>

#include "absl/strings/str_cat.h"
#include "cli/evaluation/split.h"
#include "nlohmann/json.hpp"
#include "services/common/strings/view.h"
#include "services/factor_analysis/engine/text/document_text.h"

namespace isotherm::cli {
namespace {

using Json = nlohmann::json;

std::string TextField(const Json& record, const char* field) {
  const auto found = record.find(field);
  return found != record.end() && found->is_string() ? found->get<std::string>() : "";
}

absl::Status ReadEvent(const Json& json, GoldEvent& event) {
  if (!json.is_object()) return absl::InvalidArgumentError("events: an entry is no object");
  event.source = TextField(json, "source");
  event.target = TextField(json, "target");
  event.trigger = TextField(json, "trigger");
  std::string types = TextField(json, "type");
  for (std::size_t from = 0; from <= types.size();) {
    const std::size_t end = std::min(types.find('|', from), types.size());
    const std::optional<EventType> type = Parse<EventType>(types.substr(from, end - from));
    if (!type) return absl::InvalidArgumentError(absl::StrCat("type: unknown \"", types, "\""));
    event.types |= 1u << static_cast<unsigned>(*type);
    from = end + 1;
  }
  const std::string aux = TextField(json, "aux");
  if (!aux.empty()) {
    event.aux = Parse<Aux>(aux);
    if (!event.aux) return absl::InvalidArgumentError(absl::StrCat("aux: unknown \"", aux, "\""));
  }
  return absl::OkStatus();
}

absl::StatusOr<EventRecord> ReadRecord(std::string_view line) {
  const Json json = Json::parse(line.begin(), line.end(), nullptr, false);
  if (json.is_discarded() || !json.is_object()) {
    return absl::InvalidArgumentError("is no JSON object");
  }
  EventRecord record;
  record.id = TextField(json, "id");
  record.text = TextField(json, "text");
  if (record.text.empty()) return absl::InvalidArgumentError("text: is missing");
  const auto events = json.find("events");
  if (events == json.end() || !events->is_array()) {
    return absl::InvalidArgumentError("events: is no list");
  }
  for (const Json& item : *events) {
    GoldEvent event;
    if (const absl::Status status = ReadEvent(item, event); !status.ok()) return status;
    record.events.push_back(std::move(event));
  }
  return record;
}

// The words of an actor without articles, numbers and possessives, and its head.
struct ActorWords {
  std::set<std::string> words;
  std::string head;  // the last word before a preposition
};

ActorWords WordsOf(std::string_view text) {
  static constexpr std::string_view kDropped[] = {"the",   "a",  "an",  "his", "her", "its",
                                                  "their", "'s", "our", "my",  "of",  "and"};
  static constexpr std::string_view kPrepositions[] = {"of",   "in",  "from", "at", "on",
                                                       "near", "for", "with", "to"};
  ActorWords actor;
  bool open = true;
  const engine::DocumentText parsed = engine::DocumentText::Parse(std::string(text));
  for (const engine::Token& token : parsed.tokens()) {
    if (token.kind == engine::TokenKind::kPunct) continue;
    const bool stop = std::find(std::begin(kPrepositions), std::end(kPrepositions), token.lower) !=
                      std::end(kPrepositions);
    if (stop && !actor.head.empty()) open = false;
    if (token.kind == engine::TokenKind::kNumber) continue;
    if (std::find(std::begin(kDropped), std::end(kDropped), token.lower) != std::end(kDropped)) {
      continue;
    }
    const std::string word(token.stem);
    actor.words.insert(word);
    if (open) actor.head = word;
  }
  return actor;
}

// Types that some record holds as one class: class index by type.
std::array<int, kEventTypeCount> ClassesOf(absl::Span<const EventRecord> records,
                                           std::vector<std::string>& names) {
  std::array<int, kEventTypeCount> root{};
  for (int t = 0; t < kEventTypeCount; ++t) root[t] = t;
  for (const EventRecord& record : records) {
    for (const GoldEvent& event : record.events) {
      int first = -1;
      for (int t = 0; t < kEventTypeCount; ++t) {
        if (!event.has_type(static_cast<EventType>(t))) continue;
        if (first < 0) first = root[t];
        const int merged = root[t];
        for (int& r : root) {
          if (r == merged) r = first;
        }
      }
    }
  }
  std::array<int, kEventTypeCount> classes{};
  std::array<int, kEventTypeCount> number;
  number.fill(-1);
  for (int t = 0; t < kEventTypeCount; ++t) {
    if (number[root[t]] < 0) {
      number[root[t]] = static_cast<int>(names.size());
      names.emplace_back();
    }
    classes[t] = number[root[t]];
    std::string& name = names[classes[t]];
    absl::StrAppend(&name, name.empty() ? "" : "|", AbslView(Name(static_cast<EventType>(t))));
  }
  return classes;
}

int FirstType(const GoldEvent& event) {
  for (int t = 0; t < kEventTypeCount; ++t) {
    if (event.has_type(static_cast<EventType>(t))) return t;
  }
  return 0;
}

bool Matches(const FoundEvent& found, const GoldEvent& gold, bool with_target) {
  if (!gold.has_type(found.type) || !SameActor(found.source, gold.source)) return false;
  if (!with_target) return true;
  if (gold.target.empty() || found.target.empty())
    return gold.target.empty() && found.target.empty();
  return SameActor(found.target, gold.target);
}

void CountTriples(absl::Span<const FoundEvent> found, absl::Span<const GoldEvent> gold,
                  bool with_target, PrecisionRecall& counts) {
  std::vector<char> used(gold.size(), 0);
  for (const FoundEvent& event : found) {
    for (std::size_t g = 0; g < gold.size(); ++g) {
      if (used[g] || !Matches(event, gold[g], with_target)) continue;
      used[g] = 1;
      ++counts.right;
      ++counts.found;
      break;
    }
  }
  counts.predicted += static_cast<int>(found.size());
  counts.gold += static_cast<int>(gold.size());
}

void CountAux(const GoldEvent& event, Aux aux, EventOutcome& outcome) {
  if (event.aux) {
    outcome.aux.emplace_back(static_cast<int>(*event.aux), static_cast<int>(aux));
  }
}

void Add(const PrecisionRecall& from, PrecisionRecall& to, int times) {
  to.predicted += times * from.predicted;
  to.right += times * from.right;
  to.gold += times * from.gold;
  to.found += times * from.found;
}

void Add(const EventOutcome& outcome, EventReport& report, int times) {
  report.n += times * outcome.n;
  for (const auto& [truth, judged] : outcome.types) report.types[truth][judged] += times;
  for (const auto& [truth, judged] : outcome.aux) report.aux[truth][judged] += times;
  Add(outcome.triples, report.triples, times);
  Add(outcome.pairs, report.pairs, times);
}

// A report of the same kind that has counted nothing.
EventReport EmptyLike(const EventReport& report) {
  EventReport empty;
  empty.given_actors = report.given_actors;
  empty.classes = report.classes;
  empty.types = MakeConfusion(static_cast<int>(report.classes.size()));
  return empty;
}

void Append(EventOutcome outcome, EventReport& report) {
  Add(outcome, report, 1);
  report.outcomes.push_back(std::move(outcome));
}

}  // namespace

absl::StatusOr<std::vector<EventRecord>> ReadEvents(std::string_view jsonl) {
  std::vector<EventRecord> records;
  for (int line = 1; !jsonl.empty(); ++line) {
    const std::size_t end = std::min(jsonl.find('\n'), jsonl.size());
    const std::string_view text = jsonl.substr(0, end);
    jsonl.remove_prefix(std::min(end + 1, jsonl.size()));
    if (text.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    absl::StatusOr<EventRecord> record = ReadRecord(text);
    if (!record.ok()) {
      return absl::InvalidArgumentError(
          absl::StrCat("line ", line, ": ", record.status().message()));
    }
    records.push_back(*std::move(record));
  }
  return records;
}

bool IsHeldOut(const EventRecord& record) { return HeldOutName(record.id); }

bool SameActor(std::string_view a, std::string_view b) {
  const ActorWords left = WordsOf(a);
  const ActorWords right = WordsOf(b);
  if (left.words.empty() || right.words.empty()) return false;
  std::size_t shared = 0;
  for (const std::string& word : left.words) shared += right.words.contains(word);
  const std::size_t all = left.words.size() + right.words.size() - shared;
  if (2 * shared >= all) return true;
  const bool holds = shared == std::min(left.words.size(), right.words.size());
  return holds && left.head == right.head;
}

EventReport EvaluateGivenActors(absl::Span<const EventRecord> records, const TypeJudge& judge) {
  EventReport report;
  report.given_actors = true;
  const std::array<int, kEventTypeCount> classes = ClassesOf(records, report.classes);
  report.types = MakeConfusion(static_cast<int>(report.classes.size()));
  for (const EventRecord& record : records) {
    EventOutcome outcome;
    for (const GoldEvent& event : record.events) {
      const JudgedType judged = judge(record.text, event.source, event.target);
      std::vector<double> sums(report.classes.size(), 0.0);
      for (std::size_t t = 0; t < judged.probabilities.size() && t < classes.size(); ++t) {
        sums[classes[t]] += judged.probabilities[t];
      }
      const auto best = std::max_element(sums.begin(), sums.end()) - sums.begin();
      outcome.types.emplace_back(classes[FirstType(event)], static_cast<int>(best));
      ++outcome.n;
      CountAux(event, judged.aux, outcome);
    }
    Append(std::move(outcome), report);
  }
  return report;
}

EventReport EvaluateTriples(absl::Span<const EventRecord> records, const EventReader& reader,
                            const TypeJudge& judge) {
  EventReport report;
  for (const EventRecord& record : records) {
    const std::vector<FoundEvent> found = reader(record.text);
    EventOutcome outcome;
    CountTriples(found, record.events, true, outcome.triples);
    CountTriples(found, record.events, false, outcome.pairs);
    for (const GoldEvent& event : record.events) {
      ++outcome.n;
      CountAux(event, judge(record.text, event.source, event.target).aux, outcome);
    }
    Append(std::move(outcome), report);
  }
  return report;
}

void Merge(const EventReport& from, EventReport& to) {
  for (const EventOutcome& outcome : from.outcomes) Append(outcome, to);
}

std::vector<Interval> IntervalsOf(const EventReport& report) {
  // Each sentence is a group of its own.
  std::vector<std::string> groups;
  for (std::size_t i = 0; i < report.outcomes.size(); ++i) groups.push_back(absl::StrCat(i));
  const EventReport empty = EmptyLike(report);
  return BootstrapIntervals(groups, [&](absl::Span<const int> weights) {
    EventReport drawn = empty;
    for (std::size_t i = 0; i < weights.size(); ++i) {
      if (weights[i] > 0) Add(report.outcomes[i], drawn, weights[i]);
    }
    return MeasuresOf(drawn);
  });
}

}  // namespace isotherm::cli
