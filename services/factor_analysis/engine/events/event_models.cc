#include "services/factor_analysis/engine/events/event_models.h"

#include <utility>

#include "services/factor_analysis/engine/learning/weights_file.h"

namespace isotherm::engine {
namespace {

constexpr std::pair<std::string_view, LinearModel EventModels::*> kParts[] = {
    {"predicate", &EventModels::predicate}, {"source", &EventModels::source},
    {"target", &EventModels::target},       {"alignment", &EventModels::alignment},
    {"given", &EventModels::given},         {"aux", &EventModels::aux}};

}  // namespace

absl::StatusOr<EventModels> EventModels::Parse(std::string_view bytes) {
  absl::StatusOr<WeightsFile> file = WeightsFile::Parse(bytes);
  if (!file.ok()) return file.status();
  EventModels models;
  for (const auto& [name, member] : kParts) {
    absl::StatusOr<LinearModel> model = file->Get(name);
    if (!model.ok()) return model.status();
    models.*member = *std::move(model);
  }
  return models;
}

std::string EventModels::Serialize(std::string provenance) const {
  WeightsFile file(std::move(provenance));
  for (const auto& [name, member] : kParts) file.Put(std::string(name), this->*member);
  return file.Serialize();
}

}  // namespace isotherm::engine
