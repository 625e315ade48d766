#include "services/common/paging/paging.h"

#include <gtest/gtest.h>

#include <limits>

#include "services/common/status/errors.h"

namespace isotherm::paging {
namespace {

TEST(PagingTest, SizesAreDefaultedAndCoerced) {
  EXPECT_EQ(ReadPage(0, "", "s")->size, 50);
  EXPECT_EQ(ReadPage(1, "", "s")->size, 1);
  EXPECT_EQ(ReadPage(1000, "", "s")->size, 1000);
  EXPECT_EQ(ReadPage(std::numeric_limits<std::int32_t>::max(), "", "s")->size, 1000);
  EXPECT_EQ(ReadPage(0, "", "s", {.default_size = 7, .max_size = 9})->size, 7);
}

TEST(PagingTest, NegativeSizeIsAnError) {
  const auto page = ReadPage(-5, "", "s");
  EXPECT_EQ(page.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ReasonOf(page.status()), common::v1::ERROR_REASON_INVALID_PAGE_SIZE);
  EXPECT_EQ(page.status().message(), "page_size is -5; give 0 (default) or more");
}

TEST(PagingTest, TokenBringsTheCursorBack) {
  const std::string token = MakePageToken("ListActors kind=LEADER", "actors/x");
  EXPECT_EQ(ReadPage(10, token, "ListActors kind=LEADER")->cursor, "actors/x");
  EXPECT_EQ(ReadPage(10, "", "ListActors")->cursor, "");
}

TEST(PagingTest, ForeignAndDamagedTokensAreErrors) {
  const std::string token = MakePageToken("ListActors kind=LEADER", "actors/x");
  for (const std::string& bad : {token.substr(1), token + "A", std::string("garbage"),
                                 MakePageToken("ListActors kind=STATE", "actors/x"),
                                 MakePageToken("ListActors kind=LEADER", "")}) {
    const auto page = ReadPage(10, bad, "ListActors kind=LEADER");
    EXPECT_EQ(page.status().code(), absl::StatusCode::kInvalidArgument) << bad;
    EXPECT_EQ(ReasonOf(page.status()), common::v1::ERROR_REASON_INVALID_PAGE_TOKEN) << bad;
  }
}

}  // namespace
}  // namespace isotherm::paging
