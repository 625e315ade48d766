#include "services/profile/resolve/context_country.h"

#include <map>

namespace isotherm::profile {

std::string CountryOfContext(const engine::MentionFinder& finder, std::string_view context,
                             absl::CivilDay day) {
  engine::DocumentInput input;
  input.date = day;
  const engine::DocumentText text = engine::DocumentText::Parse(std::string(context));
  const engine::DocumentMentions mentions = finder.Find(text, input);
  std::map<std::string, int> counts;
  for (const engine::ActorMention& mention : mentions.mentions()) {
    const engine::Participant& participant = mentions.participants()[mention.participant];
    if (participant.actor == nullptr || participant.country_code.empty()) continue;
    ++counts[participant.country_code];
  }
  std::string best;
  int most = 0;
  bool tied = false;
  for (const auto& [country, count] : counts) {
    if (count < most) continue;
    tied = count == most;
    most = count;
    best = country;
  }
  return tied ? "" : best;
}

}  // namespace isotherm::profile
