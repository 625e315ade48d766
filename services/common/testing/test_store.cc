#include "services/common/testing/test_store.h"

#include <cstdio>
#include <cstdlib>

#include "services/common/testing/postgres_cluster.h"

namespace isotherm::testing {

TestStore::TestStore(sql::Backend backend) {
  if (backend == sql::Backend::kSqlite) {
    connection_string_ = "sqlite:" + folder_.File("store.sqlite");
    return;
  }
  auto created = PostgresCluster::Shared().CreateDatabase();
  if (!created.ok()) {
    std::fprintf(stderr, "%s\n", created.status().ToString().c_str());
    std::abort();
  }
  connection_string_ = *std::move(created);
}

std::string BackendName(const ::testing::TestParamInfo<sql::Backend>& info) {
  return info.param == sql::Backend::kSqlite ? "Sqlite" : "Postgresql";
}

}  // namespace isotherm::testing
