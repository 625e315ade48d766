// Reading one document, and the method AnalyzeDocument.
//
// Thread-safety: safe from any thread. Errors: as document_input.h and analysis_error.h;
// AnalyzeDocument also NOT_READY while there is no analyzer.
#pragma once

#include <cstdint>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "isotherm/factor/v1/factor_service.pb.h"
#include "services/common/rpc/unary.h"
#include "services/factor_analysis/convert/analysis_to_proto.h"
#include "services/factor_analysis/service/parts.h"

namespace isotherm::factor_analysis {

struct AnalyzedDocument {
  Findings findings;
  std::string fingerprint;  // near_duplicate/signature.h
};

// `input` is what ToDocumentInput made of `received`.
absl::StatusOr<AnalyzedDocument> Analyze(const engine::Analyzer& analyzer,
                                         const factor::v1::Document& received,
                                         const engine::DocumentInput& input);

absl::Status AnalyzeDocument(const Parts& parts, const rpc::Call& call,
                             const factor::v1::AnalyzeDocumentRequest& request,
                             factor::v1::AnalyzeDocumentResponse& response);

}  // namespace isotherm::factor_analysis
