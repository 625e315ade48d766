#include "services/common/sql/meta.h"

#include <cstdint>
#include <random>

#include "absl/strings/str_format.h"

namespace isotherm::sql {
namespace {

// RFC 4122 version 4.
std::string NewUuid() {
  std::random_device entropy;
  const auto word = [&entropy] { return static_cast<std::uint32_t>(entropy()); };
  const std::uint32_t middle = word();
  const std::uint32_t tail = word();
  return absl::StrFormat("%08x-%04x-4%03x-%04x-%04x%08x", word(), middle >> 16, middle & 0xFFF,
                         0x8000 | ((tail >> 16) & 0x3FFF), tail & 0xFFFF, word());
}

}  // namespace

absl::StatusOr<std::optional<std::string>> ReadMeta(ReadTransaction& transaction,
                                                    std::string_view key) {
  std::optional<std::string> value;
  absl::Status status =
      transaction.Query("read meta", "SELECT value FROM meta WHERE key = :key",
                        {{"key", std::string(key)}}, {ColumnType::kText}, [&](const Row& row) {
                          value = row.Text(0);
                          return absl::OkStatus();
                        });
  if (!status.ok()) return status;
  return value;
}

absl::Status WriteMeta(WriteTransaction& transaction, std::string_view key,
                       std::string_view value) {
  return transaction
      .Execute("write meta",
               "INSERT INTO meta (key, value) VALUES (:key, :value) "
               "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
               {{"key", std::string(key)}, {"value", std::string(value)}})
      .status();
}

absl::StatusOr<std::string> EnsureStoreId(WriteTransaction& transaction) {
  if (absl::Status status = transaction.Lock("meta/store_id"); !status.ok()) return status;
  absl::StatusOr<std::optional<std::string>> known = ReadMeta(transaction, "store_id");
  if (!known.ok()) return known.status();
  if (known->has_value()) return **known;
  std::string id = NewUuid();
  if (absl::Status status = WriteMeta(transaction, "store_id", id); !status.ok()) return status;
  return id;
}

}  // namespace isotherm::sql
