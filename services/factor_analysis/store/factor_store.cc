#include "services/factor_analysis/store/factor_store.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "services/common/consistency/consistency_token.h"
#include "services/common/sql/change_log.h"
#include "services/common/status/errors.h"
#include "services/factor_analysis/identity/resource_names.h"
#include "services/factor_analysis/store/independence.h"
#include "services/factor_analysis/store/retract.h"
#include "services/factor_analysis/store/schema.h"

namespace isotherm::factor_analysis {
namespace {

namespace pb = factor::v1;
using sql::ReadTransaction;
using sql::WriteTransaction;

constexpr absl::Duration kRevisionPoll = absl::Milliseconds(20);

// Runs `read` in a transaction and hands its result out.
template <typename Result, typename ReadFunction>
absl::StatusOr<Result> ReadIn(sql::Database& database, absl::Time deadline, ReadFunction read) {
  absl::StatusOr<Result> result = absl::UnknownError("the read did not run");
  absl::Status status = database.Read(deadline, [&](ReadTransaction& transaction) {
    result = read(transaction);
    return result.status();
  });
  if (!status.ok()) return status;
  return result;
}

// Runs `write`, which gives the response, once per request id.
template <typename Response, typename WriteFunction>
absl::StatusOr<FactorStore::Written<Response>> WriteIn(sql::Database& database, absl::Time deadline,
                                                       const sql::RequestKey& request,
                                                       WriteFunction write) {
  auto answer = sql::WriteOnce(database, deadline, request,
                               [&](WriteTransaction& transaction) -> absl::StatusOr<std::string> {
                                 absl::StatusOr<Response> response = write(transaction);
                                 if (!response.ok()) return response.status();
                                 return response->SerializeAsString();
                               });
  if (!answer.ok()) return answer.status();
  FactorStore::Written<Response> written;
  written.commit = answer->commit;
  if (!written.response.ParseFromString(answer->response)) {
    return MakeError(absl::StatusCode::kInternal, common::v1::ERROR_REASON_INTERNAL,
                     "the remembered answer of this request_id cannot be decoded; use another id");
  }
  return written;
}

}  // namespace

FactorStore::FactorStore(std::unique_ptr<sql::Database> database, double near_duplicate_resemblance)
    : database_(std::move(database)), near_duplicate_resemblance_(near_duplicate_resemblance) {}

absl::StatusOr<std::unique_ptr<FactorStore>> FactorStore::Open(const FactorStoreOptions& options) {
  if (!(options.near_duplicate_resemblance > 0 && options.near_duplicate_resemblance <= 1)) {
    return absl::InvalidArgumentError(absl::StrCat("near_duplicate_resemblance is ",
                                                   options.near_duplicate_resemblance,
                                                   "; give more than 0, at most 1"));
  }
  sql::DatabaseOptions database_options;
  database_options.connection_string = options.connection_string;
  database_options.migrations = {FactorMigrations()};
  database_options.clock = options.clock;
  auto database = sql::Database::Open(database_options);
  if (!database.ok()) return database.status();
  return std::unique_ptr<FactorStore>(
      new FactorStore(*std::move(database), options.near_duplicate_resemblance));
}

IngestSettings FactorStore::Settings() const {
  const std::int64_t now_us = absl::ToUnixMicros(database_->clock().Now());
  return {absl::FromUnixMicros(now_us), near_duplicate_resemblance_};
}

absl::StatusOr<FactorStore::Ingested> FactorStore::Ingest(
    absl::Time deadline, absl::Span<const NewDocument* const> batch) {
  Ingested ingested;
  auto written = database_->Write(deadline, [&](WriteTransaction& transaction) -> absl::Status {
    auto results = IngestBatch(transaction, batch, Settings());
    if (!results.ok()) return results.status();
    ingested.results = *std::move(results);
    return absl::OkStatus();
  });
  if (!written.ok()) return written.status();
  ingested.commit = written->commit;
  return ingested;
}

absl::StatusOr<absl::flat_hash_map<std::string, std::string>> FactorStore::DocumentsBySource(
    absl::Time deadline, const std::vector<std::string>& source_keys) {
  using Names = absl::flat_hash_map<std::string, std::string>;
  if (source_keys.empty()) return Names{};
  return ReadIn<Names>(*database_, deadline, [&](ReadTransaction& transaction) {
    Names names;
    sql::Params params;
    const std::string list = sql::InList("key", source_keys, params);
    absl::Status status = transaction.Query(
        "find documents by source",
        absl::StrCat("SELECT source_key, id FROM documents WHERE source_key IN (", list, ")"),
        params, {sql::ColumnType::kText, sql::ColumnType::kText}, [&](const sql::Row& row) {
          names.emplace(row.Text(0), DocumentName(row.Text(1)));
          return absl::OkStatus();
        });
    return status.ok() ? absl::StatusOr<Names>(std::move(names)) : status;
  });
}

absl::StatusOr<FactorStore::Written<pb::RetractDocumentResponse>> FactorStore::RetractDocument(
    absl::Time deadline, const sql::RequestKey& request, const std::string& id,
    const std::string& reason) {
  using Response = pb::RetractDocumentResponse;
  return WriteIn<Response>(*database_, deadline, request,
                           [&](WriteTransaction& transaction) -> absl::StatusOr<Response> {
                             auto retracted = factor_analysis::RetractDocument(transaction, id,
                                                                               reason, Settings());
                             if (!retracted.ok()) return retracted.status();
                             Response response;
                             *response.mutable_document() = std::move(retracted->document);
                             response.set_retracted_factor_count(retracted->retracted_factors);
                             return response;
                           });
}

absl::StatusOr<FactorStore::Written<pb::RetractFactorResponse>> FactorStore::RetractFactor(
    absl::Time deadline, const sql::RequestKey& request, const std::string& leader_id,
    const std::string& id, const std::string& reason) {
  using Response = pb::RetractFactorResponse;
  return WriteIn<Response>(*database_, deadline, request,
                           [&](WriteTransaction& transaction) -> absl::StatusOr<Response> {
                             auto factor = factor_analysis::RetractFactor(
                                 transaction, leader_id, id, reason, Settings().now);
                             if (!factor.ok()) return factor.status();
                             Response response;
                             *response.mutable_factor() = *std::move(factor);
                             return response;
                           });
}

absl::Status FactorStore::AwaitRevision(absl::Time deadline, std::int64_t revision) {
  for (;;) {
    auto head = ReadIn<sql::LogHead>(*database_, deadline, [](ReadTransaction& transaction) {
      return sql::ReadLogHead(transaction);
    });
    if (!head.ok()) return head.status();
    if (head->last.revision >= revision) return absl::OkStatus();
    // A store shows its writes before their tokens are handed out, so only a restored backup or a
    // lagging copy of the database gets here.
    if (deadline == absl::InfiniteFuture() || absl::Now() + kRevisionPoll >= deadline) {
      return consistency::NotReached(consistency::Service::kFactor, revision, head->last.revision);
    }
    absl::SleepFor(kRevisionPoll);
  }
}

absl::StatusOr<pb::Document> FactorStore::GetDocument(absl::Time deadline, const std::string& id) {
  return ReadIn<pb::Document>(*database_, deadline, [&](ReadTransaction& transaction) {
    return ReadDocument(transaction, id);
  });
}

absl::StatusOr<pb::Factor> FactorStore::GetFactor(absl::Time deadline, const std::string& leader_id,
                                                  const std::string& id) {
  return ReadIn<pb::Factor>(*database_, deadline, [&](ReadTransaction& transaction) {
    return ReadFactor(transaction, leader_id, id);
  });
}

absl::StatusOr<pb::Event> FactorStore::GetEvent(absl::Time deadline, const std::string& id) {
  return ReadIn<pb::Event>(*database_, deadline, [&](ReadTransaction& transaction) {
    return ReadEvent(transaction, id);
  });
}

absl::StatusOr<Page<pb::Document>> FactorStore::ListDocuments(absl::Time deadline,
                                                              const ListQuery& query) {
  return ReadIn<Page<pb::Document>>(*database_, deadline, [&](ReadTransaction& transaction) {
    return factor_analysis::ListDocuments(transaction, query);
  });
}

absl::StatusOr<Page<pb::Factor>> FactorStore::ListFactors(absl::Time deadline,
                                                          const ListQuery& query) {
  return ReadIn<Page<pb::Factor>>(*database_, deadline, [&](ReadTransaction& transaction) {
    return factor_analysis::ListFactors(transaction, query);
  });
}

absl::StatusOr<Page<pb::Event>> FactorStore::ListEvents(absl::Time deadline,
                                                        const ListQuery& query) {
  return ReadIn<Page<pb::Event>>(*database_, deadline, [&](ReadTransaction& transaction) {
    return factor_analysis::ListEvents(transaction, query);
  });
}

}  // namespace isotherm::factor_analysis
