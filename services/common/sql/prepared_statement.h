// A prepared SOCI statement with the variables it is bound to. Internal to this folder; includes
// SOCI.
//
// Preparing once and executing often saves PostgreSQL a parse and two round trips a call. SOCI
// binds to addresses, so parameters and results live here, at fixed places, as long as the
// statement. Errors: throws what SOCI throws; session.cc catches. Thread-safety: none.
#pragma once

#include <soci/soci.h>

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/common/sql/value.h"

namespace isotherm::sql {

class PreparedStatement {
 public:
  PreparedStatement(soci::session& session, std::string_view sql, const Params& params,
                    const std::vector<ColumnType>& columns);

  // Equal keys can share a prepared statement: SQL, parameter types and column types.
  static std::string Key(std::string_view sql, const Params& params,
                         const std::vector<ColumnType>& columns);

  // Sets the parameters: same names and types, in the same order as at construction.
  // INVALID_ARGUMENT for text that is not UTF-8 or holds NUL.
  absl::Status Bind(const Params& params);
  // True when there is a row to read.
  bool Execute() { return statement_.execute(true); }
  bool Fetch() { return statement_.fetch(); }
  std::int64_t AffectedRows() { return statement_.get_affected_rows(); }
  // The current row. DATA_LOSS when a Bytes column holds something else than base64.
  absl::StatusOr<Row> CurrentRow() const;

 private:
  struct Slot {
    soci::indicator indicator = soci::i_ok;
    long long integer = 0;
    double real = 0;
    std::string text;
  };

  std::vector<ColumnType> columns_;
  std::deque<Slot> parameters_;  // deque: addresses stay
  std::deque<Slot> results_;
  soci::statement statement_;  // after what it is bound to
};

}  // namespace isotherm::sql
