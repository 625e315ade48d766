// Between rows of the store and messages of the service.
//
// A payload is the message as it was learned; what may change later (state, publisher that
// independence is judged by) stands in columns and is put in when a row is read.
// Errors: INTERNAL when a payload cannot be decoded. Thread-safety: pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "isotherm/factor/v1/document.pb.h"
#include "isotherm/factor/v1/factor.pb.h"
#include "services/common/sql/transaction.h"

namespace isotherm::factor_analysis {

// The columns each reader expects, in this order; `f`, `d` and `e` are the tables' short names.
inline constexpr char kDocumentColumns[] = "d.payload, d.active, d.ingest_us, d.id";
inline constexpr char kFactorColumns[] =
    "f.payload, f.active, d.source_publisher, f.observed_us, f.id";
inline constexpr char kEventColumns[] = "e.payload, e.active, e.observed_us, e.id";
const std::vector<sql::ColumnType>& DocumentColumnTypes();
const std::vector<sql::ColumnType>& FactorColumnTypes();
const std::vector<sql::ColumnType>& EventColumnTypes();

absl::StatusOr<factor::v1::Document> ToDocument(const sql::Row& row);
absl::StatusOr<factor::v1::Factor> ToFactor(const sql::Row& row);
absl::StatusOr<factor::v1::Event> ToEvent(const sql::Row& row);

// A change of the log. The payload of a document goes without its texts.
sql::Change UpsertChange(const factor::v1::Factor& factor);
sql::Change UpsertChange(const factor::v1::Document& document);
sql::Change DeletedFactor(std::string name);

// Names of the collections in the change log.
inline constexpr char kFactorCollection[] = "factors";
inline constexpr char kDocumentCollection[] = "documents";

}  // namespace isotherm::factor_analysis
