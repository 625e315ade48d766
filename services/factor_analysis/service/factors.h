// GetFactor, ListFactors and RetractFactor.
//
// Thread-safety: safe from any thread; they block on the store. Errors: as the proto says.
#pragma once

#include "absl/status/status.h"
#include "isotherm/factor/v1/factor_service.pb.h"
#include "services/common/rpc/unary.h"
#include "services/factor_analysis/service/parts.h"

namespace isotherm::factor_analysis {

absl::Status GetFactor(const Parts& parts, const rpc::Call& call,
                       const factor::v1::GetFactorRequest& request,
                       factor::v1::GetFactorResponse& response);
absl::Status ListFactors(const Parts& parts, const rpc::Call& call,
                         const factor::v1::ListFactorsRequest& request,
                         factor::v1::ListFactorsResponse& response);
absl::Status RetractFactor(const Parts& parts, const rpc::Call& call,
                           const factor::v1::RetractFactorRequest& request,
                           factor::v1::RetractFactorResponse& response);

}  // namespace isotherm::factor_analysis
