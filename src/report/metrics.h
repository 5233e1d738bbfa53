#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// Prometheus' text format, as node_exporter's textfile collector reads it.
namespace modtrail {

using Labels = std::vector<std::pair<std::string_view, std::string>>;

// A gauge's HELP and TYPE; its samples follow.
void put_gauge(std::string& out, std::string_view name, std::string_view help);
void put_sample(std::string& out, std::string_view name, const Labels& labels, std::int64_t value);

}  // namespace modtrail
