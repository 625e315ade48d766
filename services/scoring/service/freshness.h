// Read consistency: runs a call's body as soon as what it must see has been applied.
//
// Thread-safety: safe from any thread. Lifetime: what it refers to outlives the server.
#pragma once

#include <grpcpp/server_context.h>

#include <functional>

#include "absl/status/status.h"
#include "isotherm/common/v1/consistency.pb.h"
#include "services/common/clock/clock.h"
#include "services/common/executor/executor.h"
#include "services/common/rpc/unary.h"
#include "services/scoring/follower/revision_gate.h"

namespace isotherm::scoring {

// Where a body may look.
enum class ReadFrom {
  kCache,  // the cache, and the store on a miss
  kStore,  // the store alone
};

class Freshness {
 public:
  using Body = std::function<absl::Status(const rpc::Call&, ReadFrom)>;

  Freshness(std::string store_id, RevisionGate& factors, RevisionGate& profile, Executor& executor,
            const Clock& clock)
      : store_id_(std::move(store_id)),
        factors_(factors),
        profile_(profile),
        executor_(executor),
        clock_(clock) {}

  // Runs `body` on the executor. A call that must wait holds no thread; when its deadline (at most
  // a minute away) comes first it ends with DEADLINE_EXCEEDED, reason CONSISTENCY_NOT_REACHED; when
  // the gates are closed, with UNAVAILABLE, reason SHUTTING_DOWN.
  grpc::ServerUnaryReactor* Serve(grpc::CallbackServerContext* context,
                                  const common::v1::ReadConsistency& consistency, Body body);

  // Of the factor log, applied here.
  std::int64_t factor_revision() const { return factors_.reached(); }

 private:
  const std::string store_id_;
  RevisionGate& factors_;
  RevisionGate& profile_;
  Executor& executor_;
  const Clock& clock_;
};

}  // namespace isotherm::scoring
