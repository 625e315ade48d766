// Puts the models' answers together: which predicates of a sentence are events, of whom, to whom.
//
// Thread-safety: pure functions over immutable models.
#pragma once

#include <cstdint>
#include <vector>

#include "services/factor_analysis/engine/events/event_features.h"
#include "services/factor_analysis/engine/events/event_models.h"

namespace isotherm::engine {

struct DecodedEvent {
  std::uint32_t predicate = 0;
  EventType type = EventType::kConsult;
  std::uint32_t source = 0;        // candidates
  std::uint32_t target = kNone32;  // kNone32 = nobody
  Aux aux = Aux::kAsserted;
  double confidence = 0.0;
};

std::vector<DecodedEvent> DecodeEvents(const EventSentence& sentence, const EventModels& models);

// Class of a model as the enum it names.
EventType TypeOfClass(const LinearModel& model, std::size_t index);
Aux DecodeAux(const EventSentence& sentence, std::uint32_t predicate, const LinearModel& model);

// The mode the dictionaries give a predicate of that type; empty = none.
std::string ModeOf(const Predicate& predicate, EventType type);

}  // namespace isotherm::engine
