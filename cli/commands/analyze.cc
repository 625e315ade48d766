#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "cli/client/suite_client.h"
#include "cli/commands/commands.h"
#include "cli/output/json.h"
#include "cli/output/table.h"
#include "services/common/ontology/proto_convert.h"
#include "services/common/strings/view.h"
#include "services/gateway/brief/wording.h"

namespace isotherm::cli {
namespace {

using factor::v1::AnalyzeDocumentResponse;

template <typename ProtoEnum>
std::string Word(ProtoEnum value) {
  const auto known = FromProto(value);
  return known ? brief::LowerCase(Name(*known)) : "";
}

std::string Quote(const google::protobuf::RepeatedPtrField<factor::v1::Evidence>& evidence) {
  if (evidence.empty()) return "";
  std::string quote = absl::StrCat("\"", evidence.Get(evidence.size() - 1).quote(), "\"");
  for (char& c : quote) {
    if (c == '\n') c = ' ';
  }
  return quote;
}

std::string FactorTable(const AnalyzeDocumentResponse& response, int width) {
  Table table;
  table.AddColumn("leader");
  table.AddColumn("role");
  table.AddColumn("domain");
  table.AddColumn("direction");
  table.AddColumn("strength", Table::Align::kRight);
  table.AddColumn("confidence", Table::Align::kRight);
  table.AddColumn("evidence");
  for (const factor::v1::Factor& factor : response.factors()) {
    const auto domain = FromProto(factor.domain());
    table.AddRow({factor.leader_display_name(), Word(factor.role()),
                  domain ? std::string(DisplayName(*domain)) : "", Word(factor.direction()),
                  absl::StrFormat("%.1f", factor.strength()),
                  absl::StrFormat("%.2f", factor.confidence()), Quote(factor.evidence())});
  }
  return table.Render(width);
}

std::string EventTable(const AnalyzeDocumentResponse& response, int width) {
  Table table;
  table.AddColumn("source");
  table.AddColumn("type");
  table.AddColumn("target");
  table.AddColumn("aux");
  table.AddColumn("evidence");
  for (const factor::v1::Event& event : response.events()) {
    table.AddRow({event.source_text(), Word(event.type()), event.target_text(), Word(event.aux()),
                  Quote(event.evidence())});
  }
  return table.Render(width);
}

Json AnalysisJson(const AnalyzeDocumentResponse& response) {
  Json json;
  json["document"] = DocumentJson(response.document());
  json["document"]["text"] = response.document().text();
  json["factors"] = Json::array();
  for (const factor::v1::Factor& factor : response.factors()) {
    json["factors"].push_back(FactorJson(factor));
  }
  json["events"] = Json::array();
  for (const factor::v1::Event& event : response.events()) {
    json["events"].push_back(EventJson(event));
  }
  return json;
}

absl::StatusOr<factor::v1::Document> Read(const AnalyzeOptions& options) {
  absl::StatusOr<std::string> content = ReadInput(options.path);
  if (!content.ok()) return content.status();
  DocumentDefaults defaults = options.defaults;
  if (defaults.date.empty()) {
    defaults.date = absl::FormatTime("%Y-%m-%d", absl::Now(), absl::UTCTimeZone());
  }
  std::vector<DocumentItem> items = ReadDocuments(options.path, *content, defaults);
  if (items.size() != 1) {
    return absl::InvalidArgumentError(absl::StrCat(
        options.path, " holds ", items.size(), " documents; analyze takes one, ingest takes many"));
  }
  if (!items[0].status.ok()) {
    return absl::InvalidArgumentError(absl::StrCat(options.path, ": ", items[0].status.message()));
  }
  return std::move(items[0].document);
}

}  // namespace

Result RunAnalyze(const AnalyzeOptions& options, Context& context) {
  absl::StatusOr<factor::v1::Document> document = Read(options);
  if (!document.ok()) return document.status();
  factor::v1::AnalyzeDocumentRequest request;
  *request.mutable_document() = *std::move(document);
  const absl::StatusOr<AnalyzeDocumentResponse> response =
      context.client().AnalyzeDocument(request);
  if (!response.ok()) return response.status();
  if (context.json) {
    context.out.Write(Pretty(AnalysisJson(*response)));
    return ExitCode::kOk;
  }
  const int width = context.out.table_width();
  if (response->factors().empty()) {
    context.out.Write("No factor was found: nothing in the text bears on a leader's standing.\n");
  } else {
    context.out.Write(FactorTable(*response, width));
  }
  if (options.events && !response->events().empty()) {
    context.out.Write("\n" + EventTable(*response, width));
  }
  context.err.Write(absl::StrCat(brief::Count(response->factors_size(), "factor"), " and ",
                                 brief::Count(response->events_size(), "event"), " by ",
                                 response->document().analyzer(), "; nothing was stored\n"));
  return ExitCode::kOk;
}

}  // namespace isotherm::cli
