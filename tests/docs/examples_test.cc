#include "tests/docs/examples.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace isotherm::documentation {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(ExamplesTest, CommentsBelongToTheNextBlock) {
  const Page page = ReadPage(
      "# Title\n\n<!-- expect: one -->\n<!-- expect: two -->\n```sh\necho one two\n```\n"
      "<!-- expect-error: no -->\n\n```sh\nfalse\n```\n```sh\nf() { :; }\n```\n"
      "<!-- not run: needs a cluster -->\n```sh\nkubectl apply\n```\n");
  EXPECT_THAT(page.faults, IsEmpty());
  ASSERT_EQ(page.examples.size(), 4u);
  EXPECT_EQ(page.examples[0].line, 5);
  EXPECT_EQ(page.examples[0].script, "echo one two\n");
  EXPECT_THAT(page.examples[0].expected, ElementsAre("one", "two"));
  EXPECT_FALSE(page.examples[0].fails);
  EXPECT_TRUE(page.examples[1].fails);
  EXPECT_THAT(page.examples[2].expected, IsEmpty());
  EXPECT_EQ(page.examples[3].not_run, "needs a cluster");
}

TEST(ExamplesTest, OutputIsNoCommand) {
  const Page page = ReadPage("```text\n$ make\n```\n```\n <diagram>\n```\n");
  EXPECT_THAT(page.faults, IsEmpty());
  EXPECT_THAT(page.examples, IsEmpty());
}

TEST(ExamplesTest, NothingHidesFromTheTest) {
  EXPECT_THAT(ReadPage("```bash\nmake\n```\n").faults,
              ElementsAre(HasSubstr("line 1: commands belong in ```sh")));
  EXPECT_THAT(ReadPage("<!-- expect: x -->\nwords\n").faults,
              ElementsAre(HasSubstr("line 2: a comment about a block")));
  EXPECT_THAT(ReadPage("<!-- expect: x -->\n").faults, ElementsAre(HasSubstr("line 1")));
  EXPECT_THAT(ReadPage("<!-- expect: x -->\n```text\nx\n```\n").faults,
              ElementsAre(HasSubstr("without any")));
  EXPECT_THAT(ReadPage("```sh\nmake\n").faults, ElementsAre(HasSubstr("never ends")));
}

}  // namespace
}  // namespace isotherm::documentation
