#include "cli/commands/reads.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "cli/client/suite_client.h"
#include "cli/output/table.h"
#include "services/common/status/errors.h"
#include "services/common/strings/view.h"
#include "services/gateway/brief/wording.h"

namespace isotherm::cli {

absl::StatusOr<google::protobuf::Timestamp> EndOfDay(std::string_view iso_day) {
  absl::CivilDay day;
  if (iso_day.size() != 10 || !absl::ParseCivilTime(AbslView(iso_day), &day)) {
    return absl::InvalidArgumentError(
        absl::StrCat("\"", AbslView(iso_day), "\" is no day; write it as 2023-10-02"));
  }
  google::protobuf::Timestamp time;
  time.set_seconds(absl::ToUnixSeconds(absl::FromCivil(day + 1, absl::UTCTimeZone())) - 1);
  return time;
}

void SetConsistency(std::string_view token, common::v1::ReadConsistency* consistency) {
  if (!token.empty()) consistency->set_at_least_as_fresh(std::string(token));
}

absl::StatusOr<scoring::v1::HeatExplanation> FetchExplanation(std::string_view leader,
                                                              std::string_view as_of,
                                                              std::string_view token,
                                                              Context& context) {
  scoring::v1::ExplainHeatRequest request;
  request.set_name(absl::StrCat(AbslView(leader), "/heat"));
  if (!token.empty()) SetConsistency(token, request.mutable_consistency());
  if (!as_of.empty()) {
    absl::StatusOr<google::protobuf::Timestamp> time = EndOfDay(as_of);
    if (!time.ok()) return time.status();
    *request.mutable_as_of_time() = *time;
  }
  absl::StatusOr<scoring::v1::ExplainHeatResponse> response = context.client().ExplainHeat(request);
  if (!response.ok()) return ExplainMissing(response.status(), leader);
  return std::move(*response->mutable_explanation());
}

absl::Status ExplainMissing(const absl::Status& status, std::string_view leader) {
  if (!absl::IsNotFound(status)) return status;
  return MakeError(absl::StatusCode::kNotFound, ReasonOf(status),
                   absl::StrCat(AbslView(leader),
                                " has no reading: nothing that was ingested bears on this leader"));
}

std::string CoverageCell(const scoring::v1::Coverage& coverage) {
  using scoring::v1::Coverage;
  const char* word = coverage.grade() == Coverage::GRADE_HIGH     ? "high"
                     : coverage.grade() == Coverage::GRADE_MEDIUM ? "medium"
                     : coverage.grade() == Coverage::GRADE_LOW    ? "low"
                                                                  : "";
  return absl::StrCat(word, ", ", brief::Count(coverage.source_count(), "source"));
}

std::string ReadingTable(const std::vector<scoring::v1::HeatReading>& readings, bool ranks,
                         const Output& out) {
  Table table;
  if (ranks) table.AddColumn("#", Table::Align::kRight);
  table.AddColumn("leader");
  table.AddColumn("level");
  table.AddColumn("score", Table::Align::kRight);
  table.AddColumn("80 % interval");
  table.AddColumn("trend");
  table.AddColumn("coverage");
  table.AddColumn("as of");
  int rank = 0;
  int place = 0;
  double previous = -1;
  for (const scoring::v1::HeatReading& reading : readings) {
    ++place;
    if (reading.score() != previous) rank = place;
    previous = reading.score();
    std::vector<std::string> cells;
    if (ranks) cells.push_back(absl::StrCat(rank));
    cells.push_back(reading.leader_display_name());
    cells.push_back(LevelCell(reading.level(), out.has_colours()));
    cells.push_back(absl::StrFormat("%.1f", reading.score()));
    cells.push_back(absl::StrFormat("%.0f to %.0f", reading.low(), reading.high()));
    cells.push_back(TrendCell(reading.trend()));
    cells.push_back(CoverageCell(reading.coverage()));
    cells.push_back(brief::ReadableDay(brief::IsoDay(reading.as_of_time())));
    table.AddRow(std::move(cells));
  }
  return table.Render(out.width());
}

}  // namespace isotherm::cli
