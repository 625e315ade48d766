#include "cli/evaluation/event_judges.h"

#include "services/factor_analysis/engine/text/document_text.h"

namespace isotherm::cli {

TypeJudge BuiltinTypeJudge(const engine::EventFinder& finder) {
  return [&finder](const std::string& text, const std::string& source, const std::string& target) {
    const engine::EventJudgement judgement =
        finder.Judge(engine::DocumentText::Parse(text), source, target);
    return JudgedType{judgement.probabilities, judgement.aux};
  };
}

EventReader BuiltinEventReader(const engine::EventFinder& finder) {
  return [&finder](const std::string& text) {
    std::vector<FoundEvent> found;
    for (const engine::Event& event : finder.Find(engine::DocumentText::Parse(text), nullptr)) {
      found.push_back({event.source_text, event.target_text, event.type, event.aux});
    }
    return found;
  };
}

}  // namespace isotherm::cli
