// GetEvent and ListEvents.
//
// Thread-safety: safe from any thread; they block on the store. Errors: as the proto says.
#pragma once

#include "absl/status/status.h"
#include "isotherm/factor/v1/factor_service.pb.h"
#include "services/common/rpc/unary.h"
#include "services/factor_analysis/service/parts.h"

namespace isotherm::factor_analysis {

absl::Status GetEvent(const Parts& parts, const rpc::Call& call,
                      const factor::v1::GetEventRequest& request,
                      factor::v1::GetEventResponse& response);
absl::Status ListEvents(const Parts& parts, const rpc::Call& call,
                        const factor::v1::ListEventsRequest& request,
                        factor::v1::ListEventsResponse& response);

}  // namespace isotherm::factor_analysis
