// The built-in factor engine: offline, deterministic, one pass over the text.
//
// Purpose: composes text, mentions, events and factors into the Analyzer interface.
// Ownership: shares its resources. Thread-safety: immutable, safe from any thread; the same input
// gives the same bytes whatever the thread count.
// Errors: INVALID_ARGUMENT for content that is empty, binary or too large, and, with a message that
// begins "UNSUPPORTED_LANGUAGE", for a language without dictionaries.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"
#include "services/factor_analysis/engine/analyzer.h"
#include "services/factor_analysis/engine/document_reader.h"
#include "services/factor_analysis/engine/events/event_finder.h"
#include "services/factor_analysis/engine/factors/factor_models.h"

namespace isotherm::engine {

// Everything the engine needs besides the documents. All members are set but `events`.
struct EngineResources {
  std::shared_ptr<const ActorDirectory> directory;
  LanguageResources language;
  std::shared_ptr<const FactorModels> models;
  std::shared_ptr<const EventFinder> events;  // null = no events are read
  std::string model_id;                       // "engine-1"
};

// What the engine says of one short text for one leader.
struct ClauseJudgement {
  Direction direction = Direction::kNone;
  Domain domain = Domain::kPublicSupport;
  double confidence = 0.0;  // of the direction
};

class BuiltinAnalyzer : public Analyzer {
 public:
  explicit BuiltinAnalyzer(EngineResources resources);

  absl::StatusOr<Analysis> Analyze(const DocumentInput& document) const override;
  std::string_view version() const override { return version_; }

  // One clause or sentence judged for one leader; `mention`: the bytes that name him, if known.
  ClauseJudgement JudgeClause(std::string_view text, const FocusLeader& leader, absl::CivilDay day,
                              std::optional<std::pair<std::size_t, std::size_t>> mention) const;
  // The stance of a sentence toward the person named at [begin, end): -1, 0 or +1.
  int JudgeStance(std::string_view text, std::size_t begin, std::size_t end) const;

  const DocumentReader& reader() const { return reader_; }

 private:
  EngineResources resources_;
  DocumentReader reader_;
  std::string version_;
};

}  // namespace isotherm::engine
