#include "services/scoring/service/freshness.h"

#include <algorithm>
#include <utility>

#include "services/common/consistency/consistency_token.h"
#include "services/common/status/errors.h"
#include "services/common/status/grpc_status.h"

namespace isotherm::scoring {
namespace {

// So that our answer, which says what was missing, comes before the caller's own deadline.
constexpr absl::Duration kAnswerTime = absl::Milliseconds(20);
constexpr absl::Duration kLongestWait = absl::Minutes(1);

std::int64_t RevisionOf(const consistency::Token& token, consistency::Service service) {
  const auto& part = token.of(service);
  return part ? part->revision : 0;
}

}  // namespace

grpc::ServerUnaryReactor* Freshness::Serve(grpc::CallbackServerContext* context,
                                           const common::v1::ReadConsistency& consistency,
                                           Body body) {
  using Requirement = common::v1::ReadConsistency;
  const ReadFrom from = consistency.requirement_case() == Requirement::kAtLeastAsFresh ||
                                consistency.fully_consistent()
                            ? ReadFrom::kStore
                            : ReadFrom::kCache;
  if (consistency.requirement_case() != Requirement::kAtLeastAsFresh) {
    return rpc::RunUnary(context, executor_, [body = std::move(body), from](const rpc::Call& call) {
      return body(call, from);
    });
  }
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  const auto finish = [reactor](const absl::Status& status) {
    reactor->Finish(ToGrpcStatus(status));
  };
  const absl::StatusOr<consistency::Token> token =
      consistency::Token::Parse(consistency.at_least_as_fresh());
  if (!token.ok()) {
    finish(token.status());
    return reactor;
  }
  // What this service has written is in its store already; the token must be of that store.
  const absl::StatusOr<std::int64_t> own =
      consistency::RequiredRevision(*token, consistency::Service::kScoring, store_id_);
  if (!own.ok()) {
    finish(own.status());
    return reactor;
  }
  const absl::Time deadline =
      std::min(rpc::Call(context).deadline() - kAnswerTime, clock_.Now() + kLongestWait);
  const std::int64_t factors = RevisionOf(*token, consistency::Service::kFactor);
  const std::int64_t profile = RevisionOf(*token, consistency::Service::kProfile);
  const auto run = [this, context, finish, body = std::move(body)] {
    const bool accepted = executor_.Schedule(
        [context, finish, body] { finish(body(rpc::Call(context), ReadFrom::kStore)); });
    if (!accepted) {
      finish(MakeError(absl::StatusCode::kResourceExhausted,
                       common::v1::ERROR_REASON_LIMIT_EXCEEDED,
                       "the server's work queue is full; try again later"));
    }
  };
  factors_.WhenReached(factors, deadline, [=, this](bool reached) {
    if (!reached) {
      finish(consistency::NotReached(consistency::Service::kFactor, factors, factors_.reached()));
      return;
    }
    profile_.WhenReached(profile, deadline, [=, this](bool profile_reached) {
      if (profile_reached) {
        run();
      } else {
        finish(
            consistency::NotReached(consistency::Service::kProfile, profile, profile_.reached()));
      }
    });
  });
  return reactor;
}

}  // namespace isotherm::scoring
