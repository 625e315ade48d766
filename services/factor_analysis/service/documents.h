// GetDocument, ListDocuments and RetractDocument.
//
// Thread-safety: safe from any thread; they block on the store. Errors: as the proto says.
#pragma once

#include "absl/status/status.h"
#include "isotherm/factor/v1/factor_service.pb.h"
#include "services/common/rpc/unary.h"
#include "services/factor_analysis/service/parts.h"

namespace isotherm::factor_analysis {

absl::Status GetDocument(const Parts& parts, const rpc::Call& call,
                         const factor::v1::GetDocumentRequest& request,
                         factor::v1::GetDocumentResponse& response);
absl::Status ListDocuments(const Parts& parts, const rpc::Call& call,
                           const factor::v1::ListDocumentsRequest& request,
                           factor::v1::ListDocumentsResponse& response);
absl::Status RetractDocument(const Parts& parts, const rpc::Call& call,
                             const factor::v1::RetractDocumentRequest& request,
                             factor::v1::RetractDocumentResponse& response);

// A retraction's reason: required, at most 1,000 bytes.
absl::Status CheckReason(const std::string& reason);

}  // namespace isotherm::factor_analysis
