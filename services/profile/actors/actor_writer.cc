#include "services/profile/actors/actor_writer.h"

#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/common/actors/proto_convert.h"
#include "services/common/consistency/consistency_token.h"
#include "services/common/sql/request_ids.h"
#include "services/common/status/errors.h"
#include "services/profile/actors/actor_names.h"
#include "services/profile/actors/actor_state.h"
#include "services/profile/store/actor_store.h"
#include "services/profile/validation/actor_validation.h"
#include "services/profile/validation/slug.h"

namespace isotherm::profile {
namespace {

template <typename Request>
sql::RequestKey KeyOf(const Request& request) {
  return {request.request_id(),
          absl::StrCat(Request::descriptor()->full_name(), "\n", request.SerializeAsString())};
}

// A remembered answer holds the actor alone; the token is made from the revision.
absl::Status ParseAnswer(const sql::Answer& answer, v1::Actor& actor) {
  if (actor.ParseFromString(answer.response)) return absl::OkStatus();
  return MakeError(absl::StatusCode::kDataLoss, common::v1::ERROR_REASON_INTERNAL,
                   "the answer remembered for request_id cannot be decoded; use a new request_id");
}

absl::StatusOr<v1::Actor> ActorToCreate(const v1::CreateActorRequest& request) {
  v1::Actor actor = request.actor();
  ClearOutputOnly(actor);
  std::string id = request.actor_id();
  if (id.empty()) id = SlugFromName(actor.display_name());
  actor.set_name(ActorName(id));
  std::vector<FieldViolation> violations = ValidateActor(actor, "actor.");
  for (FieldViolation& violation : violations) {
    if (violation.field != "actor.name") continue;
    // The caller's name is ignored; what is wrong is the id.
    violation.field = "actor_id";
    violation.description =
        id.empty() ? "cannot be made from display_name; give one such as \"ilham-aliyev\""
                   : absl::StrCat("\"", id.substr(0, 80),
                                  "\" is no slug of 1 to 64 lower-case letters, digits and inner "
                                  "hyphens");
  }
  if (absl::Status status = InvalidFields(violations); !status.ok()) return status;
  return actor;
}

absl::StatusOr<StoredActor> LockAndFind(sql::WriteTransaction& transaction,
                                        const std::string& name) {
  if (absl::Status status = transaction.Lock(name); !status.ok()) return status;
  absl::StatusOr<std::optional<StoredActor>> found = FindActor(transaction, name);
  if (!found.ok()) return found.status();
  if (!found->has_value()) return NotFound(name);
  return **std::move(found);
}

}  // namespace

std::string ActorWriter::TokenFor(const sql::Commit& commit) const {
  return consistency::Token(consistency::Service::kProfile, database_.store_id(), commit.revision)
      .ToString();
}

absl::Status ActorWriter::Create(const v1::CreateActorRequest& request, absl::Time deadline,
                                 v1::CreateActorResponse& response) {
  absl::StatusOr<v1::Actor> actor = ActorToCreate(request);
  if (!actor.ok()) return actor.status();
  const auto create = [&](sql::WriteTransaction& transaction) -> absl::StatusOr<std::string> {
    if (absl::Status status = transaction.Lock(actor->name()); !status.ok()) return status;
    auto found = FindActor(transaction, actor->name());
    if (!found.ok()) return found.status();
    if (found->has_value()) {
      return MakeError(
          absl::StatusCode::kAlreadyExists, common::v1::ERROR_REASON_RESOURCE_EXISTS,
          absl::StrCat(actor->name(), " exists already; update it or choose another id"));
    }
    auto head = sql::ReadLogHead(transaction);
    if (!head.ok()) return head.status();
    const StoredActor state = NewState(*actor, head->last.revision, database_.clock().Now());
    if (absl::Status status = PutActor(transaction, state); !status.ok()) return status;
    return state.actor.SerializeAsString();
  };
  absl::StatusOr<sql::Answer> answer = sql::WriteOnce(database_, deadline, KeyOf(request), create);
  if (!answer.ok()) return answer.status();
  response.set_consistency_token(TokenFor(answer->commit));
  return ParseAnswer(*answer, *response.mutable_actor());
}

absl::Status ActorWriter::Update(const v1::UpdateActorRequest& request, absl::Time deadline,
                                 v1::UpdateActorResponse& response) {
  std::vector<FieldViolation> violations;
  CheckActorName("actor.name", request.actor().name(), violations);
  if (absl::Status status = InvalidFields(violations); !status.ok()) return status;
  const auto update = [&](sql::WriteTransaction& transaction) -> absl::StatusOr<std::string> {
    absl::StatusOr<StoredActor> current = LockAndFind(transaction, request.actor().name());
    if (!current.ok()) return current.status();
    absl::Status status = CheckEtag(request.actor().etag(), current->version);
    if (!status.ok()) return status;
    v1::Actor changed = current->actor;
    status = ApplyMask(request.actor(), request.update_mask(), changed);
    if (!status.ok()) return status;
    status = InvalidFields(ValidateActor(changed, "actor."));
    if (!status.ok()) return status;
    if (SameContent(changed, current->actor)) return current->actor.SerializeAsString();
    auto head = sql::ReadLogHead(transaction);
    if (!head.ok()) return head.status();
    const StoredActor next =
        NextState(*current, std::move(changed), head->last.revision, database_.clock().Now());
    status = PutActor(transaction, next);
    if (!status.ok()) return status;
    return next.actor.SerializeAsString();
  };
  absl::StatusOr<sql::Answer> answer = sql::WriteOnce(database_, deadline, KeyOf(request), update);
  if (!answer.ok()) return answer.status();
  response.set_consistency_token(TokenFor(answer->commit));
  return ParseAnswer(*answer, *response.mutable_actor());
}

absl::Status ActorWriter::Delete(const v1::DeleteActorRequest& request, absl::Time deadline,
                                 v1::DeleteActorResponse& response) {
  std::vector<FieldViolation> violations;
  CheckActorName("name", request.name(), violations);
  if (absl::Status status = InvalidFields(violations); !status.ok()) return status;
  const auto erase = [&](sql::WriteTransaction& transaction) -> absl::StatusOr<std::string> {
    absl::StatusOr<StoredActor> current = LockAndFind(transaction, request.name());
    if (!current.ok()) return current.status();
    absl::Status status = CheckEtag(request.etag(), current->version);
    if (status.ok()) status = EraseActor(transaction, request.name());
    if (!status.ok()) return status;
    return "";
  };
  absl::StatusOr<sql::Answer> answer = sql::WriteOnce(database_, deadline, KeyOf(request), erase);
  if (!answer.ok()) return answer.status();
  response.set_consistency_token(TokenFor(answer->commit));
  return absl::OkStatus();
}

}  // namespace isotherm::profile
