// What the methods of the service work with. All members outlive the service.
#pragma once

#include "services/common/clock/clock.h"
#include "services/common/consistency/consistency_token.h"
#include "services/common/executor/executor.h"
#include "services/factor_analysis/service/analyzer_slot.h"
#include "services/factor_analysis/store/factor_store.h"

namespace isotherm::factor_analysis {

struct Parts {
  FactorStore& store;
  const AnalyzerSlot& analyzers;
  Executor& executor;  // for all blocking work
  const Clock& clock;

  // What a write of this store returns to its caller.
  std::string TokenOf(const sql::Commit& commit) const {
    return consistency::Token(consistency::Service::kFactor, store.database().store_id(),
                              commit.revision)
        .ToString();
  }
};

}  // namespace isotherm::factor_analysis
