#include "services/factor_analysis/service/lists.h"

#include <gtest/gtest.h>

#include "services/common/paging/paging.h"
#include "services/common/status/errors.h"

namespace isotherm::factor_analysis {
namespace {

const std::vector<ListField>& Fields() {
  static const auto& fields = *new std::vector<ListField>{TextField("publisher", "publisher"),
                                                          DocumentField(), StateField()};
  return fields;
}

ListRequest Request(std::string_view filter) {
  ListRequest request;
  request.method = "ListThings";
  request.parent = "leaders/x";
  request.filter = filter;
  return request;
}

TEST(ListsTest, FiltersBecomeColumns) {
  const auto prepared = PrepareList(
      Request("publisher = \"O'Brien\" AND document = documents/ab AND state = retracted"),
      Fields());
  ASSERT_TRUE(prepared.ok()) << prepared.status();
  ASSERT_EQ(prepared->query.equals.size(), 3u);
  EXPECT_FALSE(prepared->impossible);
  for (const auto& [column, value] : prepared->query.equals) {
    if (column == "publisher") {
      EXPECT_EQ(std::get<std::string>(value), "O'Brien");
    }
    if (column == "document_id") {
      EXPECT_EQ(std::get<std::string>(value), "ab");
    }
    if (column == "active") {
      EXPECT_EQ(std::get<std::int64_t>(value), 0);
    }
  }
}

TEST(ListsTest, ActiveIsTheDefaultOnlyWhereTheMethodSaysSo) {
  ListRequest request = Request("");
  EXPECT_TRUE(PrepareList(request, Fields())->query.equals.empty());
  request.active_by_default = true;
  EXPECT_EQ(PrepareList(request, Fields())->query.equals.size(), 1u);
  request.filter = "state = RETRACTED";
  EXPECT_EQ(std::get<std::int64_t>(PrepareList(request, Fields())->query.equals[0].second), 0);
}

TEST(ListsTest, WhatCannotMatchIsNoError) {
  EXPECT_TRUE(PrepareList(Request("document = \"no name\""), Fields())->impossible);
  EXPECT_TRUE(PrepareList(Request("publisher = a AND publisher = b"), Fields())->impossible);
  EXPECT_FALSE(PrepareList(Request("publisher = a AND publisher = a"), Fields())->impossible);
}

TEST(ListsTest, PagesGoOnWhereTheyEnded) {
  const auto first = PrepareList(Request("publisher = a"), Fields());
  ASSERT_TRUE(first.ok());
  const std::string token = NextPageToken(first->scope, PagePosition{-17, "ab"});
  ListRequest request = Request("publisher = \"a\"");
  request.page_token = token;
  request.page_size = 7;
  const auto second = PrepareList(request, Fields());
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_EQ(second->query.after->time_us, -17);
  EXPECT_EQ(second->query.after->id, "ab");
  EXPECT_EQ(second->query.page_size, 7);
  EXPECT_EQ(NextPageToken(first->scope, std::nullopt), "");
}

TEST(ListsTest, RefusesForeignTokensSizesAndFields) {
  const auto first = PrepareList(Request("publisher = a"), Fields());
  const std::string token = NextPageToken(first->scope, PagePosition{1, "ab"});
  ListRequest request = Request("publisher = b");
  request.page_token = token;
  EXPECT_EQ(ReasonOf(PrepareList(request, Fields()).status()),
            common::v1::ERROR_REASON_INVALID_PAGE_TOKEN);
  request.page_token = "junk";
  EXPECT_EQ(ReasonOf(PrepareList(request, Fields()).status()),
            common::v1::ERROR_REASON_INVALID_PAGE_TOKEN);
  const std::string no_cursor = paging::MakePageToken(first->scope, "not a position");
  request = Request("publisher = a");
  request.page_token = no_cursor;
  EXPECT_EQ(ReasonOf(PrepareList(request, Fields()).status()),
            common::v1::ERROR_REASON_INVALID_PAGE_TOKEN);
  request = Request("");
  request.page_size = -1;
  EXPECT_EQ(ReasonOf(PrepareList(request, Fields()).status()),
            common::v1::ERROR_REASON_INVALID_PAGE_SIZE);
  EXPECT_EQ(ReasonOf(PrepareList(Request("colour = red"), Fields()).status()),
            common::v1::ERROR_REASON_INVALID_FILTER);
}

}  // namespace
}  // namespace isotherm::factor_analysis
