#include "services/factor_analysis/convert/document_input.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "google/rpc/error_details.pb.h"
#include "services/common/status/errors.h"
#include "services/factor_analysis/engine/analyzer.h"

namespace isotherm::factor_analysis {
namespace {

namespace pb = factor::v1;
using ::testing::ElementsAre;

const absl::Time kNow = absl::FromCivil(absl::CivilDay(2024, 5, 6), absl::UTCTimeZone());

std::vector<std::string> ViolatedFields(const absl::Status& status) {
  std::vector<std::string> fields;
  const google::rpc::Status rpc_status = ToRpcStatus(status);
  for (const auto& detail : rpc_status.details()) {
    google::rpc::BadRequest bad;
    if (!detail.UnpackTo(&bad)) continue;
    for (const auto& violation : bad.field_violations()) fields.push_back(violation.field());
  }
  return fields;
}

class DocumentInputTest : public ::testing::Test {
 protected:
  DocumentInputTest() {
    document_.set_title("Title");
    document_.set_content("Content.");
    document_.set_date("2023-10-02");
    document_.set_publisher("Agency");
  }
  absl::StatusOr<engine::DocumentInput> Convert() {
    return ToDocumentInput(document_, directory_, kNow);
  }

  static std::vector<Actor> Actors() {
    Actor actor;
    actor.id = "ilham-aliyev";
    actor.display_name = "Ilham Aliyev";
    return {actor};
  }

  pb::Document document_;
  engine::ActorDirectory directory_{Actors()};
};

TEST_F(DocumentInputTest, ReadsAllFields) {
  document_.set_format(pb::CONTENT_FORMAT_HTML);
  auto& focus = *document_.add_focus_leaders();
  focus.set_leader("leaders/ilham-aliyev");
  focus.set_country_code("AZE");
  focus.set_role("President");
  document_.add_focus_leaders()->set_leader("leaders/john-q-doe");
  document_.add_focus_leaders()->set_display_name("Jane Doe");
  const auto input = Convert();
  ASSERT_TRUE(input.ok()) << input.status();
  EXPECT_EQ(input->title, "Title");
  EXPECT_EQ(input->content, "Content.");
  EXPECT_EQ(input->publisher, "Agency");
  EXPECT_EQ(input->date, absl::CivilDay(2023, 10, 2));
  EXPECT_EQ(input->format, engine::ContentFormat::kHtml);
  ASSERT_EQ(input->focuses.size(), 3u);
  EXPECT_EQ(input->focuses[0].display_name, "Ilham Aliyev");
  EXPECT_EQ(input->focuses[0].country_code, "AZE");
  EXPECT_EQ(input->focuses[1].leader_id, "john-q-doe");
  EXPECT_EQ(input->focuses[1].display_name, "John Q Doe");
  EXPECT_EQ(input->focuses[2].leader_id, "");
  EXPECT_FALSE(input->focuses_only);
}

TEST_F(DocumentInputTest, SizesHaveReasonsOfTheirOwn) {
  document_.set_content("");
  EXPECT_EQ(ReasonOf(Convert().status()), common::v1::ERROR_REASON_DOCUMENT_EMPTY);
  document_.set_content(std::string(engine::Analyzer::kMaxContentBytes, 'a'));
  EXPECT_TRUE(Convert().ok());
  document_.mutable_content()->push_back('a');
  EXPECT_EQ(ReasonOf(Convert().status()), common::v1::ERROR_REASON_DOCUMENT_TOO_LARGE);
}

TEST_F(DocumentInputTest, DatesRunFrom1900ToTomorrow) {
  for (const char* good : {"1900-01-01", "2024-02-29", "2024-05-06", "2024-05-07"}) {
    document_.set_date(good);
    EXPECT_TRUE(Convert().ok()) << good;
  }
  for (const char* bad :
       {"", "1899-12-31", "2024-05-08", "2023-02-29", "2023-13-01", "2023-00-10", "2023-10-2",
        "02.10.2023", "2023-10-02T00:00", " 2023-10-02", "yesterday"}) {
    document_.set_date(bad);
    const absl::Status status = Convert().status();
    EXPECT_EQ(ReasonOf(status), common::v1::ERROR_REASON_INVALID_FIELD) << bad;
    EXPECT_THAT(ViolatedFields(status), ElementsAre("document.date")) << bad;
  }
}

TEST_F(DocumentInputTest, NamesEveryWrongFieldAtOnce) {
  document_.set_title(std::string(1'001, 't'));
  document_.set_publisher(std::string("a\0b", 3));
  document_.set_uri(std::string(2'001, 'u'));
  document_.set_date("no");
  document_.set_format(static_cast<pb::ContentFormat>(99));
  document_.add_focus_leaders();
  document_.add_focus_leaders()->set_leader("actors/ilham-aliyev");
  auto& third = *document_.add_focus_leaders();
  third.set_display_name("Jane Doe");
  third.set_country_code("aze");
  EXPECT_THAT(
      ViolatedFields(Convert().status()),
      ElementsAre("document.title", "document.publisher", "document.uri", "document.date",
                  "document.format", "document.focus_leaders[0].display_name",
                  "document.focus_leaders[1].leader", "document.focus_leaders[2].country_code"));
}

TEST_F(DocumentInputTest, AtMostTwentyFocusLeaders) {
  for (int i = 0; i < 20; ++i) document_.add_focus_leaders()->set_display_name("Jane Doe");
  EXPECT_TRUE(Convert().ok());
  document_.add_focus_leaders()->set_display_name("Jane Doe");
  EXPECT_THAT(ViolatedFields(Convert().status()), ElementsAre("document.focus_leaders"));
}

TEST_F(DocumentInputTest, ContentMayBeAnyOctets) {
  document_.set_content("caf\xe9 \xff\xfe");
  EXPECT_TRUE(Convert().ok());
}

}  // namespace
}  // namespace isotherm::factor_analysis
