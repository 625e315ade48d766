#include "services/common/stream/resume_token.h"

#include <gtest/gtest.h>

namespace isotherm::stream {
namespace {

const TokenScope kScope{StableHash("store"), StableHash("filter")};

TEST(ResumeTokenTest, RoundTripsAPositionBetweenRevisions) {
  const std::string token = EncodeResumeToken(kScope, {1234567890123, std::nullopt});
  const auto position = DecodeResumeToken(kScope, token);
  ASSERT_TRUE(position.ok()) << position.status();
  EXPECT_EQ(position->revision, 1234567890123);
  EXPECT_FALSE(position->snapshot.has_value());
}

TEST(ResumeTokenTest, RoundTripsAPositionInsideASnapshot) {
  const std::string name("leaders/\xC3\xBC\0x", 12);
  const auto position = DecodeResumeToken(
      kScope, EncodeResumeToken(kScope, {7, ResumePosition::InSnapshot{name, 300}}));
  ASSERT_TRUE(position.ok()) << position.status();
  ASSERT_TRUE(position->snapshot.has_value());
  EXPECT_EQ(position->snapshot->after_name, name);
  EXPECT_EQ(position->snapshot->sent, 300);
}

TEST(ResumeTokenTest, UsesOnlyCharactersThatNeedNoEscapingInUrlsAndHeaders) {
  for (std::int64_t revision = 1; revision < 2000; ++revision) {
    for (const char c : EncodeResumeToken(kScope, {revision, std::nullopt})) {
      EXPECT_TRUE(isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_') << c;
    }
  }
}

TEST(ResumeTokenTest, RefusesEveryOneCharacterChangeAndEveryPrefix) {
  const std::string token =
      EncodeResumeToken(kScope, {987654, ResumePosition::InSnapshot{"actors/a", 1}});
  for (std::size_t i = 0; i < token.size(); ++i) {
    std::string damaged = token;
    damaged[i] = damaged[i] == 'A' ? 'B' : 'A';
    EXPECT_TRUE(absl::IsInvalidArgument(DecodeResumeToken(kScope, damaged).status())) << i;
    EXPECT_TRUE(absl::IsInvalidArgument(DecodeResumeToken(kScope, token.substr(0, i)).status()))
        << i;
  }
  EXPECT_TRUE(absl::IsInvalidArgument(DecodeResumeToken(kScope, "not a token!").status()));
  EXPECT_TRUE(
      absl::IsInvalidArgument(DecodeResumeToken(kScope, std::string(100'000, 'A')).status()));
}

TEST(ResumeTokenTest, RefusesATokenOfAnotherStoreOrFilterAndSaysSo) {
  const std::string token = EncodeResumeToken(kScope, {5, std::nullopt});
  const auto other_store =
      DecodeResumeToken({StableHash("other"), kScope.filter_hash}, token).status();
  EXPECT_TRUE(absl::IsInvalidArgument(other_store));
  EXPECT_NE(other_store.message().find("another service"), absl::string_view::npos);
  const auto other_filter = DecodeResumeToken({kScope.store_hash, StableHash("")}, token).status();
  EXPECT_TRUE(absl::IsInvalidArgument(other_filter));
  EXPECT_NE(other_filter.message().find("another filter"), absl::string_view::npos);
}

TEST(ResumeTokenTest, TellsItsStoreToThoseWhoCompare) {
  const std::string token = EncodeResumeToken(kScope, {7, std::nullopt});
  EXPECT_EQ(StoreHashOf(token), StableHash("store"));
  EXPECT_EQ(StoreHashOf(token.substr(1)), 0u);
  EXPECT_EQ(StoreHashOf(""), 0u);
}

TEST(StableHashTest, IsFnv1a) {
  EXPECT_EQ(StableHash(""), 0xcbf29ce484222325u);
  EXPECT_EQ(StableHash("a"), 0xaf63dc4c8601ec8cu);
  EXPECT_EQ(StableHash("foobar"), 0x85944171f73967e8u);
}

}  // namespace
}  // namespace isotherm::stream
