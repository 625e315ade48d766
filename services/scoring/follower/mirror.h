// What a follower does with the messages of one service: keep a mirror of its resources.
//
// Thread-safety: stateless; transactions belong to their thread. Errors: of the transaction. A
// resource that cannot be used is logged and left out; it never stops the follower.
#pragma once

#include <cstdint>
#include <memory>
#include <set>
#include <string>

#include "absl/status/status.h"
#include "services/common/sql/transaction.h"
#include "services/scoring/follower/watch_client.h"

namespace isotherm::scoring {

class Mirror {
 public:
  virtual ~Mirror() = default;
  virtual const char* cursor_name() const = 0;
  // Adds the leaders whose reading may change to `touched`. `generation` numbers the snapshot.
  virtual absl::Status Upsert(sql::WriteTransaction& transaction,
                              const google::protobuf::MessageLite& resource,
                              std::int64_t generation, std::set<std::string>& touched) const = 0;
  virtual absl::Status Delete(sql::WriteTransaction& transaction, const std::string& name,
                              std::set<std::string>& touched) const = 0;
  // Deletes what the snapshot of `generation` did not hold.
  virtual absl::Status Sweep(sql::WriteTransaction& transaction, std::int64_t generation,
                             std::set<std::string>& touched) const = 0;
};

std::unique_ptr<Mirror> NewFactorMirror();
std::unique_ptr<Mirror> NewProfileMirror();

}  // namespace isotherm::scoring
