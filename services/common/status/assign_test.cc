#include "services/common/status/assign.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "gtest/gtest.h"

namespace isotherm {
namespace {

TEST(AssignOrStatusTest, MovesTheValue) {
  absl::StatusOr<std::unique_ptr<int>> from = std::make_unique<int>(7);
  std::unique_ptr<int> to;
  EXPECT_TRUE(AssignOrStatus(std::move(from), to).ok());
  ASSERT_NE(to, nullptr);
  EXPECT_EQ(*to, 7);
}

TEST(AssignOrStatusTest, ConvertsAsAnAssignmentDoes) {
  std::optional<std::string> to;
  EXPECT_TRUE(AssignOrStatus(absl::StatusOr<std::string>("warm"), to).ok());
  EXPECT_EQ(to, "warm");
}

TEST(AssignOrStatusTest, AnErrorLeavesTheTargetAlone) {
  int to = 7;
  const absl::Status status =
      AssignOrStatus(absl::StatusOr<int>(absl::DataLossError("cut short")), to);
  EXPECT_EQ(status, absl::DataLossError("cut short"));
  EXPECT_EQ(to, 7);
}

}  // namespace
}  // namespace isotherm
