#include "services/profile/actors/actor_importer.h"

#include <set>
#include <string>
#include <utility>

#include "services/common/consistency/consistency_token.h"
#include "services/common/status/errors.h"
#include "services/profile/actors/actor_state.h"
#include "services/profile/store/actor_store.h"
#include "services/profile/validation/actor_validation.h"

namespace isotherm::profile {
namespace {

// What is wrong with an item that cannot be tried at all.
absl::Status ValidateItem(const ImportItem& item) {
  if (!item.ok()) return item.status();
  return InvalidFields(ValidateActor(item->actor(), "actor."));
}

absl::StatusOr<v1::ImportActorsResponse::Outcome> ImportOne(sql::WriteTransaction& transaction,
                                                            v1::Actor actor,
                                                            std::int64_t head_revision,
                                                            absl::Time now) {
  ClearOutputOnly(actor);
  auto found = FindActor(transaction, actor.name());
  if (!found.ok()) return found.status();
  if (!found->has_value()) {
    absl::Status status = PutActor(transaction, NewState(std::move(actor), head_revision, now));
    if (!status.ok()) return status;
    return v1::ImportActorsResponse::OUTCOME_CREATED;
  }
  if (SameContent((*found)->actor, actor)) return v1::ImportActorsResponse::OUTCOME_UNCHANGED;
  absl::Status status =
      PutActor(transaction, NextState(**found, std::move(actor), head_revision, now));
  if (!status.ok()) return status;
  return v1::ImportActorsResponse::OUTCOME_REPLACED;
}

absl::Status LockAll(sql::WriteTransaction& transaction, const std::vector<ImportItem>& items,
                     const std::vector<v1::ImportActorsResponse>& responses) {
  // In order, so that two imports of the same actors do not lock each other out.
  std::set<std::string> names;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (!responses[i].has_status()) names.insert(items[i]->actor().name());
  }
  for (const std::string& name : names) {
    if (absl::Status status = transaction.Lock(name); !status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status ActorImporter::Import(std::int64_t first_index, const std::vector<ImportItem>& items,
                                   absl::Time deadline,
                                   std::vector<v1::ImportActorsResponse>& responses) {
  responses.assign(items.size(), {});
  for (std::size_t i = 0; i < items.size(); ++i) {
    responses[i].set_index(first_index + static_cast<std::int64_t>(i));
    if (items[i].ok()) responses[i].set_name(items[i]->actor().name());
    const absl::Status status = ValidateItem(items[i]);
    if (!status.ok()) *responses[i].mutable_status() = ToRpcStatus(status);
  }
  absl::StatusOr<sql::WriteResult> result =
      database_.Write(deadline, [&](sql::WriteTransaction& transaction) {
        if (absl::Status status = LockAll(transaction, items, responses); !status.ok()) {
          return status;
        }
        auto head = sql::ReadLogHead(transaction);
        if (!head.ok()) return head.status();
        for (std::size_t i = 0; i < items.size(); ++i) {
          if (responses[i].has_status()) continue;
          auto outcome = ImportOne(transaction, items[i]->actor(), head->last.revision,
                                   database_.clock().Now());
          if (!outcome.ok()) return outcome.status();
          responses[i].set_outcome(*outcome);
        }
        return absl::OkStatus();
      });
  if (!result.ok()) return result.status();
  const std::string token = consistency::Token(consistency::Service::kProfile, database_.store_id(),
                                               result->commit.revision)
                                .ToString();
  for (v1::ImportActorsResponse& response : responses) response.set_consistency_token(token);
  return absl::OkStatus();
}

}  // namespace isotherm::profile
