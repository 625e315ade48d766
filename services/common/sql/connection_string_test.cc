#include "services/common/sql/connection_string.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace isotherm::sql {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(ConnectionStringTest, ReadsSqliteForms) {
  const auto file = ParseConnectionString("sqlite:/data/my store.sqlite");
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_EQ(file->backend, Backend::kSqlite);
  EXPECT_EQ(file->target, "/data/my store.sqlite");
  EXPECT_FALSE(file->synchronous_normal);
  EXPECT_TRUE(ParseConnectionString("sqlite:a?synchronous=normal")->synchronous_normal);
  EXPECT_TRUE(ParseConnectionString("sqlite::memory:")->in_memory());
}

TEST(ConnectionStringTest, ReadsPostgresql) {
  const auto spec = ParseConnectionString("postgresql://u:secret@db:5432/profile");
  ASSERT_TRUE(spec.ok()) << spec.status();
  EXPECT_EQ(spec->backend, Backend::kPostgresql);
  EXPECT_EQ(Redacted(*spec), "postgresql://u:***@db:5432/profile");
}

TEST(ConnectionStringTest, HidesPasswordsInParameters) {
  const auto spec = ParseConnectionString("postgresql:///profile?password=secret&host=/run/pg");
  ASSERT_TRUE(spec.ok()) << spec.status();
  EXPECT_EQ(Redacted(*spec), "postgresql:///profile?password=***&host=/run/pg");
}

TEST(ConnectionStringTest, RefusesWithTheFormsAndWithoutThePassword) {
  for (const char* text : {"", "sqlite:", "mysql://u:secret@db/x", "/just/a/path",
                           "sqlite:a?journal=off", "sqlite:a\"b"}) {
    const auto spec = ParseConnectionString(text);
    EXPECT_EQ(spec.status().code(), absl::StatusCode::kInvalidArgument) << text;
    EXPECT_THAT(std::string(spec.status().message()), HasSubstr("sqlite:PATH")) << text;
    EXPECT_THAT(std::string(spec.status().message()), Not(HasSubstr("secret"))) << text;
  }
}

}  // namespace
}  // namespace isotherm::sql
