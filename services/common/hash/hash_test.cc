#include <gtest/gtest.h>

#include "services/common/hash/fnv.h"
#include "services/common/hash/sealed_token.h"

namespace isotherm {
namespace {

TEST(FnvTest, KnownValues) {
  // From the authors' test vectors.
  EXPECT_EQ(Fnv64(""), 0xCBF29CE484222325ULL);
  EXPECT_EQ(Fnv64("a"), 0xAF63DC4C8601EC8CULL);
  EXPECT_EQ(Fnv64("foobar"), 0x85944171F73967E8ULL);
  EXPECT_EQ(Fnv128Hex(""), "6c62272e07bb014262b821756295c58d");
  EXPECT_EQ(Fnv128Hex("a"), "d228cb696f1a8caf78912b704e4a8964");
}

TEST(SealedTokenTest, OpensWhatItSealed) {
  const std::string content("with\0nul and \xFF", 14);
  const std::string token = SealToken("page", content);
  EXPECT_EQ(OpenToken("page", token), content);
  EXPECT_EQ(OpenToken("page", SealToken("page", "")), "");
}

TEST(SealedTokenTest, RefusesDamageAndOtherKinds) {
  const std::string token = SealToken("page", "content");
  EXPECT_EQ(OpenToken("consistency", token), std::nullopt);
  for (std::size_t i = 0; i < token.size(); ++i) {
    EXPECT_EQ(OpenToken("page", token.substr(0, i)), std::nullopt) << i;
    // The last character carries spare bits that base64 ignores; any other change must show.
    if (i + 1 == token.size()) break;
    std::string damaged = token;
    damaged[i] = damaged[i] == 'A' ? 'B' : 'A';
    EXPECT_EQ(OpenToken("page", damaged), std::nullopt) << i;
  }
  EXPECT_EQ(OpenToken("page", "no base64!"), std::nullopt);
}

}  // namespace
}  // namespace isotherm
