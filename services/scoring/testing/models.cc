#include "services/scoring/testing/models.h"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

namespace isotherm::scoring {

std::string ShippedDataDir() {
  const char* const folder = std::getenv("ISOTHERM_SOURCE_DIR");
  return folder == nullptr ? "." : folder;
}

HeatModel ShippedHeatModel() {
  std::ifstream in(ShippedDataDir() + "/models/heat-1.json", std::ios::binary);
  const std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  auto parameters = ParseHeatParameters(text);
  if (!parameters.ok()) {
    std::fprintf(stderr, "models/heat-1.json below ISOTHERM_SOURCE_DIR: %s\n",
                 parameters.status().ToString().c_str());
    std::exit(1);
  }
  return HeatModel::Create(*std::move(parameters)).value();
}

}  // namespace isotherm::scoring
