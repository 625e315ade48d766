#include "services/factor_analysis/service/analyze.h"

#include <utility>

#include "services/factor_analysis/convert/analysis_error.h"
#include "services/factor_analysis/convert/document_input.h"

namespace isotherm::factor_analysis {

namespace pb = factor::v1;

absl::StatusOr<AnalyzedDocument> Analyze(const engine::Analyzer& analyzer,
                                         const pb::Document& received,
                                         const engine::DocumentInput& input) {
  auto analysis = analyzer.Analyze(input);
  if (!analysis.ok()) return FromAnalyzerError(analysis.status());
  auto read = ToFindings(received, input, *analysis, analyzer.version());
  if (!read.ok()) return read.status();
  return AnalyzedDocument{*std::move(read), std::move(analysis->fingerprint)};
}

absl::Status AnalyzeDocument(const Parts& parts, const rpc::Call&,
                             const pb::AnalyzeDocumentRequest& request,
                             pb::AnalyzeDocumentResponse& response) {
  const auto in_use = parts.analyzers.Get();
  if (in_use == nullptr) return NotReady();
  auto input = ToDocumentInput(request.document(), *in_use->directory, parts.clock.Now());
  if (!input.ok()) return input.status();
  auto analyzed = Analyze(*in_use->analyzer, request.document(), *input);
  if (!analyzed.ok()) return analyzed.status();
  Findings& findings = analyzed->findings;
  RemoveNames(findings);
  *response.mutable_document() = std::move(findings.document);
  for (pb::Factor& factor : findings.factors) *response.add_factors() = std::move(factor);
  for (pb::Event& event : findings.events) *response.add_events() = std::move(event);
  return absl::OkStatus();
}

}  // namespace isotherm::factor_analysis
