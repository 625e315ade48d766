#include "services/common/sql/request_ids.h"

#include <cctype>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/common/hash/fnv.h"
#include "services/common/status/errors.h"

namespace isotherm::sql {
namespace {

bool IsUuid(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? text[i] != '-' : !std::isxdigit(static_cast<unsigned char>(text[i]))) return false;
  }
  return true;
}

absl::StatusOr<std::optional<Answer>> FindAnswer(ReadTransaction& transaction,
                                                 const std::string& request_id,
                                                 const std::string& digest, absl::Time now) {
  std::optional<Answer> answer;
  bool reused = false;
  absl::Status status = transaction.Query(
      "find request id",
      "SELECT fingerprint, response, revision, commit_time_us FROM request_ids "
      "WHERE request_id = :request_id AND created_us > :oldest",
      {{"request_id", request_id}, {"oldest", absl::ToUnixMicros(now - kRequestIdLifetime)}},
      {ColumnType::kText, ColumnType::kBytes, ColumnType::kInt, ColumnType::kInt},
      [&](const Row& row) {
        reused = row.Text(0) != digest;
        answer = Answer{row.Octets(1), {row.Int(2), absl::FromUnixMicros(row.Int(3))}, true};
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  if (reused) {
    return MakeError(absl::StatusCode::kInvalidArgument, common::v1::ERROR_REASON_REQUEST_ID_REUSED,
                     absl::StrCat("request_id ", request_id,
                                  " was used for a different request; give each its own"));
  }
  return answer;
}

absl::Status Remember(WriteTransaction& transaction, const std::string& request_id,
                      const std::string& digest, const std::string& response, const Commit& commit,
                      absl::Time now) {
  return transaction
      .Execute("remember request id",
               "INSERT INTO request_ids (request_id, fingerprint, response, revision, "
               "commit_time_us, created_us) VALUES (:request_id, :fingerprint, :response, "
               ":revision, :commit_time_us, :created_us) ON CONFLICT (request_id) DO UPDATE SET "
               "fingerprint = excluded.fingerprint, response = excluded.response, "
               "revision = excluded.revision, commit_time_us = excluded.commit_time_us, "
               "created_us = excluded.created_us",
               {{"request_id", request_id},
                {"fingerprint", digest},
                {"response", Bytes{response}},
                {"revision", commit.revision},
                {"commit_time_us", absl::ToUnixMicros(commit.commit_time)},
                {"created_us", absl::ToUnixMicros(now)}})
      .status();
}

}  // namespace

absl::StatusOr<Answer> WriteOnce(
    Database& database, absl::Time deadline, const RequestKey& key,
    absl::FunctionRef<absl::StatusOr<std::string>(WriteTransaction&)> body) {
  if (!key.request_id.empty() && !IsUuid(key.request_id)) {
    return MakeError(absl::StatusCode::kInvalidArgument,
                     common::v1::ERROR_REASON_INVALID_REQUEST_ID,
                     "request_id is not a UUID such as 123e4567-e89b-42d3-a456-426614174000");
  }
  const std::string digest = key.request_id.empty() ? "" : Fnv128Hex(key.fingerprint);
  const absl::Time now = database.clock().Now();
  Answer answer;
  absl::StatusOr<WriteResult> result =
      database.Write(deadline, [&](WriteTransaction& transaction) -> absl::Status {
        answer = Answer{};
        if (!key.request_id.empty()) {
          // Two calls with one id at once: the second waits and finds the first one's answer.
          absl::Status status = transaction.Lock(absl::StrCat("request_id/", key.request_id));
          if (!status.ok()) return status;
          auto known = FindAnswer(transaction, key.request_id, digest, now);
          if (!known.ok()) return known.status();
          if (known->has_value()) {
            answer = **std::move(known);
            return absl::OkStatus();
          }
        }
        absl::StatusOr<std::string> response = body(transaction);
        if (!response.ok()) return response.status();
        answer.response = *std::move(response);
        if (!key.request_id.empty()) {
          transaction.OnRevision([&](WriteTransaction& writing, const Commit& commit) {
            return Remember(writing, key.request_id, digest, answer.response, commit, now);
          });
        }
        return absl::OkStatus();
      });
  if (!result.ok()) return result.status();
  if (!answer.replayed) answer.commit = result->commit;
  return answer;
}

absl::StatusOr<std::int64_t> PruneRequestIds(Database& database, absl::Time deadline) {
  std::int64_t pruned = 0;
  const std::int64_t oldest = absl::ToUnixMicros(database.clock().Now() - kRequestIdLifetime);
  absl::StatusOr<WriteResult> result = database.Write(deadline, [&](WriteTransaction& transaction) {
    auto deleted = transaction.Execute("prune request ids",
                                       "DELETE FROM request_ids WHERE created_us <= :oldest",
                                       {{"oldest", oldest}});
    pruned = deleted.value_or(0);
    return deleted.status();
  });
  if (!result.ok()) return result.status();
  return pruned;
}

}  // namespace isotherm::sql
