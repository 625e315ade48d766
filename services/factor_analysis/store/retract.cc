#include "services/factor_analysis/store/retract.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/common/status/errors.h"
#include "services/factor_analysis/identity/resource_names.h"
#include "services/factor_analysis/store/independence.h"
#include "services/factor_analysis/store/rows.h"

namespace isotherm::factor_analysis {
namespace {

namespace pb = factor::v1;
using sql::Bytes;

absl::Status AlreadyRetracted(const std::string& name) {
  return MakeError(absl::StatusCode::kFailedPrecondition,
                   common::v1::ERROR_REASON_ALREADY_RETRACTED,
                   absl::StrCat(name,
                                " is retracted already; ingest its document again to have "
                                "it count"));
}

absl::Status RecordStateChange(sql::WriteTransaction& transaction, const std::string& name,
                               bool active, const std::string& reason, absl::Time now) {
  return transaction
      .Execute("record state change",
               "INSERT INTO state_changes (name, number, time_us, active, reason) VALUES (:name, "
               "(SELECT COUNT(*) + 1 FROM state_changes WHERE name = :name), :time_us, :active, "
               ":reason)",
               {{"name", name},
                {"time_us", absl::ToUnixMicros(now)},
                {"active", std::int64_t{active}},
                {"reason", Bytes{reason}}})
      .status();
}

absl::StatusOr<std::vector<pb::Factor>> ActiveFactors(sql::WriteTransaction& transaction,
                                                      const std::string& document_id) {
  std::vector<pb::Factor> factors;
  absl::Status status = transaction.Query(
      "read factors of document",
      absl::StrCat("SELECT ", kFactorColumns,
                   " FROM factors AS f JOIN documents AS d ON d.id = f.document_id "
                   "WHERE f.document_id = :id AND f.active = 1 ORDER BY f.position"),
      {{"id", document_id}}, FactorColumnTypes(), [&](const sql::Row& row) -> absl::Status {
        auto factor = ToFactor(row);
        if (!factor.ok()) return factor.status();
        factors.push_back(*std::move(factor));
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return factors;
}

absl::Status SetActive(sql::WriteTransaction& transaction, const std::string& document_id,
                       bool active) {
  const sql::Params params{{"id", document_id}, {"active", std::int64_t{active}}};
  auto done = transaction.Execute("set state of document",
                                  "UPDATE documents SET active = :active WHERE id = :id", params);
  if (!done.ok()) return done.status();
  done = transaction.Execute(
      "set state of factors",
      "UPDATE factors SET active = :active WHERE document_id = :id AND retracted = 0", params);
  if (!done.ok()) return done.status();
  return transaction
      .Execute("set state of events", "UPDATE events SET active = :active WHERE document_id = :id",
               params)
      .status();
}

}  // namespace

absl::StatusOr<RetractedDocument> RetractDocument(sql::WriteTransaction& transaction,
                                                  const std::string& id, const std::string& reason,
                                                  const IngestSettings& settings) {
  absl::Status status = transaction.Lock(kDocumentsLock);
  if (!status.ok()) return status;
  auto row = transaction.QueryRow(
      "find document",
      absl::StrCat("SELECT ", kDocumentColumns, " FROM documents AS d WHERE d.id = :id"),
      {{"id", id}}, DocumentColumnTypes());
  if (absl::IsNotFound(row.status())) return NotFound(DocumentName(id));
  if (!row.ok()) return row.status();
  auto document = ToDocument(*row);
  if (!document.ok()) return document.status();
  if (document->state() == pb::STATE_RETRACTED) return AlreadyRetracted(document->name());

  auto factors = ActiveFactors(transaction, id);
  if (!factors.ok()) return factors.status();
  status = SetActive(transaction, id, false);
  if (status.ok()) {
    status = RecordStateChange(transaction, document->name(), false, reason, settings.now);
  }
  if (status.ok()) {
    Independence independence(transaction, settings.near_duplicate_resemblance);
    status = independence.Deactivated(id);
  }
  if (!status.ok()) return status;
  document->set_state(pb::STATE_RETRACTED);
  transaction.AppendChange(UpsertChange(*document));
  for (const pb::Factor& factor : *factors) {
    transaction.AppendChange(DeletedFactor(factor.name()));
  }
  return RetractedDocument{*std::move(document), static_cast<int>(factors->size())};
}

absl::StatusOr<pb::Factor> RetractFactor(sql::WriteTransaction& transaction,
                                         const std::string& leader_id, const std::string& id,
                                         const std::string& reason, absl::Time now) {
  const std::string name = FactorName(leader_id, id);
  absl::Status status = transaction.Lock(kDocumentsLock);
  if (!status.ok()) return status;
  auto row = transaction.QueryRow(
      "find factor",
      absl::StrCat("SELECT ", kFactorColumns,
                   " FROM factors AS f JOIN documents AS d ON d.id = f.document_id "
                   "WHERE f.id = :id AND f.leader = :leader"),
      {{"id", id}, {"leader", leader_id}}, FactorColumnTypes());
  if (absl::IsNotFound(row.status())) return NotFound(name);
  if (!row.ok()) return row.status();
  auto factor = ToFactor(*row);
  if (!factor.ok()) return factor.status();
  if (factor->state() == pb::STATE_RETRACTED) return AlreadyRetracted(name);

  auto done = transaction.Execute("retract factor",
                                  "UPDATE factors SET active = 0, retracted = 1 WHERE id = :id",
                                  {{"id", id}});
  if (!done.ok()) return done.status();
  status = RecordStateChange(transaction, name, false, reason, now);
  if (!status.ok()) return status;
  transaction.AppendChange(DeletedFactor(name));
  factor->set_state(pb::STATE_RETRACTED);
  return factor;
}

absl::Status RestoreDocument(sql::WriteTransaction& transaction, const pb::Document& document,
                             const IngestSettings& settings) {
  const std::string id(*ParseDocumentName(document.name()));
  absl::Status status = SetActive(transaction, id, true);
  if (!status.ok()) return status;
  status = RecordStateChange(transaction, document.name(), true, "ingested again", settings.now);
  if (!status.ok()) return status;
  Independence independence(transaction, settings.near_duplicate_resemblance);
  auto row =
      transaction.QueryRow("read signature", "SELECT signature FROM documents WHERE id = :id",
                           {{"id", id}}, {sql::ColumnType::kBytes});
  if (!row.ok()) return row.status();
  auto publisher =
      independence.Activated({id, document.date(), document.publisher(), row->Octets(0)});
  if (!publisher.ok()) return publisher.status();
  pb::Document restored = document;
  restored.set_state(pb::STATE_ACTIVE);
  transaction.AppendChange(UpsertChange(restored));
  auto factors = ActiveFactors(transaction, id);
  if (!factors.ok()) return factors.status();
  for (const pb::Factor& factor : *factors) transaction.AppendChange(UpsertChange(factor));
  return absl::OkStatus();
}

}  // namespace isotherm::factor_analysis
