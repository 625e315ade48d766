#include "services/common/rpc/unary.h"

#include <utility>

#include "services/common/status/errors.h"
#include "services/common/status/grpc_status.h"

namespace isotherm::rpc {

absl::Time Call::deadline() const {
  const auto deadline = context_->deadline();
  if (deadline == std::chrono::system_clock::time_point::max()) return absl::InfiniteFuture();
  return absl::FromChrono(deadline);
}

grpc::ServerUnaryReactor* RunUnary(grpc::CallbackServerContext* context, Executor& executor,
                                   std::function<absl::Status(const Call&)> body) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  const bool accepted = executor.Schedule([context, reactor, body = std::move(body)] {
    if (context->IsCancelled()) {
      reactor->Finish(grpc::Status::CANCELLED);
      return;
    }
    reactor->Finish(ToGrpcStatus(body(Call(context))));
  });
  if (!accepted) {
    reactor->Finish(ToGrpcStatus(
        MakeError(absl::StatusCode::kResourceExhausted, common::v1::ERROR_REASON_LIMIT_EXCEEDED,
                  "the server's work queue is full; try again later or with fewer calls at once")));
  }
  return reactor;
}

}  // namespace isotherm::rpc
