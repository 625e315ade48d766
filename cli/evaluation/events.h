// Judges the event step on labelled sentences (events.jsonl; format in data/train/EVENTS.md).
//
// Purpose: the figures of `isotherm eval events`, as values, as a table and as JSON.
//   with given actors: text, source and target are told, the type is asked; accuracy, macro-F1.
//   raw: events are found in the text; F1 of triples (source, target, type).
//   aux is judged on every gold event that has one, by the question with given actors.
// A gold type may hold several acceptable types ("CONCEDE|RETREAT"): these are then one class in
// all of that file. Two actors are the same when, without articles, numbers and possessives, they
// share at least half of their words, or one holds the other and both have one head. Thread-safety:
// pure but for the functions handed in.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "cli/evaluation/bootstrap.h"
#include "cli/evaluation/metrics.h"
#include "services/common/ontology/ontology.h"

namespace isotherm::cli {

struct GoldEvent {
  std::string source;
  std::string target;       // empty = none
  std::uint32_t types = 0;  // acceptable types, bit by bit
  std::optional<Aux> aux;   // nullopt = not annotated
  std::string trigger;      // may be empty
  bool has_type(EventType type) const { return (types >> static_cast<unsigned>(type) & 1u) != 0; }
};

struct EventRecord {
  std::string id;
  std::string text;
  std::vector<GoldEvent> events;
};

// INVALID_ARGUMENT: "line N: ..." naming the field.
absl::StatusOr<std::vector<EventRecord>> ReadEvents(std::string_view jsonl);

// Whether the record belongs to the fifth that no training sees: FNV-1a 64 of its id % 5 == 0.
bool IsHeldOut(const EventRecord& record);

bool SameActor(std::string_view a, std::string_view b);

struct JudgedType {
  std::vector<double> probabilities;  // by EventType, 16 entries
  Aux aux = Aux::kAsserted;
};
using TypeJudge = std::function<JudgedType(const std::string& text, const std::string& source,
                                           const std::string& target)>;
struct FoundEvent {
  std::string source;
  std::string target;
  EventType type = EventType::kConsult;
  Aux aux = Aux::kAsserted;
};
using EventReader = std::function<std::vector<FoundEvent>(const std::string& text)>;

// What came of one sentence; pairs are (truth, judged).
struct EventOutcome {
  int n = 0;
  std::vector<std::pair<int, int>> types;
  std::vector<std::pair<int, int>> aux;
  PrecisionRecall triples;
  PrecisionRecall pairs;
};

struct EventReport {
  bool given_actors = false;
  int n = 0;                         // gold events
  std::vector<std::string> classes;  // names of the classes of the file
  Confusion types;                   // truth x predicted, over `classes`
  Confusion aux = MakeConfusion(kAuxCount);
  PrecisionRecall triples;             // raw
  PrecisionRecall pairs;               // raw: source and type alone
  std::vector<EventOutcome> outcomes;  // one a sentence
};

EventReport EvaluateGivenActors(absl::Span<const EventRecord> records, const TypeJudge& judge);
// `judge` is asked for aux alone.
EventReport EvaluateTriples(absl::Span<const EventRecord> records, const EventReader& reader,
                            const TypeJudge& judge);

// Counts what `from` counted in `to` as well; both have the same classes.
void Merge(const EventReport& from, EventReport& to);

// The measures, under their names in the JSON, and their 95 % intervals in the same order.
Measures MeasuresOf(const EventReport& report);
std::vector<Interval> IntervalsOf(const EventReport& report);

// With given actors: n, accuracy, macro_f1, per_type, aux_accuracy; else n, triple_f1,
// aux_accuracy. Beside them: per_aux and intervals.
std::string ToJson(const EventReport& report);
std::string ToTable(const EventReport& report);

}  // namespace isotherm::cli
