#include "services/factor_analysis/store/rows.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "services/common/status/errors.h"

namespace isotherm::factor_analysis {
namespace {

namespace pb = factor::v1;
using sql::ColumnType;

absl::Status Undecodable(std::string_view kind, const std::string& id) {
  return MakeError(absl::StatusCode::kInternal, common::v1::ERROR_REASON_INTERNAL,
                   absl::StrCat("the stored ", std::string(kind), " ", id,
                                " cannot be decoded; restore the store from a backup"));
}

pb::State StateOf(std::int64_t active) {
  return active != 0 ? pb::STATE_ACTIVE : pb::STATE_RETRACTED;
}

}  // namespace

const std::vector<ColumnType>& DocumentColumnTypes() {
  static const auto& types = *new std::vector<ColumnType>{ColumnType::kBytes, ColumnType::kInt,
                                                          ColumnType::kInt, ColumnType::kText};
  return types;
}

const std::vector<ColumnType>& FactorColumnTypes() {
  static const auto& types = *new std::vector<ColumnType>{
      ColumnType::kBytes, ColumnType::kInt, ColumnType::kText, ColumnType::kInt, ColumnType::kText};
  return types;
}

const std::vector<ColumnType>& EventColumnTypes() { return DocumentColumnTypes(); }

absl::StatusOr<pb::Document> ToDocument(const sql::Row& row) {
  pb::Document document;
  if (!document.ParseFromString(row.Octets(0))) return Undecodable("document", row.Text(3));
  document.set_state(StateOf(row.Int(1)));
  return document;
}

absl::StatusOr<pb::Factor> ToFactor(const sql::Row& row) {
  pb::Factor factor;
  if (!factor.ParseFromString(row.Octets(0))) return Undecodable("factor", row.Text(4));
  factor.set_state(StateOf(row.Int(1)));
  factor.set_publisher(row.Text(2));
  return factor;
}

absl::StatusOr<pb::Event> ToEvent(const sql::Row& row) {
  pb::Event event;
  if (!event.ParseFromString(row.Octets(0))) return Undecodable("event", row.Text(3));
  event.set_state(StateOf(row.Int(1)));
  return event;
}

sql::Change UpsertChange(const pb::Factor& factor) {
  sql::Change change;
  change.collection = kFactorCollection;
  change.name = factor.name();
  change.payload = factor.SerializeAsString();
  return change;
}

sql::Change UpsertChange(const pb::Document& document) {
  sql::Change change;
  change.collection = kDocumentCollection;
  change.name = document.name();
  change.payload = document.SerializeAsString();
  return change;
}

sql::Change DeletedFactor(std::string name) {
  sql::Change change;
  change.collection = kFactorCollection;
  change.name = std::move(name);
  change.deleted = true;
  return change;
}

}  // namespace isotherm::factor_analysis
