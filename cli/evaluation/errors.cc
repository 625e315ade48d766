#include "cli/evaluation/errors.h"

#include <functional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "nlohmann/json.hpp"

namespace isotherm::cli {
namespace {

using Json = nlohmann::ordered_json;

template <typename T>
std::string Word(int value) {
  return std::string(Name(static_cast<T>(value)));
}

void Append(const Json& json, std::string& lines) {
  absl::StrAppend(&lines, json.dump(-1, ' ', false, Json::error_handler_t::replace), "\n");
}

std::string PolarityWord(int cls) {
  return cls == 0 ? "negative" : cls == 1 ? "neutral" : "positive";
}

void AppendEvents(const EventRecord& record, const std::string& what,
                  const std::vector<std::pair<int, int>>& pairs,
                  const std::function<std::string(int)>& word, std::string& lines) {
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    if (pairs[i].first == pairs[i].second) continue;
    Append({{"id", record.id},
            {"what", what},
            {"truth", word(pairs[i].first)},
            {"judged", word(pairs[i].second)},
            {"text", record.text}},
           lines);
  }
}

}  // namespace

std::string ErrorLines(absl::Span<const Dossier> dossiers, const DossierReport& report) {
  std::string lines;
  for (std::size_t i = 0; i < dossiers.size(); ++i) {
    const DossierOutcome& outcome = report.outcomes[i];
    if (outcome.truth == outcome.predicted) continue;
    Append({{"id", dossiers[i].id},
            {"leader", dossiers[i].leader},
            {"truth", std::string(Name(outcome.truth))},
            {"judged", std::string(Name(outcome.predicted))},
            {"text", dossiers[i].text}},
           lines);
  }
  return lines;
}

std::string ErrorLines(absl::Span<const ClauseRecord> clauses, const ClauseReport& report) {
  std::string lines;
  for (std::size_t i = 0; i < clauses.size(); ++i) {
    const ClauseOutcome& outcome = report.outcomes[i];
    Json json = {{"id", clauses[i].id}, {"leader", clauses[i].leader}};
    if (outcome.direction != outcome.judged_direction) {
      json["truth"] = Word<Direction>(outcome.direction - 1);
      json["judged"] = Word<Direction>(outcome.judged_direction - 1);
    }
    if (outcome.domain != outcome.judged_domain) {
      json["domain"] = Word<Domain>(outcome.domain);
      json["judged_domain"] = Word<Domain>(outcome.judged_domain);
    }
    if (json.size() == 2) continue;
    json["mention"] = clauses[i].mention;
    json["text"] = clauses[i].text;
    Append(json, lines);
  }
  return lines;
}

std::string ErrorLines(absl::Span<const StanceRecord> records, const StanceReport& report) {
  std::string lines;
  for (std::size_t i = 0; i < records.size(); ++i) {
    const StanceOutcome& outcome = report.outcomes[i];
    if (outcome.polarity == outcome.judged) continue;
    Append({{"id", records[i].id},
            {"truth", PolarityWord(outcome.polarity)},
            {"judged", PolarityWord(outcome.judged)},
            {"mention", records[i].mention},
            {"text", records[i].text}},
           lines);
  }
  return lines;
}

std::string ErrorLines(absl::Span<const EventRecord> records, const EventReport& report) {
  std::string lines;
  for (std::size_t i = 0; i < records.size(); ++i) {
    const EventOutcome& outcome = report.outcomes[i];
    AppendEvents(
        records[i], "type", outcome.types, [&](int cls) { return report.classes[cls]; }, lines);
    AppendEvents(records[i], "aux", outcome.aux, Word<Aux>, lines);
  }
  return lines;
}

}  // namespace isotherm::cli
