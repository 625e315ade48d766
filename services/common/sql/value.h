// What goes into and comes out of SQL statements, the same for both back ends.
//
// Text must be valid UTF-8 without NUL (INVALID_ARGUMENT otherwise). Bytes may hold anything: they
// travel as base64 in TEXT columns, because SOCI's blobs are large objects on PostgreSQL and its
// strings end at NUL there.
// Ownership: values own their contents. Thread-safety: plain values.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace isotherm::sql {

// Arbitrary octets, stored in a TEXT column.
struct Bytes {
  std::string data;
};

struct Null {};

using Value = std::variant<Null, std::int64_t, double, std::string, Bytes>;

// Named parameters: {{"name", name}, {"version", std::int64_t{3}}} for ":name" and ":version".
// A name may occur several times in a statement.
class Params {
 public:
  Params() = default;
  Params(std::initializer_list<std::pair<std::string, Value>> values) : values_(values) {}

  void Add(std::string name, Value value) {
    values_.emplace_back(std::move(name), std::move(value));
  }
  const std::vector<std::pair<std::string, Value>>& values() const { return values_; }

 private:
  std::vector<std::pair<std::string, Value>> values_;
};

enum class ColumnType { kInt, kDouble, kText, kBytes };

// One result row. Reading a column as another type than the query declared is a programming error
// and ends the process (std::get on the wrong alternative).
class Row {
 public:
  explicit Row(std::vector<Value> values) : values_(std::move(values)) {}

  bool IsNull(std::size_t column) const { return std::holds_alternative<Null>(values_[column]); }
  std::int64_t Int(std::size_t column) const { return std::get<std::int64_t>(values_[column]); }
  double Double(std::size_t column) const { return std::get<double>(values_[column]); }
  const std::string& Text(std::size_t column) const {
    return std::get<std::string>(values_[column]);
  }
  const std::string& Octets(std::size_t column) const {
    return std::get<Bytes>(values_[column]).data;
  }

 private:
  std::vector<Value> values_;
};

// Adds `values` to `params` as prefix_0, prefix_1, ... and returns ":prefix_0, :prefix_1, ..." for
// an IN (...) list. Both back ends take at least 30,000 parameters a statement. `values` is not
// empty.
std::string InList(std::string_view prefix, const std::vector<std::string>& values, Params& params);

// The least text above every text that starts with `prefix` (bytewise = by code point), for
// `x >= :prefix AND x < :bound`: LIKE ignores case on SQLite and not on PostgreSQL. Empty = no
// bound.
std::string PrefixUpperBound(std::string_view prefix);

}  // namespace isotherm::sql
