// Structured logs: one JSON object a line on standard error.
//
// Every line carries time (RFC 3339, UTC), level, service and message; the message of our own code
// reads "what happened key=value ...". Thread-safety: spdlog's.
#pragma once

#include <string>

namespace isotherm {

// Sets spdlog's default logger up for a service. `level`: trace, debug, info, warn, error, off.
// An unknown level is reported on the log itself and means info.
void InitialiseLog(const std::string& service, const std::string& level);

}  // namespace isotherm
