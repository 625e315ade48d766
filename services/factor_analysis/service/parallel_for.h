// Spreads independent pieces of work over an executor, helping out itself.
//
// The caller takes pieces like any helper, so all is done even when no helper gets a thread: it may
// itself run on the executor without danger of deadlock. Thread-safety: safe from any thread.
#pragma once

#include <cstddef>

#include "absl/functional/function_ref.h"
#include "services/common/executor/executor.h"

namespace isotherm::factor_analysis {

// Calls `work` once for each of 0 .. count-1, on at most `width` threads, in no order. Returns when
// all are done. What each piece does must not depend on another.
void ParallelFor(Executor& executor, std::size_t count, std::size_t width,
                 absl::FunctionRef<void(std::size_t)> work);

}  // namespace isotherm::factor_analysis
