// Runs a unary method's blocking body on an executor and finishes the call with its status.
//
//   grpc::ServerUnaryReactor* GetActor(grpc::CallbackServerContext* context, const GetActorRequest*
//   request,
//                                      GetActorResponse* response) override {
//     return rpc::RunUnary(context, *executor_, [=, this](const rpc::Call& call) {
//       return GetActor(call, *request, *response);
//     });
//   }
//
// Lifetime: request, response and context live until Finish, hence through the body.
#pragma once

#include <grpcpp/server_context.h>
#include <grpcpp/support/server_callback.h>

#include <functional>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "services/common/executor/executor.h"

namespace isotherm::rpc {

// What a body may know about its call. Copyable; valid while the call runs.
class Call {
 public:
  explicit Call(grpc::CallbackServerContext* context) : context_(context) {}
  // The caller's deadline, InfiniteFuture when none was set.
  absl::Time deadline() const;
  bool cancelled() const { return context_->IsCancelled(); }

 private:
  grpc::CallbackServerContext* context_;
};

// Finishes with RESOURCE_EXHAUSTED (LIMIT_EXCEEDED) when the executor refuses the work, and without
// running the body when the caller has gone.
grpc::ServerUnaryReactor* RunUnary(grpc::CallbackServerContext* context, Executor& executor,
                                   std::function<absl::Status(const Call&)> body);

}  // namespace isotherm::rpc
