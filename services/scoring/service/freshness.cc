#include "services/scoring/service/freshness.h"

#include <algorithm>
#include <utility>

#include "services/common/consistency/consistency_token.h"
#include "services/common/status/errors.h"
#include "services/common/status/grpc_status.h"
#include "services/common/stream/resume_token.h"

namespace isotherm::scoring {
namespace {

// So that our answer, which says what was missing, comes before the caller's own deadline.
constexpr absl::Duration kAnswerTime = absl::Milliseconds(20);
constexpr absl::Duration kLongestWait = absl::Minutes(1);

RevisionGate::Position PositionOf(const consistency::Token& token, consistency::Service service) {
  const auto& part = token.of(service);
  if (!part) return {};
  return {stream::StableHash(part->store_id), part->revision};
}

absl::Status NotThere(RevisionGate::Outcome outcome, consistency::Service service,
                      std::int64_t wanted, const RevisionGate& gate) {
  if (outcome == RevisionGate::Outcome::kClosed) {
    return MakeUnavailable(common::v1::ERROR_REASON_SHUTTING_DOWN,
                           "the server is shutting down; ask another replica", absl::Seconds(1));
  }
  return consistency::NotReached(service, wanted, gate.reached());
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
  const RevisionGate::Position factors = PositionOf(*token, consistency::Service::kFactor);
  const RevisionGate::Position profile = PositionOf(*token, consistency::Service::kProfile);
  const auto run = [this, context, finish, body = std::move(body)] {
    const bool accepted = executor_.Schedule([context, finish, body] {
      const rpc::Call call(context);
      finish(call.cancelled() ? absl::CancelledError("the caller has gone")
                              : body(call, ReadFrom::kStore));
    });
    if (!accepted) {
      finish(MakeError(absl::StatusCode::kResourceExhausted,
                       common::v1::ERROR_REASON_LIMIT_EXCEEDED,
                       "the server's work queue is full; try again later"));
    }
  };
  factors_.WhenReached(factors, deadline, [=, this](RevisionGate::Outcome outcome) {
    if (outcome != RevisionGate::Outcome::kReached) {
      finish(NotThere(outcome, consistency::Service::kFactor, factors.revision, factors_));
      return;
    }
    profile_.WhenReached(profile, deadline, [=, this](RevisionGate::Outcome outcome) {
      if (outcome == RevisionGate::Outcome::kReached) {
        run();
      } else {
        finish(NotThere(outcome, consistency::Service::kProfile, profile.revision, profile_));
      }
    });
  });
  return reactor;
}

}  // namespace isotherm::scoring
