#include "services/common/sql/prepared_statement.h"

#include <utility>
#include <variant>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "services/common/sql/utf8_text.h"
#include "services/common/status/errors.h"
#include "services/common/strings/view.h"

namespace isotherm::sql {

PreparedStatement::PreparedStatement(soci::session& session, std::string_view sql,
                                     const Params& params, const std::vector<ColumnType>& columns)
    : columns_(columns), statement_(session) {
  for (const auto& [name, value] : params.values()) {
    Slot& slot = parameters_.emplace_back();
    if (std::holds_alternative<std::int64_t>(value)) {
      statement_.exchange(soci::use(slot.integer, slot.indicator, name));
    } else if (std::holds_alternative<double>(value)) {
      statement_.exchange(soci::use(slot.real, slot.indicator, name));
    } else {
      statement_.exchange(soci::use(slot.text, slot.indicator, name));
    }
  }
  for (const ColumnType type : columns) {
    Slot& slot = results_.emplace_back();
    if (type == ColumnType::kInt) {
      statement_.exchange(soci::into(slot.integer, slot.indicator));
    } else if (type == ColumnType::kDouble) {
      statement_.exchange(soci::into(slot.real, slot.indicator));
    } else {
      statement_.exchange(soci::into(slot.text, slot.indicator));
    }
  }
  statement_.alloc();
  statement_.prepare(std::string(sql));
  statement_.define_and_bind();
}

std::string PreparedStatement::Key(std::string_view sql, const Params& params,
                                   const std::vector<ColumnType>& columns) {
  std::string key(sql);
  key.push_back('\0');
  for (const auto& [name, value] : params.values()) {
    absl::StrAppend(&key, name, " ", value.index(), ",");
  }
  key.push_back('\0');
  for (const ColumnType type : columns) absl::StrAppend(&key, static_cast<int>(type));
  return key;
}

absl::Status PreparedStatement::Bind(const Params& params) {
  std::size_t index = 0;
  for (const auto& [name, value] : params.values()) {
    Slot& slot = parameters_[index++];
    slot.indicator = soci::i_ok;
    if (const auto* integer = std::get_if<std::int64_t>(&value)) {
      slot.integer = *integer;
    } else if (const auto* real = std::get_if<double>(&value)) {
      slot.real = *real;
    } else if (const auto* text = std::get_if<std::string>(&value)) {
      if (!IsStorableText(*text)) {
        return InvalidFields({{name, "is not valid UTF-8 or holds a NUL byte"}});
      }
      slot.text = *text;
    } else if (const auto* bytes = std::get_if<Bytes>(&value)) {
      absl::Base64Escape(bytes->data, &slot.text);
    } else {
      slot.indicator = soci::i_null;
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<Row> PreparedStatement::CurrentRow() const {
  std::vector<Value> values;
  values.reserve(results_.size());
  for (std::size_t i = 0; i < results_.size(); ++i) {
    const Slot& slot = results_[i];
    if (slot.indicator == soci::i_null) {
      values.emplace_back(Null{});
    } else if (columns_[i] == ColumnType::kInt) {
      values.emplace_back(static_cast<std::int64_t>(slot.integer));
    } else if (columns_[i] == ColumnType::kDouble) {
      values.emplace_back(slot.real);
    } else if (columns_[i] == ColumnType::kText) {
      values.emplace_back(slot.text);
    } else {
      Bytes bytes;
      if (!absl::Base64Unescape(slot.text, &bytes.data)) {
        return MakeError(absl::StatusCode::kDataLoss, common::v1::ERROR_REASON_INTERNAL,
                         absl::StrCat("column ", i, " is damaged: not base64"));
      }
      values.emplace_back(std::move(bytes));
    }
  }
  return Row(std::move(values));
}

}  // namespace isotherm::sql
