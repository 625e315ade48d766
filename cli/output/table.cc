#include "cli/output/table.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "services/common/ontology/ontology.h"
#include "services/common/ontology/proto_convert.h"
#include "services/common/strings/view.h"
#include "services/gateway/brief/layout.h"
#include "services/gateway/brief/wording.h"

namespace isotherm::cli {
namespace {

constexpr std::size_t kGap = 2;

// 256-colour codes from blue to red.
int ColourOf(HeatLevel level) {
  switch (level) {
    case HeatLevel::kFreezing:
      return 27;
    case HeatLevel::kCold:
      return 39;
    case HeatLevel::kChilly:
      return 80;
    case HeatLevel::kMild:
      return 220;
    case HeatLevel::kHot:
      return 208;
    case HeatLevel::kBlazing:
      return 196;
  }
  return 0;
}

}  // namespace

std::size_t VisibleWidth(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) {
    const std::size_t escape = text.find('\x1b');
    width += brief::DisplayWidth(text.substr(0, escape));
    if (escape == std::string_view::npos) break;
    const std::size_t end = text.find('m', escape);
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return width;
}

void Table::AddColumn(std::string_view title, Align align) {
  columns_.push_back({std::string(title), align});
}

void Table::AddRow(std::vector<std::string> cells) {
  cells.resize(columns_.size());
  rows_.push_back(std::move(cells));
}

std::string Table::Render(int width) const {
  std::vector<std::size_t> widths;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    std::size_t needed = VisibleWidth(columns_[i].title);
    for (const auto& row : rows_) needed = std::max(needed, VisibleWidth(row[i]));
    widths.push_back(needed);
  }
  std::size_t before_last = 0;
  for (std::size_t i = 0; i + 1 < widths.size(); ++i) before_last += widths[i] + kGap;
  const std::size_t room = static_cast<std::size_t>(std::max(width, 0));
  const std::size_t last = room > before_last + 10 ? room - before_last : 10;

  std::string out;
  const auto render = [&](const auto& cell_of) {
    std::string line;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      std::string cell = cell_of(i);
      const bool is_last = i + 1 == columns_.size();
      if (is_last && VisibleWidth(cell) > last) cell = brief::Ellipsize(cell, last);
      const std::size_t used = VisibleWidth(cell);
      const std::string blanks(used < widths[i] ? widths[i] - used : 0, ' ');
      const bool right = columns_[i].align == Align::kRight;
      absl::StrAppend(&line, right ? blanks : "", cell, right || is_last ? "" : blanks,
                      is_last ? "" : std::string(kGap, ' '));
    }
    while (!line.empty() && line.back() == ' ') line.pop_back();
    absl::StrAppend(&out, line, "\n");
  };
  render([&](std::size_t i) { return columns_[i].title; });
  for (const auto& row : rows_) render([&](std::size_t i) { return row[i]; });
  return out;
}

std::string LevelCell(common::v1::HeatLevel level, bool colours) {
  const std::optional<HeatLevel> known = FromProto(level);
  if (!known) return "";
  const std::string name(Name(*known));
  return colours ? absl::StrCat("\x1b[38;5;", ColourOf(*known), "m", name, "\x1b[0m") : name;
}

std::string TrendCell(common::v1::Trend trend) {
  const std::optional<Trend> known = FromProto(trend);
  return known ? brief::LowerCase(Name(*known)) : "";
}

}  // namespace isotherm::cli
