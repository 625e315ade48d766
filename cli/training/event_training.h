// Trains the models of the event step.
//
// Purpose: labelled sentences in, models out. Cross-validation
// judges the whole step on sentences its models have not seen. Deterministic: the same corpus and
// dictionaries give the same bytes.
// Errors: of the corpus reader and the trainer. Thread-safety: pure.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "cli/evaluation/events.h"
#include "services/factor_analysis/engine/events/event_finder.h"

namespace isotherm::cli {

inline constexpr std::string_view kEventModelFile = "events-en.bin";

// Models trained on the records for which `use` holds.
absl::StatusOr<engine::EventModels> TrainEventModels(
    const engine::EventLexicons& lexicons, absl::Span<const EventRecord> records,
    const std::function<bool(const EventRecord&)>& use);

struct EventScores {
  EventReport given;
  EventReport raw;
};
EventScores JudgeEvents(const engine::EventFinder& finder, absl::Span<const EventRecord> records);
// Sums over the folds; `records` without the held-out fifth. `each` sees every fold's finder with
// the records it was not trained on; may be null.
using FoldVisitor = std::function<void(const engine::EventFinder&, absl::Span<const EventRecord>)>;
absl::StatusOr<EventScores> CrossValidateEvents(const engine::EventLexicons& lexicons,
                                                absl::Span<const EventRecord> records, int folds,
                                                const FoldVisitor& each);

enum class TrainOn { kAll, kFourFifths };

// The model file with provenance, trained with or without the held-out fifth. `date`: ISO 8601,
// from the caller.
absl::StatusOr<std::string> TrainEventFile(const engine::EventLexicons& lexicons,
                                           std::string_view jsonl, const std::string& date,
                                           TrainOn part);

}  // namespace isotherm::cli
