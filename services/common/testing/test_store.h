// An empty store of either back end for a contract test.
//
//   class StoreTest : public ::testing::TestWithParam<sql::Backend> {
//     testing::TestStore store_{GetParam()};
//   };
//   INSTANTIATE_TEST_SUITE_P(Backends, StoreTest, testing::kBackends, testing::BackendName);
//
// Lifetime: the store dies with the object (PostgreSQL: with the test binary).
// Errors: ends the process when PostgreSQL cannot be started.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "services/common/sql/connection_string.h"
#include "services/common/testing/temp_dir.h"

namespace isotherm::testing {

class TestStore {
 public:
  explicit TestStore(sql::Backend backend);
  const std::string& connection_string() const { return connection_string_; }

 private:
  TempDir folder_;
  std::string connection_string_;
};

inline const auto kBackends = ::testing::Values(sql::Backend::kSqlite, sql::Backend::kPostgresql);
std::string BackendName(const ::testing::TestParamInfo<sql::Backend>& info);

}  // namespace isotherm::testing
