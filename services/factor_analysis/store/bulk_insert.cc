#include "services/factor_analysis/store/bulk_insert.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "services/common/strings/view.h"

namespace isotherm::factor_analysis {
namespace {

constexpr std::size_t kLargestGroup = 16;

absl::Status InsertGroup(sql::WriteTransaction& transaction, std::string_view table,
                         const std::vector<std::string_view>& columns,
                         const std::vector<std::vector<sql::Value>>& rows, std::size_t first,
                         std::size_t count) {
  std::string statement = absl::StrCat("INSERT INTO ", AbslView(table), " (");
  for (std::size_t c = 0; c < columns.size(); ++c) {
    absl::StrAppend(&statement, c == 0 ? "" : ", ", AbslView(columns[c]));
  }
  absl::StrAppend(&statement, ") VALUES ");
  sql::Params params;
  for (std::size_t r = 0; r < count; ++r) {
    absl::StrAppend(&statement, r == 0 ? "(" : ", (");
    for (std::size_t c = 0; c < columns.size(); ++c) {
      const std::string parameter = absl::StrCat(AbslView(columns[c]), "_", r);
      absl::StrAppend(&statement, c == 0 ? ":" : ", :", parameter);
      params.Add(parameter, rows[first + r][c]);
    }
    absl::StrAppend(&statement, ")");
  }
  return transaction.Execute(absl::StrCat("insert into ", AbslView(table)), statement, params)
      .status();
}

}  // namespace

absl::Status BulkInsert(sql::WriteTransaction& transaction, std::string_view table,
                        const std::vector<std::string_view>& columns,
                        const std::vector<std::vector<sql::Value>>& rows) {
  std::size_t group = kLargestGroup;
  for (std::size_t first = 0; first < rows.size();) {
    while (group > rows.size() - first) group /= 2;
    absl::Status status = InsertGroup(transaction, table, columns, rows, first, group);
    if (!status.ok()) return status;
    first += group;
  }
  return absl::OkStatus();
}

}  // namespace isotherm::factor_analysis
