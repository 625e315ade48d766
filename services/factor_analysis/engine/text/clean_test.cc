#include "services/factor_analysis/engine/text/clean.h"

#include <random>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/factor_analysis/engine/analyzer.h"
#include "services/factor_analysis/engine/text/utf8.h"

namespace isotherm::engine {
namespace {

using ::testing::HasSubstr;

std::string Cleaned(std::string_view content, ContentFormat format = ContentFormat::kDetect) {
  const auto cleaned = CleanContent(content, format);
  EXPECT_TRUE(cleaned.ok()) << cleaned.status().message();
  return cleaned.ok() ? cleaned->text : "";
}

std::string ErrorOf(std::string_view content, ContentFormat format = ContentFormat::kDetect) {
  const auto cleaned = CleanContent(content, format);
  EXPECT_EQ(cleaned.status().code(), absl::StatusCode::kInvalidArgument);
  return std::string(cleaned.status().message());
}

constexpr char kPage[] = R"(<!DOCTYPE html><html><head><title>Site</title>
<script>var x = "<p>not text</p>";</script><style>p { color: red }</style></head>
<body><header><a href="/">Home</a><p>The Daily</p></header>
<nav><ul><li><a href="/a">Politics</a></li></ul></nav>
<div class="cookie-banner">We use cookies.</div>
<article><header><h1>Aliyev &amp; the victory</h1></header>
<p>Ilham&nbsp;Aliyev <b>won</b> the war&#8217;s last battle.<br>Baku cheered.</p>
<ul><li>Backing grew.</li><li><a href="/x">Read more</a></li></ul>
<aside>Subscribe now.</aside>
<p style="display:none">Hidden text.</p>
<form><button>Send</button></form>
<p>Pashinyan, the prime minister of Armenia, said that peace was the only way for both countries now
and that he would meet the president of Azerbaijan in Brussels next week to talk about a treaty.</p>
</article><footer><p>Copyright 2023</p></footer></body></html>)";

TEST(CleanTest, HtmlKeepsProseAndDropsFurniture) {
  const auto cleaned = CleanContent(kPage, ContentFormat::kDetect);
  ASSERT_TRUE(cleaned.ok());
  EXPECT_EQ(cleaned->format, ContentFormat::kHtml);
  EXPECT_EQ(
      cleaned->text,
      "Aliyev & the victory\n\nIlham Aliyev won the war\xE2\x80\x99s last battle.\nBaku "
      "cheered.\n\n\xE2\x80\xA2 Backing grew.\n\nPashinyan, the prime minister of Armenia, said "
      "that peace was the only way for both countries now and that he would meet the president "
      "of Azerbaijan in Brussels next week to talk about a treaty.");
}

TEST(CleanTest, HtmlThatCannotBeReadSafelyIsRefused) {
  std::string deep;
  for (int i = 0; i < 200000; ++i) deep += "<div>";
  EXPECT_THAT(ErrorOf(deep + "x", ContentFormat::kHtml), HasSubstr("elements deep"));
  // Closing tags that a parser ignores must not hide the depth.
  std::string hidden;
  for (int i = 0; i < 80000; ++i) hidden += "<span><div></span></div>";
  EXPECT_THAT(ErrorOf(hidden + "x", ContentFormat::kHtml), HasSubstr("elements deep"));
  std::string bold;
  for (int i = 0; i < 400; ++i) bold += "<b id=" + std::to_string(i) + ">";
  for (int i = 0; i < 100000; ++i) bold += "<p>x";
  EXPECT_THAT(ErrorOf(bold, ContentFormat::kHtml), HasSubstr("unclosed formatting"));
}

TEST(CleanTest, DeepButBearableHtmlIsRead) {
  std::string deep;
  for (int i = 0; i < 5000; ++i) deep += "<div>";
  EXPECT_EQ(Cleaned(deep + "He won.", ContentFormat::kHtml), "He won.");
}

TEST(CleanTest, MarkdownLosesItsMarks) {
  EXPECT_EQ(
      Cleaned("---\ntitle: x\n---\n# Aliyev **wins**\n\nHe _won_ the [war](http://a.b/c_(d)) in "
              "`Baku`.\n\n> Quoted *words*.\n\n* one\n* two\n\n![map](m.png)\n\n```\ncode\n```\n"
              "[1]: http://x.y\n\n| Year | Votes |\n|---|---|\n| 2003 | 76 |\n\nsnake_case stays, "
              "2 * 3 too, a&amp;b."),
      "Aliyev wins\n\nHe won the war in Baku.\n\nQuoted words.\n\n- one\n- two\n\nYear   "
      "Votes\n\n2003   76\n\nsnake_case stays, 2 * 3 too, a&b.");
}

TEST(CleanTest, PlainTextIsRepairedAndNormalised) {
  EXPECT_EQ(
      Cleaned("\xEF\xBB\xBFOne\r\ntwo\xC2\xA0three\r\n\r\n\r\n\r\nfour \xFF five\xE2\x80\x8B.\t"),
      "One\ntwo three\n\nfour \xEF\xBF\xBD five.");
}

TEST(CleanTest, ErrorsSayWhatIsWrong) {
  EXPECT_THAT(ErrorOf(""), HasSubstr("content holds no text"));
  EXPECT_THAT(ErrorOf(" \n\t "), HasSubstr("content holds no text"));
  EXPECT_THAT(ErrorOf("<html><script>x()</script></html>"), HasSubstr("of HTML after cleaning"));
  EXPECT_THAT(ErrorOf(std::string("abc\0def", 7)), HasSubstr("NUL at byte 3"));
  EXPECT_THAT(ErrorOf("%PDF-1.4 ..."), HasSubstr("a PDF file"));
  EXPECT_THAT(ErrorOf("\xFF\xFE"
                      "a"),
              HasSubstr("UTF-16"));
  EXPECT_THAT(ErrorOf(std::string(100, '\x01')), HasSubstr("control characters"));
  EXPECT_THAT(ErrorOf(std::string(100, '\xC0')), HasSubstr("are not UTF-8"));
  const std::string big(Analyzer::kMaxContentBytes + 1, 'a');
  EXPECT_THAT(ErrorOf(big), HasSubstr("content is 2097153 bytes; the limit is 2097152 bytes"));
}

TEST(CleanTest, DetectsFormats) {
  EXPECT_EQ(DetectFormat("Ruto < Odinga, a > b. It's plain."), ContentFormat::kPlain);
  EXPECT_EQ(DetectFormat("<p>One</p><p>Two</p>"), ContentFormat::kHtml);
  EXPECT_EQ(DetectFormat("text\n## Heading\n"), ContentFormat::kMarkdown);
  EXPECT_EQ(DetectFormat("see [this](https://x)"), ContentFormat::kMarkdown);
}

TEST(CleanTest, TheTitleComesFirstOnce) {
  DocumentInput document;
  document.title = " Ruto\nwins ";
  document.content = "He won.";
  auto cleaned = CleanDocument(document);
  ASSERT_TRUE(cleaned.ok());
  EXPECT_EQ(cleaned->text, "Ruto wins\n\nHe won.");
  EXPECT_EQ(cleaned->title_bytes, 9u);
  document.content = "Ruto wins\n\nHe won.";
  cleaned = CleanDocument(document);
  EXPECT_EQ(cleaned->text, "Ruto wins\n\nHe won.");
  EXPECT_EQ(cleaned->title_bytes, 9u);
}

TEST(CleanTest, RandomBytesGiveTextOrOneError) {
  std::mt19937 random(11);
  const std::string parts[] = {"<div>", "</p>", "<!--", "&amp;", "**",    "[a](",
                               "\n\n",  "# ",   "\xC3", "\xBC",  "word ", "<b",
                               "`",     ">",    "|",    "---",   "'",     "<script>"};
  for (int round = 0; round < 600; ++round) {
    std::string content;
    for (unsigned i = random() % 60; i > 0; --i) {
      content += round % 3 == 0 ? std::string(1, static_cast<char>(random()))
                                : parts[random() % std::size(parts)];
    }
    const auto cleaned = CleanContent(content, static_cast<ContentFormat>(round % 4));
    if (cleaned.ok()) {
      EXPECT_TRUE(IsValidUtf8(cleaned->text));
      EXPECT_FALSE(cleaned->text.empty());
    } else {
      EXPECT_EQ(cleaned.status().code(), absl::StatusCode::kInvalidArgument);
    }
  }
}

}  // namespace
}  // namespace isotherm::engine
