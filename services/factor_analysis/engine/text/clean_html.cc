#include "services/factor_analysis/engine/text/clean_html.h"

#include <gumbo.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "services/factor_analysis/engine/text/token_hash.h"

namespace isotherm::engine {
namespace {

constexpr std::size_t kMinMainTextBytes = 200;
constexpr double kMaxLinkShare = 0.8;
constexpr std::size_t kMaxLinkBlockBytes = 200;

bool IsOneOf(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

bool IsNameByte(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; }

// Reads only tag names, to bound from above what the tree builder will do.
class NestingGuard {
 public:
  explicit NestingGuard(std::string_view html) : html_(html) {}

  absl::Status Check() {
    for (std::size_t i = html_.find('<'); i != std::string_view::npos; i = html_.find('<', i)) {
      if (html_.substr(i, 4) == "<!--") {
        const std::size_t end = html_.find("-->", i + 4);
        if (end == std::string_view::npos) break;
        i = end + 3;
        continue;
      }
      i = Tag(i + 1);
      if (open_.size() > kMaxHtmlDepth || open_.size() * tags_ > kMaxHtmlSteps) {
        return absl::InvalidArgumentError(
            absl::StrCat("HTML is nested ", open_.size(), " elements deep after ", tags_,
                         " tags at byte ", i, ": no page is; close the elements"));
      }
      if ((formatting_ + 1) * tags_ > kMaxHtmlNodes) {
        return absl::InvalidArgumentError(absl::StrCat("HTML has ", formatting_,
                                                       " unclosed formatting elements around ",
                                                       tags_, " tags at byte ", i, "; close them"));
      }
    }
    return absl::OkStatus();
  }

 private:
  std::size_t Tag(std::size_t i) {
    const bool closing = i < html_.size() && html_[i] == '/';
    if (closing) ++i;
    std::string name;
    while (i < html_.size() && name.size() < 16) {
      const char c =
          html_[i] >= 'A' && html_[i] <= 'Z' ? static_cast<char>(html_[i] | 0x20) : html_[i];
      if (!IsNameByte(c)) break;
      name.push_back(c);
      ++i;
    }
    if (name.empty()) return i;
    ++tags_;
    const bool formatting = IsOneOf(name, {"a", "b", "big", "code", "em", "font", "i", "nobr", "s",
                                           "small", "strike", "strong", "tt", "u"});
    if (!closing && IsOneOf(name, {"script", "style", "textarea", "title", "xmp", "noscript"})) {
      // Raw text: what looks like a tag inside is none.
      const std::size_t end = html_.find("</" + name, i);
      return end == std::string_view::npos ? html_.size() : end + name.size() + 2;
    }
    if (IsOneOf(name, {"br",  "hr",   "img",  "input", "meta",  "link",   "wbr",   "source",
                       "col", "area", "base", "embed", "param", "track",  "p",     "li",
                       "td",  "th",   "tr",   "dd",    "dt",    "option", "tbody", "thead"})) {
      return i;
    }
    const std::uint64_t hash = TokenHash(name);
    if (!closing) {
      open_.push_back(hash);
      if (formatting) ++formatting_;
    } else if (!open_.empty() && open_.back() == hash) {
      // A close that does not match the innermost element may be ignored by the tree builder, so it
      // is not counted: the estimate must never be below the real depth.
      open_.pop_back();
      if (formatting) --formatting_;
    }
    return i;
  }

  std::string_view html_;
  std::vector<std::uint64_t> open_;
  std::size_t formatting_ = 0;
  std::size_t tags_ = 0;
};

bool IsDropped(GumboTag tag) {
  switch (tag) {
    case GUMBO_TAG_SCRIPT:
    case GUMBO_TAG_STYLE:
    case GUMBO_TAG_NAV:
    case GUMBO_TAG_FOOTER:
    case GUMBO_TAG_ASIDE:
    case GUMBO_TAG_FORM:
    case GUMBO_TAG_NOSCRIPT:
    case GUMBO_TAG_TEMPLATE:
    case GUMBO_TAG_IFRAME:
    case GUMBO_TAG_SVG:
    case GUMBO_TAG_MATH:
    case GUMBO_TAG_BUTTON:
    case GUMBO_TAG_SELECT:
    case GUMBO_TAG_TEXTAREA:
    case GUMBO_TAG_HEAD:
    case GUMBO_TAG_OBJECT:
    case GUMBO_TAG_VIDEO:
    case GUMBO_TAG_AUDIO:
    case GUMBO_TAG_CANVAS:
      return true;
    default:
      return false;
  }
}

bool IsBlock(GumboTag tag) {
  switch (tag) {
    case GUMBO_TAG_P:
    case GUMBO_TAG_DIV:
    case GUMBO_TAG_H1:
    case GUMBO_TAG_H2:
    case GUMBO_TAG_H3:
    case GUMBO_TAG_H4:
    case GUMBO_TAG_H5:
    case GUMBO_TAG_H6:
    case GUMBO_TAG_LI:
    case GUMBO_TAG_UL:
    case GUMBO_TAG_OL:
    case GUMBO_TAG_DL:
    case GUMBO_TAG_DT:
    case GUMBO_TAG_DD:
    case GUMBO_TAG_TABLE:
    case GUMBO_TAG_TR:
    case GUMBO_TAG_TD:
    case GUMBO_TAG_TH:
    case GUMBO_TAG_CAPTION:
    case GUMBO_TAG_BLOCKQUOTE:
    case GUMBO_TAG_SECTION:
    case GUMBO_TAG_ARTICLE:
    case GUMBO_TAG_MAIN:
    case GUMBO_TAG_HEADER:
    case GUMBO_TAG_FIGURE:
    case GUMBO_TAG_FIGCAPTION:
    case GUMBO_TAG_PRE:
    case GUMBO_TAG_ADDRESS:
    case GUMBO_TAG_DETAILS:
    case GUMBO_TAG_SUMMARY:
    case GUMBO_TAG_HR:
    case GUMBO_TAG_BODY:
      return true;
    default:
      return false;
  }
}

// Hidden, or furniture of the page by its class or role.
bool IsFurniture(const GumboElement& element) {
  if (element.tag == GUMBO_TAG_BODY || element.tag == GUMBO_TAG_HTML) return false;
  for (unsigned i = 0; i < element.attributes.length; ++i) {
    const auto* attribute = static_cast<const GumboAttribute*>(element.attributes.data[i]);
    const std::string_view name = attribute->name;
    std::string_view value = attribute->value;
    if (name == "hidden") return true;
    if (name == "aria-hidden" && value == "true") return true;
    if (name == "role" && IsOneOf(value, {"navigation", "banner", "search", "complementary",
                                          "contentinfo", "menu"})) {
      return true;
    }
    if (name == "style" && (value.find("display:none") != std::string_view::npos ||
                            value.find("display: none") != std::string_view::npos)) {
      return true;
    }
    if (name != "class" && name != "id") continue;
    while (!value.empty()) {
      const std::size_t end = std::min(value.find(' '), value.size());
      if (IsOneOf(value.substr(0, end),
                  {"sidebar", "menu", "navigation", "navbar", "nav", "breadcrumb", "breadcrumbs",
                   "cookie-banner", "newsletter", "related", "share", "social", "advert", "ad",
                   "ads", "comments", "footer"})) {
        return true;
      }
      value.remove_prefix(std::min(end + 1, value.size()));
    }
  }
  return false;
}

// Collects blocks of text; a block of little but links is furniture.
class BlockWriter {
 public:
  void Text(std::string_view text, bool in_link) {
    for (const char c : text) {
      if (c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f') {
        if (!block_.empty() && block_.back() != ' ' && block_.back() != '\n') block_.push_back(' ');
      } else {
        block_.push_back(c);
        ++bytes_;
        if (in_link) ++link_bytes_;
      }
    }
  }

  void LineBreak() {
    if (!block_.empty()) block_.push_back('\n');
  }

  void StartItem() {
    EndBlock();
    item_ = true;
  }

  void EndBlock() {
    while (!block_.empty() && (block_.back() == ' ' || block_.back() == '\n')) block_.pop_back();
    if (block_.empty()) return;
    const bool links =
        static_cast<double>(link_bytes_) > kMaxLinkShare * static_cast<double>(bytes_) &&
        block_.size() < kMaxLinkBlockBytes && !EndsSentence(block_);
    if (!links) {
      if (!out_.empty()) out_.append("\n\n");
      if (item_) out_.append("\xE2\x80\xA2 ");
      out_.append(block_);
    }
    block_.clear();
    bytes_ = link_bytes_ = 0;
    item_ = false;
  }

  std::string Take() {
    EndBlock();
    return std::move(out_);
  }

 private:
  static bool EndsSentence(std::string_view text) {
    return IsOneOf(text.substr(text.size() - 1), {".", "!", "?"});
  }

  std::string out_;
  std::string block_;
  std::size_t bytes_ = 0;
  std::size_t link_bytes_ = 0;
  bool item_ = false;
};

struct Visit {
  const GumboNode* node = nullptr;
  unsigned next_child = 0;
  bool in_link = false;
  bool header = false;
};

bool IsHeading(GumboTag tag) { return tag >= GUMBO_TAG_H1 && tag <= GUMBO_TAG_H6; }

// Walks with a stack of its own, so that depth costs heap alone.
std::string TextOf(const GumboNode* root) {
  BlockWriter writer;
  std::vector<Visit> stack = {{root}};
  while (!stack.empty()) {
    Visit& visit = stack.back();
    const GumboElement& element = visit.node->v.element;
    if (visit.next_child >= element.children.length) {
      if (IsBlock(element.tag)) writer.EndBlock();
      stack.pop_back();
      continue;
    }
    const auto* child = static_cast<const GumboNode*>(element.children.data[visit.next_child++]);
    if (child->type == GUMBO_NODE_TEXT || child->type == GUMBO_NODE_CDATA ||
        child->type == GUMBO_NODE_WHITESPACE) {
      if (!visit.header) writer.Text(child->v.text.text, visit.in_link);
      continue;
    }
    if (child->type != GUMBO_NODE_ELEMENT) continue;
    const GumboElement& inner = child->v.element;
    if (IsDropped(inner.tag) || IsFurniture(inner)) continue;
    if (inner.tag == GUMBO_TAG_BR) {
      writer.LineBreak();
      continue;
    }
    Visit next{child, 0, visit.in_link || inner.tag == GUMBO_TAG_A, visit.header};
    if (inner.tag == GUMBO_TAG_LI) {
      writer.StartItem();
    } else if (IsBlock(inner.tag)) {
      writer.EndBlock();
    }
    // Of a header only its headings are prose.
    if (inner.tag == GUMBO_TAG_HEADER) next.header = true;
    if (IsHeading(inner.tag)) next.header = false;
    stack.push_back(next);
  }
  return writer.Take();
}

// The first <article> or <main>; nullptr if there is none.
const GumboNode* FindMain(const GumboNode* root) {
  std::vector<const GumboNode*> stack = {root};
  const GumboNode* main = nullptr;
  while (!stack.empty()) {
    const GumboNode* node = stack.back();
    stack.pop_back();
    if (node->type != GUMBO_NODE_ELEMENT) continue;
    const GumboElement& element = node->v.element;
    if (element.tag == GUMBO_TAG_ARTICLE) return node;
    if (element.tag == GUMBO_TAG_MAIN && main == nullptr) main = node;
    for (unsigned i = element.children.length; i > 0; --i) {
      stack.push_back(static_cast<const GumboNode*>(element.children.data[i - 1]));
    }
  }
  return main;
}

struct OutputDeleter {
  void operator()(GumboOutput* output) const {
    gumbo_destroy_output(&kGumboDefaultOptions, output);
  }
};

}  // namespace

absl::StatusOr<std::string> HtmlToText(const std::string& html) {
  if (absl::Status status = NestingGuard(html).Check(); !status.ok()) return status;
  const std::unique_ptr<GumboOutput, OutputDeleter> output(
      gumbo_parse_with_options(&kGumboDefaultOptions, html.data(), html.size()));
  if (output == nullptr || output->root == nullptr) {
    return absl::InvalidArgumentError("content cannot be read as HTML");
  }
  const GumboNode* main = FindMain(output->root);
  if (main != nullptr) {
    std::string text = TextOf(main);
    if (text.size() >= kMinMainTextBytes) return text;
  }
  return TextOf(output->root);
}

}  // namespace isotherm::engine
