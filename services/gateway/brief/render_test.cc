#include "services/gateway/brief/render.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <numeric>

#include "services/gateway/brief/render_parts.h"
#include "services/gateway/brief/testing_explanation.h"

namespace isotherm::brief {
namespace {

Brief Compose() {
  const profile::v1::Actor actor = LeaderActor();
  return *ComposeBrief(StrongLeader(), &actor, OrganisationNames());
}

TEST(RenderTest, Text) {
  EXPECT_EQ(RenderText(Compose(), 100),
            R"(Mira Talan BLAZING: Talan's army retook the province within a day
Mira Talan, President of the United Provinces since 31 Oct 2003
BLAZING  93  (80 %: 86 to 97)  rising · as of 2 Oct 2023 · coverage low: 1 source
freezing 0 · cold 0 · chilly 0 · mild 1 · hot 14 · BLAZING 85 %

  • Crowds in the capital celebrate the return of the northern province.
  • Prices rise faster than wages.
  • Talan's army retook the province within a day.

Why is Talan's heat level blazing?
  What lifts the level most is public support: Crowds in the capital celebrate the return of the
  northern province.
  +14.2  public support            "Crowds in the capital celebrate the return of the northern
                                   province." (Gazette, 2 Oct 2023)
   -3.1  economy                   "prices, meanwhile, rise faster than wages" (Gazette, 2 Oct 2023)

What is changing Talan's heat level?
  The level is rising, up 4.1 points over 30 days. Talan's army retook the province within a day.
  +11.3  security and war          Talan's army retook the province within a day. "it took her army
                                   a single day to retake the province" (Gazette, 2 Oct 2023)

What is driving Talan?
  She wants to finish what her mother began.
         legitimacy and narrative  "She wants to finish what her mother began." (Gazette, 2 Oct
                                   2023)

What does this mean for you?
  The evidence does not say what this means for others.
)");
}

TEST(RenderTest, Markdown) {
  EXPECT_EQ(RenderMarkdown(Compose()),
            R"(# Mira Talan BLAZING: Talan's army retook the province within a day

Mira Talan, President of the United Provinces since 31 Oct 2003  
BLAZING  93  (80 %: 86 to 97)  rising · as of 2 Oct 2023 · coverage low: 1 source

| freezing | cold | chilly | mild | hot | blazing |
| ---: | ---: | ---: | ---: | ---: | ---: |
| 0 % | 0 % | 0 % | 1 % | 14 % | 85 % |

- Crowds in the capital celebrate the return of the northern province.
- Prices rise faster than wages.
- Talan's army retook the province within a day.

## Why is Talan's heat level blazing?

What lifts the level most is public support: Crowds in the capital celebrate the return of the northern province.

- **+14.2** *public support*: "Crowds in the capital celebrate the return of the northern province." (Gazette, 2 Oct 2023)
- **-3.1** *economy*: "prices, meanwhile, rise faster than wages" (Gazette, 2 Oct 2023)

## What is changing Talan's heat level?

The level is rising, up 4.1 points over 30 days. Talan's army retook the province within a day.

- **+11.3** *security and war*: Talan's army retook the province within a day. "it took her army a single day to retake the province" (Gazette, 2 Oct 2023)

## What is driving Talan?

She wants to finish what her mother began.

- *legitimacy and narrative*: "She wants to finish what her mother began." (Gazette, 2 Oct 2023)

## What does this mean for you?

The evidence does not say what this means for others.
)");
}

TEST(RenderTest, MarkdownEscapesWhatDocumentsSay) {
  Brief brief = Compose();
  brief.questions[0].reasons[0].quote = "<b>*won*</b>\n# now";
  EXPECT_THAT(RenderMarkdown(brief), ::testing::HasSubstr(R"("\<b\>\*won\*\</b\> \# now")"));
}

TEST(RenderTest, JsonHasStableFields) {
  const nlohmann::json json = nlohmann::json::parse(RenderJson(Compose()));
  EXPECT_EQ(json.at("level"), "BLAZING");
  EXPECT_EQ(json.at("trend"), "RISING");
  EXPECT_EQ(json.at("as_of"), "2023-10-02");
  EXPECT_EQ(json.at("takeaways").size(), 3u);
  ASSERT_EQ(json.at("questions").size(), 4u);
  const auto& reason = json.at("questions")[0].at("reasons")[0];
  EXPECT_EQ(reason.at("points"), 14.2);
  EXPECT_EQ(reason.at("domain"), "PUBLIC_SUPPORT");
  EXPECT_EQ(reason.at("document"), "documents/d1");
  EXPECT_TRUE(json.at("questions")[2].at("reasons")[0].at("points").is_null());
  EXPECT_EQ(json.at("level_probabilities").at("BLAZING"), 0.85);
}

TEST(RenderTest, JsonSurvivesBrokenBytes) {
  Brief brief = Compose();
  brief.questions[0].reasons[0].quote = "broken \xff byte";
  EXPECT_TRUE(nlohmann::json::accept(RenderJson(brief)));
}

TEST(RenderTest, WholePercentsSumToAHundred) {
  const auto percents = WholePercents({1 / 6.0, 1 / 6.0, 1 / 6.0, 1 / 6.0, 1 / 6.0, 1 / 6.0});
  EXPECT_EQ(std::accumulate(percents.begin(), percents.end(), 0), 100);
}

}  // namespace
}  // namespace isotherm::brief
