// One connection to a store, with its prepared statements. Internal to this folder.
//
// Thread-safety: belongs to one thread at a time (SessionPool sees to it).
// Errors: as transaction.h. After an error the caller rolls back; broken() says whether the
// connection is gone for good.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/common/sql/connection_string.h"
#include "services/common/sql/value.h"

namespace isotherm::sql {

class Session {
 public:
  enum class Mode { kRead, kWrite };

  static absl::StatusOr<std::unique_ptr<Session>> Open(const ConnectionSpec& spec,
                                                       absl::Duration lock_timeout);
  ~Session();

  Backend backend() const { return backend_; }
  bool broken() const;

  absl::Status Begin(Mode mode);
  absl::Status Commit();
  // Never fails: a connection that cannot roll back becomes broken().
  void Rollback();

  absl::StatusOr<std::int64_t> Execute(std::string_view name, std::string_view sql,
                                       const Params& params);
  absl::Status Query(std::string_view name, std::string_view sql, const Params& params,
                     const std::vector<ColumnType>& columns,
                     absl::FunctionRef<absl::Status(const Row&)> each);
  // A statement without parameters and results, not kept prepared: schema changes, settings.
  absl::Status ExecuteOnce(std::string_view name, std::string_view sql);

 private:
  struct Impl;
  Session(Backend backend, std::unique_ptr<Impl> impl);

  const Backend backend_;
  const std::unique_ptr<Impl> impl_;
};

}  // namespace isotherm::sql
