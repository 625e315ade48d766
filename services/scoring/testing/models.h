// The heat model that the project ships, for tests.
#pragma once

#include <string>

#include "services/scoring/model/heat_model.h"

namespace isotherm::scoring {

// models/heat-1.json of the source tree. Ends the process with a message when it cannot be read.
HeatModel ShippedHeatModel();

// Folder that holds models/.
std::string ShippedDataDir();

}  // namespace isotherm::scoring
