// A table for people: aligned columns, a header, no frames.
//
// Ownership: owns its cells. Thread-safety: none.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "isotherm/common/v1/ontology.pb.h"

namespace isotherm::cli {

class Table {
 public:
  enum class Align { kLeft, kRight };

  void AddColumn(std::string_view title, Align align = Align::kLeft);
  // Missing cells are empty, surplus ones are dropped. A cell may carry terminal colours.
  void AddRow(std::vector<std::string> cells);

  bool empty() const { return rows_.empty(); }
  // Lines of at most `width` columns: what does not fit is cut from the last column.
  std::string Render(int width) const;

 private:
  struct Column {
    std::string title;
    Align align;
  };
  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

// "BLAZING", in the colour of the level when `colours`.
std::string LevelCell(common::v1::HeatLevel level, bool colours);
// "rising"; empty when not set.
std::string TrendCell(common::v1::Trend trend);

// Columns `text` takes on a terminal; colour sequences take none.
std::size_t VisibleWidth(std::string_view text);

}  // namespace isotherm::cli
