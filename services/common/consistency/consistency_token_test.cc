#include "services/common/consistency/consistency_token.h"

#include <gtest/gtest.h>

#include "services/common/hash/sealed_token.h"
#include "services/common/status/errors.h"

namespace isotherm::consistency {
namespace {

TEST(ConsistencyTokenTest, RoundTrip) {
  Token token(Service::kFactor, "store-f", 812);
  token.Merge(Token(Service::kProfile, "store-p", 3));
  const auto parsed = Token::Parse(token.ToString());
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  EXPECT_EQ(*parsed, token);
  EXPECT_EQ(parsed->of(Service::kProfile), (StoreRevision{"store-p", 3}));
  EXPECT_FALSE(parsed->of(Service::kScoring).has_value());
}

TEST(ConsistencyTokenTest, EmptyAsksForNothing) {
  EXPECT_EQ(Token().ToString(), "");
  const auto parsed = Token::Parse("");
  ASSERT_TRUE(parsed.ok());
  EXPECT_EQ(RequiredRevision(*parsed, Service::kProfile, "any").value(), 0);
}

TEST(ConsistencyTokenTest, MergeTakesTheLater) {
  Token token(Service::kFactor, "s", 5);
  token.Merge(Token(Service::kFactor, "s", 3));
  EXPECT_EQ(token.of(Service::kFactor)->revision, 5);
  token.Merge(Token(Service::kFactor, "s", 9));
  EXPECT_EQ(token.of(Service::kFactor)->revision, 9);
  token.Merge(Token(Service::kFactor, "new", 1));
  EXPECT_EQ(token.of(Service::kFactor), (StoreRevision{"new", 1}));
}

TEST(ConsistencyTokenTest, DamageIsRefused) {
  const std::string good = Token(Service::kFactor, "s", 5).ToString();
  for (const std::string& bad :
       {good.substr(1), std::string("x"), SealToken("page", "factor=s@5"),
        SealToken("consistency", "factor=s"), SealToken("consistency", "factor=s@-1"),
        SealToken("consistency", "factor=s@x"), SealToken("consistency", "weather=s@1")}) {
    const auto parsed = Token::Parse(bad);
    EXPECT_EQ(parsed.status().code(), absl::StatusCode::kInvalidArgument) << bad;
    EXPECT_EQ(ReasonOf(parsed.status()), common::v1::ERROR_REASON_INVALID_CONSISTENCY_TOKEN) << bad;
  }
}

TEST(ConsistencyTokenTest, AnotherStoreIsRefused) {
  const Token token(Service::kProfile, "mine", 5);
  EXPECT_EQ(RequiredRevision(token, Service::kProfile, "mine").value(), 5);
  EXPECT_EQ(RequiredRevision(token, Service::kFactor, "other").value(), 0);
  const auto foreign = RequiredRevision(token, Service::kProfile, "other");
  EXPECT_EQ(ReasonOf(foreign.status()), common::v1::ERROR_REASON_INVALID_CONSISTENCY_TOKEN);
}

TEST(ConsistencyTokenTest, NotReachedSaysHowFar) {
  const absl::Status status = NotReached(Service::kProfile, 812, 790);
  EXPECT_EQ(status.code(), absl::StatusCode::kDeadlineExceeded);
  EXPECT_EQ(ReasonOf(status), common::v1::ERROR_REASON_CONSISTENCY_NOT_REACHED);
  EXPECT_EQ(status.message(), "profile revision 812 was not reached in time; at 790");
}

}  // namespace
}  // namespace isotherm::consistency
